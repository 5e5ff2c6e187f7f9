"""Endpoints from forms, worked by hand: a few entries, one row, the entries and rules behind it."""

from datetime import date
from decimal import Decimal

import pytest

from hand_made import chemistry, enrolled, entry, lesion, scan, snapshot_of, virology
from trialwright.endpoints.derive import derive_endpoints


def derive(*entries, cutoff=date(2030, 6, 30)):
    return derive_endpoints(snapshot_of(*entries, cutoff=cutoff))


def one(derived, endpoint, reading=""):
    (row,) = [row for row in derived.of(endpoint, reading) if not row.visit]
    return row


def test_a_participant_has_four_dates_and_never_one():
    derived = derive(*enrolled("S-1", radical="2026-01-10", enrolment="2026-03-07"))
    (person,) = derived.participants
    assert {k: d.isoformat() for k, d in person.origins.items()} == {
        "consent": "2025-12-20",
        "T_R": "2026-01-10",
        "T_E": "2026-03-07",
        "T_T": "2026-03-07",
    }


def test_an_analogue_that_already_runs_starts_the_virology_clock_at_enrolment():
    derived = derive(*enrolled("S-1", enrolment="2026-03-07", treatment="2024-05-01"))
    assert derived.participants[0].origins["T_T"] == date(2026, 3, 7)


def test_baseline_is_what_the_eligibility_decision_saw():
    (person,) = derive(*enrolled("S-1", diameter="18")).participants
    assert person.eligibility == "ELIGIBLE"
    assert person.baseline["age"] == 50
    assert person.baseline["bclc"] == "0"
    assert person.baseline["child_pugh"] == "5"
    assert person.baseline["log10_hbsag"] == Decimal("2.913814")  # log10 of 820
    assert person.baseline["cirrhosis"] == "yes"


def test_a_new_lr5_lesion_is_a_recurrence_on_the_day_of_the_scan():
    derived = derive(
        *enrolled("S-1"),
        scan("S-1", "W12", "2026-04-04"),
        scan("S-1", "W24", "2026-06-27", lesions="yes"),
        lesion("S-1", "W24", "2026-06-27", "LR-5"),
    )
    row = one(derived, "recurrence")
    assert (row.status, row.day, row.entry_day) == ("RECURRENCE", 168, 56)
    assert row.sources == ("S-1.W24.mri_lesion.1.v1",)
    assert row.rules == ("REC-02", "REC-05")
    assert row.detail["interval_lower"] == "2026-04-04"


def test_a_lesion_seen_but_not_described_is_pending_and_never_negative():
    derived = derive(*enrolled("S-1"), scan("S-1", "W12", "2026-04-04", lesions="yes"))
    row = one(derived, "recurrence")
    assert (row.status, row.detail["adjudication_pending"]) == ("CENSORED", "yes")


def test_an_unusable_scan_moves_no_censoring_date():
    derived = derive(
        *enrolled("S-1"),
        scan("S-1", "W12", "2026-04-04"),
        scan("S-1", "W24", "2026-06-27", usable="no"),
    )
    assert one(derived, "recurrence").date == date(2026, 4, 4)


def test_death_without_recurrence_competes_and_names_the_death_form():
    death = entry("S-1", "RUNNING", "death", death_date="2026-08-01", death_cause="other")
    row = one(derive(*enrolled("S-1"), scan("S-1", "W12", "2026-04-04"), death), "recurrence")
    assert (row.status, row.day, row.sources) == ("DEATH_WITHOUT_RECURRENCE", 203, (death.id,))


def test_a_biopsy_settles_on_the_day_the_tissue_was_taken():
    biopsy = entry(
        "S-1",
        "RUNNING",
        "biopsy",
        repeat=1,
        collection_date="2026-07-10",
        biopsy_site="extrahepatic",
        histology="HCC",
        biopsy_lesion_new="yes",
    )
    row = one(derive(*enrolled("S-1"), scan("S-1", "W12", "2026-04-04"), biopsy), "recurrence")
    assert (row.day, row.detail["type"], row.detail["evidence"]) == (
        181,
        "extrahepatic",
        "histology",
    )


def test_the_last_window_readings_stand_beside_the_primary_one():
    # T_R 2026-01-10: week 156 is day 1092 (2029-01-06), three years end on 2029-01-10 (day 1096).
    derived = derive(*enrolled("S-1"), scan("S-1", "W156", "2029-01-06"))
    assert one(derived, "recurrence").day == 1092
    assert one(derived, "recurrence", "recurrence_negative_scan").day == 1096
    late = (
        scan("S-1", "W156", "2029-01-12", lesions="yes"),
        lesion("S-1", "W156", "2029-01-12", "LR-5"),
    )
    derived = derive(*enrolled("S-1"), *late)
    assert one(derived, "recurrence").status == "CENSORED"
    event_scan = one(derived, "recurrence", "recurrence_event_scan")
    assert (event_scan.status, event_scan.day) == ("RECURRENCE", 1096)


