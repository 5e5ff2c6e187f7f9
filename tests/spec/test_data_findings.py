"""What a site is asked about the data of a whole study: each fault with its row, nothing silent."""

from datetime import date

import pytest

from hand_made import chemistry, enrolled, entry, lesion, prtras001, scan, virology
from trialwright.capture.data_findings import check_data
from trialwright.capture.entry import current_entries
from trialwright.capture.participant import participants
from trialwright.capture.screening import screen_all
from trialwright.instruments.ctcae.term_list import CtcaeTerm

CUTOFF = date(2030, 6, 30)
TERMS = {"Headache": CtcaeTerm("Headache", "Nervous system", {1: "a", 2: "b", 3: "c"})}


def checked(*entries, without=(), terms=None, people=None):
    base = [e for e in people or enrolled("S-0001") if e.form not in without]
    people = participants(current_entries([*base, *entries]))
    screenings = screen_all(prtras001(), people, CUTOFF, rehearsal=True)
    return check_data(prtras001(), people, screenings, CUTOFF, terms)


def told(*entries, **options):
    """Findings about the given entries as "form.item: kind"; the made-up base answers only a part."""
    added = {each.id for each in entries}
    return sorted(
        f"{finding.entry.split('.')[2]}.{finding.item}: {finding.kind}"
        for finding in checked(*entries, **options).findings
        if finding.entry in added and finding.kind != "required missing"
    )


def death(day, on="2028-01-01"):
    return entry("S-0001", "RUNNING", "death", on=on, death_date=day, death_cause="other")


def test_sound_entries_give_no_finding():
    assert (
        told(scan("S-0001", "W12", "2026-04-04"), virology("S-0001", "W12", "2026-04-04", "9", "9"))
        == []
    )


@pytest.mark.parametrize(
    ("day", "typed", "kind"),
    [
        ("2027-02-29", "2027-03-01", "not a date"),
        ("1975-05-31", "2026-04-04", "before birth"),
        ("2030-07-01", "2030-06-01", "after the cut-off"),
        ("2026-04-05", "2026-04-04", "after it was entered"),
    ],
)
def test_a_date_that_cannot_be_is_asked_about(day, typed, kind):
    read = entry("S-0001", "W12", "mri_read", on=typed, scan_date=day, usable="yes")
    assert told(read) == [f"mri_read.scan_date: {kind}"]


def test_a_read_or_lesion_of_the_review_that_belongs_to_nothing_is_asked_about():
    """REC-14"""
    read = {"review_scan_date": "2026-04-04", "review_slot": "first_reader"}
    first = entry("S-0001", "RUNNING", "scan_review", 1, on="2026-04-20", **read)
    mine = entry("S-0001", "RUNNING", "review_lesion", 1, on="2026-04-20", reviewed_read="1")
    other = entry("S-0001", "RUNNING", "review_lesion", 2, on="2026-04-20", reviewed_read="2")
    seen = scan("S-0001", "W12", "2026-04-04")
    assert told(seen, first, mine) == []
    lost = ["review_lesion.reviewed_read: belongs to nothing"]
    assert told(seen, first, mine, other) == lost
    assert told(first, mine) == ["scan_review.review_scan_date: belongs to nothing"]


def test_what_happened_after_death_is_asked_about():
    late = scan("S-0001", "W84", "2027-09-01")
    assert told(late, death("2027-08-31")) == ["mri_read.scan_date: after death"]
    assert told(late, death("2027-09-01")) == []


def test_a_partial_date_is_wrong_only_if_all_its_days_are():
    event = entry(
        "S-0001", "RUNNING", "adverse_event", repeat=1, on="2027-03-05", onset_date="2027-03"
    )
    assert told(event, death("2027-03-01")) == []
    assert told(event, death("2027-02-28")) == ["adverse_event.onset_date: after death"]


