"""Where each visit stands: the day it took place, and what is not held against anybody."""

from datetime import date

from hand_made import enrolled, entry, prtras001
from trialwright.capture.participant import Participant
from trialwright.capture.visit_status import visit_states

TODAY = date(2026, 9, 1)


def states(*more, today=TODAY, without=(), **options):
    entries = tuple(e for e in enrolled("S-0001") if e.form not in without)
    person = Participant("S-0001", (*entries, *more))
    return {s.visit: s for s in visit_states(prtras001(), person, today, **options)}


def test_older_images_do_not_make_the_screening_early():
    screening = states()["SCREENING"]
    assert (screening.status, screening.took_place) == ("done", date(2025, 12, 20))


def test_enrolment_took_place_on_its_own_day_whatever_the_age_of_its_laboratory_values():
    enrolment = states()["ENROLMENT"]
    assert (enrolment.status, enrolment.took_place) == ("done", date(2026, 3, 7))


def test_a_visit_off_its_window_is_late_or_early_by_days():
    def scan(day):
        return entry("S-0001", "W12", "mri_read", scan_date=day)

    # W12 is due on 2026-04-04, 7 days either side.
    on_time, late, early = (
        states(scan(day))["W12"] for day in ("2026-04-04", "2026-04-13", "2026-03-27")
    )
    assert (on_time.status, on_time.days_off) == ("done", 0)
    assert (late.status, late.days_off) == ("late", 2)
    assert (early.status, early.days_off) == ("early", -1)


def test_a_visit_without_forms_is_missed_once_its_window_has_closed():
    found = states(today=date(2026, 4, 11))
    assert found["W12"].status == "due"
    assert states(today=date(2026, 4, 12))["W12"].status == "missed"


def test_after_death_nothing_is_missed_or_waited_for():
    died = entry("S-0001", "RUNNING", "death", death_date="2026-06-01", death_cause="other")
    found = states(died, without=("study_treatment",))
    assert found["W12"].status == "missed"
    assert {found[visit].status for visit in ("W24", "W156", "LAB_2Y")} == {"ended"}


def test_whoever_is_not_eligible_misses_nothing():
    found = states(without=("enrolment", "study_treatment"), not_eligible=True)
    assert {found[visit].status for visit in ("LAB_2Y", "W12", "W156")} == {"ended"}
    assert found["SCREENING"].status == "done"