def test_hbsag_loss_is_confirmed_after_168_days():
    derived = derive(
        *enrolled("S-1", treatment="2026-03-07"),
        virology("S-1", "W48", "2026-12-12", "<0.05", "<10"),
        virology("S-1", "W72", "2027-05-29", "<0.05", "target not detected"),
    )
    row = one(derived, "hbsag_loss")
    assert (row.status, row.event, row.date) == ("CONFIRMED", True, date(2026, 12, 12))
    assert row.sources == ("S-1.W48.virology.0.v1", "S-1.W72.virology.0.v1")
    dna = one(derived, "hbvdna_undetectable")
    assert (dna.status, dna.event) == ("UNCONFIRMED", False)  # 168 days are less than 6 months
    assert dna.detail["detectable_at_baseline"] == "yes"


def test_a_censored_result_below_a_high_limit_cannot_be_decided():
    derived = derive(
        *enrolled("S-1"),
        virology("S-1", "W24", "2026-06-27", "700", "<20"),
        virology("S-1", "W60", "2027-03-06", "700", "<20"),
    )
    row = one(derived, "hbvdna_undetectable")
    assert (row.status, row.event) == ("CANNOT_DETERMINE", None)


def test_a_child_pugh_rise_of_two_points_names_both_visits():
    derived = derive(
        *enrolled("S-1"),
        chemistry("S-1", "W12", "2026-04-04", bilirubin=("40", "umol/L")),
        chemistry("S-1", "W24", "2026-06-27", bilirubin=("60", "umol/L")),
    )
    row = one(derived, "child_pugh_increase")
    assert (row.status, row.date) == ("INCREASED", date(2026, 6, 27))
    assert row.sources == ("S-1.ENROLMENT.liver_chemistry.0.v1", "S-1.W24.liver_chemistry.0.v1")


def test_a_missing_component_leaves_the_rise_open():
    visit = chemistry("S-1", "W12", "2026-04-04", ascites=None)
    assert one(derive(*enrolled("S-1"), visit), "child_pugh_increase").event is None


def treated(start, *ends):
    """One period of treatment for each end; None goes on."""
    return [
        entry("S-1", "RUNNING", "study_treatment", n, drug="ETV", start_date=start, end_date=end)
        for n, end in enumerate(ends, 1)
    ]


#  ends of the periods               | on treatment
ON_TREATMENT = [
    (["2026-06-27"], "yes"),  # the day of the visit is the last one on treatment
    (["2026-06-26"], "no"),
    (["2026-06-26", "2026-12-31"], "yes"),
    (["2026-06-26", None], "yes"),  # one drug goes on
    (["2026-06-26", "in summer"], None),
    (["2026-03-20"], None),  # no visit on treatment: nothing was seen
    ([], None),
]


@pytest.mark.parametrize(("ends", "answer"), ON_TREATMENT)
def test_a_rise_after_the_last_dose_is_none_on_treatment(ends, answer):
    """CLN-12: the record says "during treatment" and "throughout follow-up"."""
    visits = [
        chemistry("S-1", "W12", "2026-04-04"),
        chemistry("S-1", "W24", "2026-06-27", bilirubin=("60", "umol/L")),
    ]
    row = one(
        derive(*untreated("S-1"), *visits, *treated("2026-03-07", *ends)), "child_pugh_increase"
    )
    assert row.status == "INCREASED"
    assert row.detail.get("on_treatment") == answer


def untreated(participant):
    return [e for e in enrolled(participant) if e.form != "study_treatment"]


def test_answers_after_the_recurrence_was_seen_are_flagged():
    """QOL-08: from the day after the scan; the questionnaire of its own day came before it."""
    derived = derive(
        *enrolled("S-1"),
        qol("ENROLMENT", "2026-03-02", "5", "5"),
        scan("S-1", "W24", "2026-06-27", lesions="yes"),
        lesion("S-1", "W24", "2026-06-27", "LR-5"),
        qol("W24", "2026-06-27", "5", "6"),
        qol("W48", "2026-06-28", "4", "4"),
        qol("W72", "2027-05-29", "3", "3"),
    )
    assert one(derived, "recurrence").date == date(2026, 6, 27)
    flags = {row.visit: row.detail.get("after_news") for row in derived.of("qol_change")}
    assert flags == {"W24": None, "W48": "yes", "W72": "yes"}


def test_no_answer_is_flagged_without_a_recurrence():
    """An open lesion is no news of a recurrence, and nor is a death."""
    derived = derive(
        *enrolled("S-1"),
        scan("S-1", "W24", "2026-06-27", lesions="yes"),
        lesion("S-1", "W24", "2026-06-27", "LR-4"),
        qol("W48", "2026-12-12", "4", "4"),
    )
    (row,) = derived.of("qol_change")
    assert "after_news" not in row.detail


