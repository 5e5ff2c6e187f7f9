"""Dates read from entries: complete ones only, and the study's four origins."""

from datetime import UTC, date, datetime

import pytest

from study_copy import prtras001
from trialwright.capture.entry import EnteredValue, Entry
from trialwright.capture.participant import (
    Participant,
    complete_date,
    origin_dates,
    participants,
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-02", date(2026, 3, 2)),
        ("2028-02-29", date(2028, 2, 29)),
        ("2027-02-29", None),
        ("2026-13-01", None),
        ("2026-03", None),
        ("2026", None),
        ("20260302", None),
        ("2026-W10-1", None),  # a week date, which Python would read
        ("2026-3-2", None),
        ("2026-03-02T00", None),
        (" 2026-03-02", None),
        ("２０２６-03-02", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_whole_calendar_date_is_a_date(text, day):
    assert complete_date(text) == day


def entry(form, item, value, number=1, participant="P001"):
    saved = datetime(2026, 3, 2, 12, number, tzinfo=UTC)
    values = (EnteredValue(item, value),)
    return Entry(f"e{number}", participant, "V", form, number, values, saved, "nurse", "h")


def origins(*entries):
    found = origin_dates(prtras001(), Participant("P001", entries))
    return {name: str(day) for name, day in found.items()}


def start(day, number=1):
    return entry("study_treatment", "start_date", day, number)


def enrolled(day):
    return entry("enrolment", "enrolment_date", day)


def test_the_last_curative_procedure_is_the_origin():
    found = origins(
        entry("radical_treatment", "procedure_date", "2026-01-10", 1),
        entry("radical_treatment", "procedure_date", "2026-02-20", 2),
    )
    assert found == {"T_R": "2026-02-20"}


def test_the_first_consent_counts():
    found = origins(
        entry("consent", "consent_date", "2026-03-09", 1),
        entry("consent", "consent_date", "2026-03-02", 2),
    )
    assert found == {"consent": "2026-03-02"}


@pytest.mark.parametrize(
    ("first_dose", "t_t"),
    [("2026-04-20", "2026-04-20"), ("2026-04-10", "2026-04-10"), ("2024-01-01", "2026-04-10")],
)
def test_treatment_that_runs_already_starts_at_enrolment(first_dose, t_t):
    """OUT-02: whoever takes an analogue at T_E has T_T = T_E."""
    assert origins(enrolled("2026-04-10"), start(first_dose))["T_T"] == t_t


def test_treatment_without_enrolment_has_no_start():
    """Before T_E is known nobody can say whether the treatment ran already."""
    assert origins(start("2024-01-01")) == {}


def test_a_partial_date_is_no_origin():
    assert origins(enrolled("2026-04")) == {}


def test_entries_are_grouped_by_participant_in_order():
    found = participants(
        [entry("death", "death_cause", "other", n, p) for n, p in enumerate(["P2", "P1", "P2"])]
    )
    assert [(p.id, len(p.entries)) for p in found] == [("P1", 1), ("P2", 2)]
    assert found[1].values("death.death_cause")[0][1] == "other"
    assert found[1].values("death.death_date") == ()
    assert found[1].of_form("virology") == ()
