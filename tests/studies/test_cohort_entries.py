"""A simulated cohort looks like a site's data: each entry on its form, each visit in its window."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import polars as pl
import pytest

from hand_made import prtras001
from simulated import cohort, people
from trialwright.capture.eligibility import decide_eligibility
from trialwright.capture.form_check import check_entry
from trialwright.capture.participant import complete_date, origin_dates
from trialwright.capture.screening_values import screening_values
from trialwright.capture.windows import visit_windows
from trialwright.synthetic.cohort import simulate_cohort, write_truth

CUTOFF = date(2030, 6, 30)
UNSCHEDULED, RUNNING = "UNSCHEDULED", "RUNNING"


def enrolled():
    return [person for person in people() if person.of_form("enrolment")]


def _dates(entry):
    items = prtras001().forms_by_id[entry.form].by_id
    dates = (complete_date(v.value) for v in entry.values if items[v.item].type == "date")
    return [day for day in dates if day]


def test_the_same_seed_gives_the_same_entries_and_another_seed_others():
    again = simulate_cohort(prtras001(), participants=3, seed=5)
    assert simulate_cohort(prtras001(), participants=3, seed=5) == again
    assert simulate_cohort(prtras001(), participants=3, seed=6).entries != again.entries


def test_a_larger_cohort_begins_with_the_people_of_a_smaller_one():
    small, large = cohort(40), cohort()
    assert large.entries[: len(small.entries)] == small.entries
    assert large.truth[:40] == small.truth


def test_as_many_are_enrolled_as_were_asked_for_and_say_synthetic():
    assert len(enrolled()) == len(cohort().truth) == cohort().participants == 332
    assert (cohort().label, cohort().seed) == ("SYNTHETIC", prtras001().synthetic.seed)


def test_every_entry_has_an_id_of_its_own_and_a_later_version_a_later_time():
    ids = [entry.id for entry in cohort().entries]
    assert len(set(ids)) == len(ids)
    by_id = {entry.id: entry for entry in cohort().entries}
    for entry in cohort().entries:
        stem, _, version = entry.id.rpartition(".v")
        if int(version) > 1:
            before = by_id[f"{stem}.v{int(version) - 1}"]
            assert before.entered_at < entry.entered_at


def test_only_the_deliberate_slips_are_found_by_the_form_check():
    found = [f for entry in cohort().entries for f in check_entry(prtras001(), entry)]
    kinds = Counter((finding.kind, finding.item) for finding in found)
    slips = kinds.pop(("out of range", "albumin"))
    assert 5 <= slips <= 40
    assert set(kinds) <= {("not a result", "hbsag_result"), ("not a result", "hbvdna_result")}
    assert all("did you mean" in f.message for f in found if f.item == "albumin")


def test_entries_of_one_person_come_in_order_of_time():
    times = [(entry.participant, entry.entered_at) for entry in cohort().entries]
    assert times == sorted(times)


def test_only_the_eligible_are_enrolled():
    for person in enrolled():
        on = origin_dates(prtras001(), person)["T_E"]
        values = screening_values(prtras001(), person, on, rehearsal=True)
        assert decide_eligibility(prtras001(), values).overall == "ELIGIBLE", person.id


def test_some_who_were_screened_fail_and_some_cannot_be_decided_or_decline():
    verdicts = Counter()
    for person in people():
        if not person.of_form("enrolment"):
            on = max(day for entry in person.entries for day in _dates(entry))
            values = screening_values(prtras001(), person, on, rehearsal=True)
            verdicts[decide_eligibility(prtras001(), values).overall] += 1
    assert all(verdicts[v] >= 2 for v in ("INELIGIBLE", "CANNOT_DETERMINE", "ELIGIBLE"))
    assert not any(
        person.of_form(form)
        for person in people()
        for form in ("study_treatment", "death", "adverse_event")
        if not person.of_form("enrolment")
    )


def test_every_visit_lies_in_its_window_and_no_other_form_is_filed_there():
    for person in enrolled():
        origins = origin_dates(prtras001(), person)
        windows = {w.visit: w for w in visit_windows(prtras001().schedule, origins)}
        for entry in person.entries:
            if entry.visit.startswith((UNSCHEDULED, RUNNING)) or entry.visit in ("SCREENING",):
                continue
            assert entry.form in prtras001().schedule.visit(entry.visit).forms
            dated = [d for d in _dates(entry) if entry.form != "consent"]
            assert all(windows[entry.visit].holds(day) for day in dated), entry.id


def test_unscheduled_visits_hold_one_scan_each_and_are_in_no_window():
    seen = 0
    for person in enrolled():
        origins = origin_dates(prtras001(), person)
        grid = [w for w in visit_windows(prtras001().schedule, origins) if w.visit[0] == "W"]
        scans = [e for e in person.of_form("mri_read") if e.visit.startswith(UNSCHEDULED)]
        assert len({scan.visit for scan in scans}) == len(scans)
        days = [day for scan in scans for day in _dates(scan)]
        assert not any(window.holds(day) for day in days for window in grid)
        seen += len(days)
    assert seen > 50


def test_nothing_happens_after_death_withdrawal_or_the_cutoff():
    for person in enrolled():
        ends = [e for form in ("death", "withdrawal") for e in person.of_form(form)]
        last = min([day for end in ends for day in _dates(end)], default=CUTOFF)
        happened = [day for entry in person.entries for day in _dates(entry)]
        assert max(happened) <= last, person.id
    assert all(entry.entered_at.date() <= CUTOFF for entry in cohort().entries)


def test_nothing_is_saved_before_it_happened():
    for entry in cohort().entries:
        assert all(day <= entry.entered_at.date() for day in _dates(entry)), entry.id


def test_consent_is_saved_first_and_a_read_before_its_lesions():
    for person in people():
        first = min(person.entries, key=lambda entry: entry.entered_at)
        assert first.form == "consent", person.id
        reads = {read.visit: read for read in person.of_form("mri_read")}
        for lesion in person.of_form("mri_lesion"):
            assert reads[lesion.visit].entered_at < lesion.entered_at


def test_the_dates_of_treatment_follow_each_other():
    for person in enrolled():
        origins = origin_dates(prtras001(), person)
        assert origins["T_R"] <= origins["consent"] <= origins["T_E"] <= origins["T_T"]
        assert origins["T_E"] - origins["T_R"] <= timedelta(days=112)
        courses = [e for e in person.of_form("study_treatment") if e.value("drug") == "PEGIFN"]
        for course in courses:
            first = complete_date(course.value("start_date"))
            assert first > origins["T_E"]
            end = complete_date(course.value("end_date"))
            assert end is None or first <= end <= first + timedelta(weeks=48)


def test_every_participant_takes_one_analogue_at_a_time():
    for person in enrolled():
        periods = sorted(
            (entry.value("start_date"), entry.value("end_date") or "9999", entry.value("drug"))
            for entry in person.of_form("study_treatment")
            if entry.value("drug") != "PEGIFN"
        )
        assert periods
        assert all(a[1] < b[0] and a[2] != b[2] for a, b in pairwise(periods)), person.id


@pytest.mark.parametrize(
    ("form", "item", "values"),
    [
        ("mri_lesion", "lesion_new", {"yes", "no"}),
        ("mri_lesion", "lesion_site", {"liver", "extrahepatic"}),
        ("biopsy", "histology", {"HCC", "benign"}),
        (
            "study_treatment",
            "stop_reason",
            {"adverse_event", "planned_end", "switch", "recurrence"},
        ),
        ("virology", "hbsag_result", {"<0.05", ">250", "QNS"}),
        ("virology", "hbvdna_result", {"<10", "<20", "target not detected", "TND", "haemolysed"}),
        ("adverse_event", "ae_related_na", {"no_exposure", "probable", "unlikely"}),
        ("adverse_event", "ae_grade", {"1", "2", "3", "4"}),
        ("liver_chemistry", "ascites", {"none", "mild"}),
    ],
)
def test_what_a_site_meets_occurs_in_the_cohort(form, item, values):
    typed = {entry.value(item) for entry in cohort().entries if entry.form == form}
    assert values <= typed


def test_values_are_missing_with_a_reason_and_dates_are_partial_at_times():
    reasons = Counter(v.reason_missing for e in cohort().entries for v in e.values)
    assert {"not_done", "not_applicable", "technical_failure", "unknown", "refused"} <= set(reasons)
    onsets = [e.value("onset_date") for e in cohort().entries if e.form == "adverse_event"]
    assert any(len(onset) == len("2027-03") for onset in onsets)


def test_typed_errors_are_put_right_by_another_version():
    versions = [e for e in cohort().entries if e.form == "liver_chemistry" and e.id[-1] != "1"]
    by_id = {entry.id: entry for entry in cohort().entries}
    changed = [by_id[f"{entry.id[:-1]}1"] for entry in versions]
    assert len(versions) > 10
    assert all(a.values != b.values for a, b in zip(versions, changed, strict=True))


def test_a_later_version_is_about_the_same_day():
    """Two samples filed under one visit would silently become versions of each other."""
    by_id = {entry.id: entry for entry in cohort().entries}
    for entry in cohort().entries:
        stem, _, version = entry.id.rpartition(".v")
        if version != "1":
            assert _dates(by_id[f"{stem}.v1"])[0] == _dates(entry)[0], entry.id


def test_a_transplanted_liver_shows_no_recurrence_afterwards():
    transplanted = {truth.participant for truth in cohort().truth if truth.transplant is not None}
    for person in enrolled():
        if person.id in transplanted:
            kinds = [kind for _, kind in person.values("subsequent_therapy.therapy_kind")]
            assert kinds in ([], ["transplant"])


def test_the_truth_is_written_beside_the_snapshot_and_read_back(tmp_path):
    rows = write_truth(cohort(40), tmp_path / "truth.parquet")
    table = pl.read_parquet(tmp_path / "truth.parquet")
    assert rows == table.height == 40
    assert [tuple(row) for row in table.iter_rows()] == [tuple(row) for row in cohort(40).truth]
    groups = {p.of_form("enrolment")[0].value("treatment_group") for p in enrolled()}
    assert groups == {"NA", "NA_PEGIFN"}
