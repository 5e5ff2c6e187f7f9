"""The duties to keep a record true: yearly verification, status and completion dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from trialwright.instruments.partial_date import DateSpan
from trialwright.instruments.three_valued import all_of, negation
from trialwright.record.duties.deadlines import (
    UPDATE_DAYS,
    by_words,
    days_later,
    days_words,
    is_past,
    months_later,
    open_state,
    span_of,
)
from trialwright.record.duties.registered import FINAL_STATUSES
from trialwright.record.duties.table import Condition, Duty, State
from trialwright.record.models import RegisteredDate
from trialwright.record.module_paths import STATUS
from trialwright.record.wording import in_words

if TYPE_CHECKING:
    from trialwright.record.read import Record

_SOURCE: Final = "42 CFR 11.64(a), updates of registration information"
_RECRUITING: Final = frozenset({"NOT_YET_RECRUITING", "RECRUITING", "ENROLLING_BY_INVITATION"})


def derive_verification_duty(record: Record, as_of: date, binding: bool | None) -> Duty:
    """A record is confirmed at least every 12 months while the study runs (DAT-04)."""
    running = _running(record)
    verified = span_of(record.view.status.status_verified)
    due = months_later(verified, 12)
    state = State.NOTHING_DUE if running.holds is False else open_state(due, as_of)
    row = Condition(
        "The record was verified within 12 months",
        days_words(verified),
        negation(is_past(due, as_of)),
        f"{STATUS}.statusVerifiedDate",
    )
    return Duty(
        "verification",
        "Yearly verification of the record",
        (running, row),
        binding,
        due,
        state,
        _sentence("The next verification is due", due, state, binding),
        _SOURCE,
        to_confirm="until when a finished study without results has to be verified",
    )


def derive_status_duty(record: Record, as_of: date, binding: bool | None) -> Duty:
    """A change of the recruitment status is registered within 30 days.

    The record does not say when its status changed, so the dates beside it are asked: a status
    that they contradict for more than 30 days, or the date itself, has to be corrected.
    """
    rows = tuple(_status_rows(record, as_of))
    deadlines = [due for row, due in rows if row.holds is True]
    doubtful = [due for row, due in rows if row.holds is None]
    due = min((d for d in deadlines if d), key=lambda d: d.earliest, default=None)
    state = State.NOTHING_DUE
    if due:
        state = open_state(due, as_of)
    elif doubtful or record.view.status.overall_status is None:
        state = State.UNDETERMINED
    return Duty(
        "status",
        "Recruitment status within 30 days of a change",
        (_status_row(record), *(row for row, _ in rows)),
        binding,
        due,
        state,
        _status_sentence(due, state),
        _SOURCE,
    )


def derive_completion_duty(record: Record, as_of: date, binding: bool | None, which: str) -> Duty:
    """An estimated completion that has been reached is replaced by the actual day in 30 days.

    `which` is "primary" or "study".
    """
    status = record.view.status
    given = status.primary_completion if which == "primary" else status.completion
    key = "primaryCompletionDateStruct" if which == "primary" else "completionDateStruct"
    reached = span_of(given)
    actual = None if given is None or given.type is None else given.type == "ACTUAL"
    due = days_later(reached, UPDATE_DAYS)
    state = _completion_state(actual, reached, due, as_of)
    rows = (
        Condition("The date is registered as actual", _kind(given), actual, f"{STATUS}.{key}.type"),
        Condition(
            "The registered date has passed",
            days_words(reached),
            is_past(reached, as_of),
            f"{STATUS}.{key}.date",
        ),
    )
    title = "Primary completion date" if which == "primary" else "Study completion date"
    return Duty(
        f"{which}-completion",
        f"{title} within 30 days of reaching it",
        rows,
        binding,
        due,
        state,
        _sentence("The actual day, or a new estimate, is due", due, state, binding),
        _SOURCE,
    )


def _completion_state(
    actual: bool | None, reached: DateSpan | None, due: DateSpan | None, as_of: date
) -> State:
    if actual:
        return State.MET
    passed = is_past(reached, as_of)
    if passed is False:
        return State.NOTHING_DUE
    return State.UNDETERMINED if actual is None or passed is None else open_state(due, as_of)


def _status_rows(record: Record, as_of: date) -> Iterator[tuple[Condition, DateSpan | None]]:
    """Statuses that a date contradicts, with the last day on which one of the two is corrected."""
    status = record.view.status
    checks = (
        ({"NOT_YET_RECRUITING"}, "the start", status.start, "startDateStruct"),
        (
            _RECRUITING,
            "primary completion",
            status.primary_completion,
            "primaryCompletionDateStruct",
        ),
        (
            _RECRUITING | {"ACTIVE_NOT_RECRUITING"},
            "study completion",
            status.completion,
            "completionDateStruct",
        ),
    )
    for statuses, label, given, key in checks:
        span = span_of(given)
        stands = None if status.overall_status is None else status.overall_status in statuses
        holds = all_of([stands, is_past(span, as_of)])
        text = f"The status belongs before {label}, and that day has passed"
        row = Condition(text, days_words(span), holds, f"{STATUS}.{key}.date")
        yield row, days_later(span, UPDATE_DAYS)


def _status_row(record: Record) -> Condition:
    given = record.view.status.overall_status
    value = in_words(given) if given else "not registered"
    return Condition("A status is registered", value, given is not None, f"{STATUS}.overallStatus")


def _running(record: Record) -> Condition:
    given = record.view.status.overall_status
    holds = None if given is None else given not in FINAL_STATUSES
    value = in_words(given) if given else "not registered"
    return Condition("The study is not finished", value, holds, f"{STATUS}.overallStatus")


def _status_sentence(due: DateSpan | None, state: State) -> str:
    if due is None:
        return f"No date of the record contradicts its status: {state}."
    return f"Status or date has to be corrected {by_words(due)}: {state}."


def _sentence(what: str, due: DateSpan | None, state: State, binding: bool | None) -> str:
    if state in (State.MET, State.NOTHING_DUE):
        return f"{state.capitalize()}."
    by = {True: "", False: " (no statutory duty)", None: " (if the rule applies)"}[binding]
    return f"{what} {by_words(due)}{by}: {state}."


def _kind(given: RegisteredDate | None) -> str:
    if given is None:
        return "not registered"
    return in_words(given.type) if given.type else "kind not stated"
