"""The duty to register before the first participant (DAT-05)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from trialwright.instruments.partial_date import DateSpan
from trialwright.record.duties.deadlines import by_words, days_words, met_state, open_state, span_of
from trialwright.record.duties.registered import is_interventional
from trialwright.record.duties.table import Condition, Duty, State
from trialwright.record.module_paths import DESIGN, STATUS
from trialwright.record.wording import in_words

if TYPE_CHECKING:
    from trialwright.record.read import Record

_SOURCE: Final = "ICMJE Recommendations, clinical trial registration; Declaration of Helsinki"


def derive_registration_duty(record: Record, as_of: date) -> Duty:
    """A clinical trial is registered at or before the enrolment of the first participant.

    The registered start stands for that day. U.S. law gives an applicable trial 21 days more
    (42 CFR 11.24); journals do not.
    """
    status = record.view.status
    start, submitted = span_of(status.start), span_of(status.study_first_submit)
    state = open_state(start, as_of) if submitted is None else met_state(submitted, start)
    is_trial = is_interventional(record)
    duty = {True: "Owed", False: "Good practice", None: "Owed if this is a trial"}[is_trial]
    return Duty(
        "registration",
        "Registration before the first participant",
        _rows(record, start, submitted, state),
        is_trial,
        start,
        state,
        f"{duty} {by_words(start)}: {state}.",
        _SOURCE,
        to_confirm="for an observational study: whether ethics committee or journal ask for it",
    )


def _rows(
    record: Record, start: DateSpan | None, submitted: DateSpan | None, state: State
) -> tuple[Condition, ...]:
    study_type = record.view.design.study_type
    value = in_words(study_type) if study_type else "not registered"
    in_time = None if state is State.UNDETERMINED else state in (State.MET, State.NOT_YET_DUE)
    return (
        Condition(
            "The study is a clinical trial by its type",
            value,
            is_interventional(record),
            f"{DESIGN}.studyType",
        ),
        Condition(
            "The start is registered",
            days_words(start),
            start is not None,
            f"{STATUS}.startDateStruct",
        ),
        Condition(
            "It was handed in on or before the start",
            days_words(submitted),
            in_time,
            f"{STATUS}.studyFirstSubmitDate",
        ),
    )
