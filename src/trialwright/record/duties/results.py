"""The duty to report results: whether it binds, by when, and how it stands (DAT-08)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from trialwright.instruments.partial_date import DateSpan
from trialwright.instruments.three_valued import all_of, negation
from trialwright.record.duties.applicable_trial import Applicability
from trialwright.record.duties.deadlines import (
    GRACE_DAYS,
    by_words,
    days_later,
    days_words,
    is_by,
    met_state,
    months_later,
    open_state,
    span_of,
)
from trialwright.record.duties.registered import day, flag
from trialwright.record.duties.table import Condition, Duty, State
from trialwright.record.module_paths import DESIGN, STATUS
from trialwright.record.wording import yes_no

if TYPE_CHECKING:
    from trialwright.record.read import Record

_SOURCE: Final = "42 CFR 11.42 and 11.44 (when results are due), 11.22(b) (for whom)"
_CONFIRM: Final = (
    "the days of grace; that a waiver is published wherever there is one; and the end of a "
    "certified delay, which depends on decisions of the FDA that the registry does not publish"
)
_MONTHS_TO_RESULTS: Final = 12
_LONGEST_DELAY_MONTHS: Final = 24


def derive_results_duty(record: Record, as_of: date, applicability: Applicability) -> Duty:
    """Results are due 12 months after primary completion; 30 days of grace are shown apart.

    A certification handed in by then moves the date by at most two years. Where the duty does not
    bind, the same day is a voluntary target.
    """
    primary = span_of(record.view.status.primary_completion)
    standard = months_later(primary, _MONTHS_TO_RESULTS)
    certified = _certified(record, standard)
    due = _due(record, standard, certified)
    grace = days_later(due, GRACE_DAYS)
    enrolled, waived = _enrolled(record), _waived(record)
    binding = all_of([applicability.answer, enrolled.holds, negation(waived.holds)])
    state = _state(record, as_of, due, grace, enrolled)
    submitted = _submitted(record)
    return Duty(
        id="results",
        title="Results on the registry",
        conditions=(
            *applicability.conditions,
            enrolled,
            waived,
            _completion(record, primary),
            certified,
            submitted,
        ),
        binding=binding,
        due=due,
        state=state,
        sentence=_sentence(binding, due, grace, state, certified),
        source=_SOURCE,
        grace_until=grace,
        to_confirm=_CONFIRM,
    )


def _due(record: Record, standard: DateSpan | None, certified: Condition) -> DateSpan | None:
    """A delay that was certified in time ends on a day nobody can read here, two years at most."""
    if certified.holds is False or standard is None:
        return standard
    latest = months_later(_certification(record), _LONGEST_DELAY_MONTHS)
    if latest is None or latest.latest < standard.latest:
        return standard
    return DateSpan(standard.earliest, latest.latest)


def _state(
    record: Record,
    as_of: date,
    due: DateSpan | None,
    grace: DateSpan | None,
    enrolled: Condition,
) -> State:
    if enrolled.holds is False:
        return State.NOT_ARISING
    submitted = span_of(record.view.status.results_first_submit)
    if submitted is not None:
        return met_state(submitted, due, grace)
    return open_state(due, as_of, grace)


def _sentence(
    binding: bool | None,
    due: DateSpan | None,
    grace: DateSpan | None,
    state: State,
    certified: Condition,
) -> str:
    when = f"{by_words(due)} (with grace {by_words(grace)})" if due else by_words(due)
    delay = "; a delay was certified" if certified.holds else ""
    if state is State.NOT_ARISING:
        return "Nobody was enrolled, so there are no results to report."
    if binding is False:
        return f"No statutory due date. Voluntary target {days_words(due)}: {state}."
    if binding is None:
        return f"Whether results are owed cannot be determined. If so, {when}: {state}{delay}."
    return f"Results are owed {when}: {state}{delay}."


def _enrolled(record: Record) -> Condition:
    design, status = record.view.design, record.view.status
    count, kind = design.enrollment_count, design.enrollment_type
    is_none = status.overall_status == "WITHDRAWN" or (count == 0 and kind == "ACTUAL")
    value = "not registered" if count is None else f"{count}, {(kind or 'kind not stated').lower()}"
    known = is_none or count is not None
    return Condition(
        "At least one participant is or will be enrolled",
        value,
        not is_none if known else None,
        f"{DESIGN}.enrollmentInfo",
    )


def _waived(record: Record) -> Condition:
    path = f"{STATUS}.resultsWaived"
    given = flag(record, path)
    return Condition(
        "The FDA waived the results",
        yes_no(given) or "not registered",
        bool(given),
        path,
        "registered only where it is true",
    )


def _completion(record: Record, primary: DateSpan | None) -> Condition:
    given = record.view.status.primary_completion
    kind = f", {given.type.lower()}" if given and given.type else ""
    return Condition(
        "Primary completion is registered; results are due 12 months later",
        f"{days_words(primary)}{kind}",
        primary is not None,
        f"{STATUS}.primaryCompletionDateStruct",
    )


def _certification(record: Record) -> DateSpan | None:
    return span_of(day(record, f"{STATUS}.dispFirstSubmitDate"))


def _certified(record: Record, standard: DateSpan | None) -> Condition:
    """Only a certification on or before the standard due date moves it (42 CFR 11.44(b), (c))."""
    handed_in = _certification(record)
    return Condition(
        "A delay was certified on or before the due date",
        days_words(handed_in),
        False if handed_in is None else is_by(handed_in, standard),
        f"{STATUS}.dispFirstSubmitDate",
        "moves the date by at most two years",
    )


def _submitted(record: Record) -> Condition:
    given = span_of(record.view.status.results_first_submit)
    path = f"{STATUS}.resultsFirstSubmitDate"
    return Condition("Results were handed in", days_words(given), given is not None, path)