def test_a_day_is_that_of_the_site_not_of_greenwich():
    """What is typed at 01:00 in Shenzhen is stamped with the day before."""
    read = scan("S-0001", "W12", "2026-04-05")
    stamped = read.entered_at.replace(year=2026, month=4, day=4, hour=17)
    assert told(type(read)(**{**_fields(read), "entered_at": stamped})) == []


def _fields(each):
    return {name: getattr(each, name) for name in each.__dataclass_fields__}


def test_a_negative_size_is_asked_about():
    found = lesion("S-0001", "W12", "2026-04-04", "LR-5", distance="-4")
    assert told(found) == ["mri_lesion.distance_mm: out of range"]


def test_a_limit_in_another_unit_than_its_value_is_asked_about():
    """IDX-07, IDX-08: the two are never compared"""
    sample = chemistry("S-0001", "W12", "2026-04-04", creatinine_uln=("1.18", "mg/dL"))
    assert told(sample) == ["liver_chemistry.creatinine_uln: units differ"]


def test_the_same_answers_twice_are_asked_about_once():
    first = virology("S-0001", "W12", "2026-04-04", "820", "1250")
    again = virology("S-0001", "UNSCHEDULED", "2026-04-04", "820", "1250")
    assert told(first, again) == ["virology.: same entry again"]
    other = virology("S-0001", "UNSCHEDULED", "2026-04-04", "821", "1250")
    assert told(first, other) == []


def test_equal_lesions_at_two_visits_are_no_repetition():
    first = lesion("S-0001", "W12", "2026-04-04", "LR-3")
    assert told(first, lesion("S-0001", "W24", "2026-06-27", "LR-3")) == []


def test_mixed_assays_are_asked_about_once_at_the_first_change():
    """HBS-07, HBD-06"""
    other = entry(
        "S-0001",
        "W12",
        "virology",
        on="2026-04-04",
        virology_date="2026-04-04",
        hbvdna_platform="high_pure",
    )
    assert told(other) == ["virology.hbvdna_platform: several assays"]


@pytest.mark.parametrize(
    ("term", "grade", "findings"),
    [
        ("headache", "3", []),
        ("Headache", "4", ["adverse_event.ae_grade: no such grade"]),
        ("Hedache", "2", ["adverse_event.ctcae_term: no term"]),
        ("Headache", "6", ["adverse_event.ae_grade: not a code"]),
        (None, "4", []),
    ],
)
def test_a_coded_event_is_held_to_the_list_of_the_site(term, grade, findings):
    """CTC-01, CTC-31"""
    event = entry(
        *("S-0001", "RUNNING", "adverse_event", 1),
        on="2026-05-01",
        onset_date="2026-04-20",
        ctcae_term=term,
        ae_grade=grade,
    )
    assert told(event, terms=TERMS) == findings
    # Without a list nothing is said about terms.
    assert told(event) == [each for each in findings if each.endswith("not a code")]


def test_who_was_enrolled_against_a_criterion_needs_a_reason():
    """ELI-02: the decision stands, and the enrolment is a deviation"""
    too_old = enrolled("S-0001", born="1950-06-01")
    (finding,) = [
        f for f in checked(people=too_old).findings if f.kind == "enrolled against criteria"
    ]
    assert (finding.entry, finding.item) == ("S-0001.ENROLMENT.enrolment.0.v1", "deviation_reason")
    assert "I1 FAIL" in finding.message
    reason = entry(
        *("S-0001", "ENROLMENT", "enrolment", 0, 2),
        enrolment_date="2026-03-07",
        treatment_group="NA",
        deviation_reason="agreed with the ethics committee",
    )
    data = checked(reason, people=too_old)
    (deviation,) = data.deviations
    assert deviation.criteria == {"I1": "FAIL"}
    assert (deviation.reason, deviation.by) == ("agreed with the ethics committee", "coordinator-1")
    assert "enrolled against criteria" not in {f.kind for f in data.findings}


def test_an_eligible_participant_is_no_deviation():
    data = checked()
    assert data.deviations == ()
    assert "enrolled against criteria" not in {f.kind for f in data.findings}