def qol(visit: str, day: str, q29: str | None, q30: str | None):
    return entry("S-1", visit, "qlqc30", on=day, qlq_date=day, q29=q29, q30=q30)


def test_the_change_in_global_health_counts_from_the_last_answer_before_enrolment():
    derived = derive(
        *enrolled("S-1"),
        qol("ENROLMENT", "2026-03-07", "5", "5"),  # (5 - 1) / 6 = 66.67
        qol("W24", "2026-06-27", "4", "5"),  # 58.33
        qol("W48", "2026-12-12", None, "6"),  # one of two answered: 83.33
        qol("W72", "2027-05-29", None, None),
    )
    rows = derived.of("qol_change")
    assert [(row.visit, row.status) for row in rows] == [
        ("W24", "CHANGE"),
        ("W48", "CHANGE"),
        ("W72", "MISSING"),
    ]
    assert [round(float(row.value), 4) for row in rows[:2]] == [-8.3333, 16.6667]
    assert rows[2].value is None


def test_a_code_that_does_not_exist_rejects_the_questionnaire():
    derived = derive(
        *enrolled("S-1"),
        qol("ENROLMENT", "2026-03-07", "5", "5"),
        qol("W24", "2026-06-27", "8", "5"),
    )
    (row,) = derived.of("qol_change")
    assert (row.status, row.value) == ("REJECTED", None)


SERIOUS = ("death", "life_threatening", "hospitalisation", "disability", "congenital", "other")


def event(repeat: int, onset: str, grade: str = "2", **changed: str):
    items = {
        "ae_class": "fever",
        "onset_date": onset,
        "ae_grade": grade,
        "ae_related_na": "unlikely",
        **{f"serious_{criterion}": "no" for criterion in SERIOUS},
    }
    return entry("S-1", "RUNNING", "adverse_event", repeat=repeat, **items | changed)


def test_only_emergent_events_of_the_reported_grade_count():
    derived = derive(
        *enrolled("S-1", treatment="2026-03-07"),
        event(1, "2026-02-01"),  # before the first dose
        event(2, "2026-05-01", grade="1"),  # below the reported grade
        event(3, "2026-06"),  # a partial date counts as its first day
    )
    rows = {row.visit: row for row in derived.of("adverse_events")}
    assert {v: row.event for v, row in rows.items() if v} == {
        "event-1": False,
        "event-2": False,
        "event-3": True,
    }
    assert rows[""].event is True
    assert rows[""].sources == ("S-1.RUNNING.adverse_event.3.v1",)
    assert rows["event-3"].rules == ("SAF-02", "SAF-04")


def test_a_serious_event_counts_from_consent_at_any_grade():
    derived = derive(*enrolled("S-1"), event(1, "2026-01-05", "1", serious_hospitalisation="yes"))
    assert one(derived, "serious_adverse_events").event is True
    assert one(derived, "adverse_events").event is False


def test_an_unanswered_criterion_keeps_seriousness_open():
    silent = event(1, "2026-05-01", serious_other=None)
    row = next(r for r in derive(*enrolled("S-1"), silent).of("serious_adverse_events") if r.visit)
    assert row.event is None


def test_no_event_in_the_time_watched_is_a_no_with_a_denominator():
    row = one(derive(*enrolled("S-1"), cutoff=date(2026, 3, 16)), "adverse_events")
    assert (row.event, row.detail["days_watched"]) == (False, "10")


@pytest.mark.parametrize(
    ("cutoff", "flags"), [("2029-03-06", "WATCHED_TO_CUTOFF"), ("2029-03-08", None)]
)
def test_who_is_still_watched_at_the_cutoff_is_marked(cutoff, flags):
    """Enrolled on 2026-03-07, watched to 2029-03-07 unless the data are cut before."""
    row = one(derive(*enrolled("S-1"), cutoff=date.fromisoformat(cutoff)), "adverse_events")
    assert row.detail.get("flags") == flags


def test_a_person_who_was_screened_only_has_no_endpoint_rows():
    entries = [e for e in enrolled("S-1") if e.form not in ("enrolment", "study_treatment")]
    derived = derive(*entries)
    assert [p.disposition for p in derived.participants] == ["not enrolled"]
    assert derived.rows == ()


def test_a_failed_criterion_is_named():
    entries = [e for e in enrolled("S-1", born="2009-06-01") if e.form != "enrolment"]
    (person,) = derive(*entries).participants
    assert (person.disposition, person.not_passed) == ("not eligible", {"I1": "FAIL"})


def test_entries_after_the_data_cut_off_decide_nothing():
    entries = (
        *enrolled("S-1"),
        scan("S-1", "W12", "2026-04-04"),
        scan("S-1", "W24", "2026-06-27", lesions="yes"),
        lesion("S-1", "W24", "2026-06-27", "LR-5"),
    )
    row = one(derive(*entries, cutoff=date(2026, 6, 26)), "recurrence")
    assert (row.status, row.date) == ("CENSORED", date(2026, 4, 4))
