"""Both readings of an endpoint, counted by hand (REC-12, HBS-05, HBS-09, HBD-02, SAF-01)."""

from datetime import date

from hand_made import enrolled, entry, lesion, prtras001, scan, snapshot_of, virology
from trialwright.analysis.registered import run_analyses
from trialwright.endpoints.derive import derive_endpoints


def found(*entries, analysis):
    derived = derive_endpoints(snapshot_of(*entries, cutoff=date(2030, 6, 30)))
    return {
        (row.group, row.level, row.statistic): row.value
        for row in run_analyses(prtras001(), derived)
        if row.analysis == analysis and row.variable == "reading"
    }


def lesion_with(participant, visit, day, category, **features):
    """A lesion of 14 mm, numbered 1, with the features the reader recorded."""
    drawn = lesion(participant, visit, day, category)
    answers = {v.item: (v.value, v.unit) if v.unit else v.value for v in drawn.values}
    return entry(
        participant, visit, "mri_lesion", 1, on=day, **answers, lesion_number="1", **features
    )


def read(participant, visit, day, category=None, **features):
    seen = scan(participant, visit, day, lesions="yes" if category else "no")
    described = [lesion_with(participant, visit, day, category, **features)] if category else []
    return [seen, *described]


WASHOUT = {"aphe": "nonrim", "washout": "nonperipheral"}
NO_WASHOUT = {"aphe": "nonrim", "washout": "none"}


def test_the_record_needs_washout_and_the_definition_does_not():
    """Two LR-5 lesions, one without washout; the third participant has no lesion."""
    people = [each for name in "ABC" for each in enrolled(name)]
    scans = [
        *read("A", "W24", "2026-06-27", "LR-5", **WASHOUT),
        *read("B", "W24", "2026-06-27", "LR-5", **NO_WASHOUT),
        *read("C", "W24", "2026-06-27"),
    ]
    results = found(*people, *scans, analysis="recurrence_readings")
    assert results["NA", "primary", "events"] == 2
    assert results["NA", "recurrence_record_wording", "events"] == 1
    assert results["NA", "recurrence_record_wording", "changed"] == 1
    assert results["NA", "recurrence_event_scan", "changed"] == 0


def test_features_that_nobody_recorded_are_no_event_and_wait():
    """LIR-13: the record's wording cannot be read; the participant is pending, never negative."""
    entries = [*enrolled("A"), *read("A", "W24", "2026-06-27", "LR-5")]
    rows = derive_endpoints(snapshot_of(*entries)).of("recurrence", "recurrence_record_wording")
    assert [(row.event, row.detail["adjudication_pending"]) for row in rows] == [(False, "yes")]


def test_a_feature_that_is_no_code_is_not_guessed_at():
    entries = [*enrolled("A"), *read("A", "W24", "2026-06-27", "LR-5", aphe="bright")]
    (row,) = derive_endpoints(snapshot_of(*entries)).of("recurrence", "recurrence_record_wording")
    assert row.event is False


def test_a_lesion_proven_later_counts_from_its_first_detection():
    """REC-12 c: LR-4 in June, LR-5 in September, one number."""
    entries = [
        *enrolled("A"),
        *read("A", "W24", "2026-06-27", "LR-4"),
        *read("A", "W36", "2026-09-19", "LR-5"),
    ]
    derived = derive_endpoints(snapshot_of(*entries))
    dates = [
        derived.of("recurrence", reading)[0].date for reading in ("", "recurrence_first_detection")
    ]
    assert dates == [date(2026, 9, 19), date(2026, 6, 27)]


def test_death_is_an_event_of_recurrence_free_survival_alone():
    """REC-12 d"""
    died = entry(
        "A", "RUNNING", "death", death_date="2027-01-01", death_cause="other", on="2027-01-02"
    )
    results = found(
        *enrolled("A"), *read("A", "W24", "2026-06-27"), died, analysis="recurrence_readings"
    )
    assert results["NA", "primary", "events"] == 0
    assert results["NA", "recurrence_or_death", "events"] == 1


def test_responses_are_counted_under_each_reading():
    """HBD-02: five tests twelve weeks apart are never adjacent and six months apart."""
    days = ("2026-05-30", "2026-08-22", "2026-11-14", "2027-02-06", "2027-05-01")
    tests = [virology("A", f"W{n}", day, "820", "<10") for n, day in enumerate(days)]
    results = found(*enrolled("A"), *tests, analysis="hbvdna_readings")
    assert results["NA", "primary", "count"] == 1
    assert results["NA", "literal_adjacent", "count"] == 0
    assert results["NA", "literal_adjacent", "changed"] == 1
    assert results["NA", "sustained", "changed"] == 0


def test_a_second_date_after_two_years_is_a_response_of_the_other_reading_only():
    """HBS-05"""
    tests = [
        virology("A", "W96", "2028-02-01", "<0.05", "1250"),
        virology("A", "W132", "2028-09-01", "<0.05", "1250"),
    ]
    results = found(*enrolled("A"), *tests, analysis="hbsag_readings")
    assert results["NA", "primary", "count"] == 0
    assert results["NA", "second_date_later", "count"] == 1


def test_an_important_event_is_serious_by_e2a_and_not_by_the_record():
    """SAF-01"""
    no = ("death", "life_threatening", "hospitalisation", "disability", "congenital")
    event = entry(
        *("A", "RUNNING", "adverse_event", 1),
        on="2026-05-02",
        onset_date="2026-05-01",
        ae_grade="3",
        **{f"serious_{name}": "no" for name in no},
        serious_other="yes",
    )
    results = found(*enrolled("A"), event, analysis="sae_readings")
    assert results["NA", "primary", "count"] == 1
    assert results["NA", "record_list", "count"] == 0
    assert results["NA", "record_list", "changed"] == 1
