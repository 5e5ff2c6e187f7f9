"""Endpoints from plain records: what JSON gives goes in, no study is needed."""

import pytest

import trialwright.endpoints as endpoints
from trialwright.endpoints.records import RecordRefused

SCAN = {"date": "2026-04-04"}
LR5 = {"site": "liver", "distance_mm": 45, "category": "LR-5"}


def recurrence(*visits, **dates):
    return endpoints.derive_recurrence_of({"radical_date": "2026-01-10", "visits": visits} | dates)


def seroclearance(*tests, **dates):
    rows = [dict(zip(("date", "result", "unit"), test, strict=False)) for test in tests]
    return endpoints.derive_seroclearance_of(
        {"treatment_start": "2026-01-15", "tests": rows} | dates
    )


def said(answer):
    return [(finding.row, finding.key) for finding in answer.findings]


def test_recurrence_answers_every_reading_and_names_the_rows():
    answer = recurrence(SCAN, {"date": "2026-09-19", "lesions": [LR5]}, id="any", note="any")
    assert (answer.outcome.status, answer.outcome.days) == ("RECURRENCE", 252)
    assert answer.outcome.sources == ("visits[1].lesions[0]",)
    assert answer.readings["record_wording"].status == "CENSORED"
    assert len(answer.readings) == 6
    assert answer.findings == ()


def test_a_row_with_an_id_is_called_by_it():
    answer = recurrence(SCAN | {"id": "MRI-1"})
    assert answer.outcome.sources == ("MRI-1",)


# What is odd, and the place that the finding names. The scan of 2026-04-04 censors on day 84.
ODD_VISITS = [
    ({"date": "2026-06-31"}, "visits[1]", "date"),
    ({"date": "2026-6-1"}, "visits[1]", "date"),
    ({"date": 20260601}, "visits[1]", "date"),
    ({}, "visits[1]", "date"),
    ("2026-06-01", "visits[1]", ""),
    ({"date": "1959-06-01"}, "visits[1]", "date"),
    ({"date": "2029-06-01"}, "visits[1]", "date"),
    (SCAN, "visits[1]", ""),
    (SCAN | {"id": "again"}, "again", ""),
    ({"date": "2026-06-27", "adequate": "no"}, "visits[1]", "adequate"),
    ({"date": "2026-06-27", "lesions": "none"}, "visits[1]", "lesions"),
]


@pytest.mark.parametrize(("visit", "row", "key"), ODD_VISITS)
def test_a_visit_that_cannot_be_used_is_a_finding_and_no_clean_scan(visit, row, key):
    answer = recurrence(SCAN, visit, birth_date="1960-01-01", data_cutoff="2029-05-31")
    assert (row, key) in said(answer)
    assert (answer.outcome.status, answer.outcome.days) == ("CENSORED", 84)


ODD_LESIONS = [
    ({"site": "lung", "category": "LR-5"}, "site"),
    ({"site": "liver", "category": "LR-55"}, "category"),
    ({"site": "liver", "category": "LR-4", "histology": "maybe"}, "histology"),
    ({"site": "liver", "category": "LR-5", "new": "yes"}, "new"),
    ("LR-5", ""),
    ({"site": "liver", "distance_mm": -4, "category": "LR-4"}, "distance_mm"),
    ({"site": "liver", "catgory": "LR-5"}, "catgory"),
]


@pytest.mark.parametrize(("lesion", "key"), ODD_LESIONS)
def test_a_lesion_that_cannot_be_read_is_pending_and_never_negative(lesion, key):
    """REC-02, REC-03"""
    answer = recurrence(SCAN | {"lesions": [lesion]})
    assert ("visits[0].lesions[0]", key) in said(answer)
    assert answer.outcome.status == "CENSORED"
    assert answer.outcome.adjudication_pending


def test_a_distance_that_cannot_be_measured_leaves_the_site_open():
    """REC-05"""
    answer = recurrence(SCAN | {"lesions": [LR5 | {"distance_mm": "far"}]})
    assert (answer.outcome.status, answer.outcome.type) == ("RECURRENCE", "CD")
    assert said(answer) == [("visits[0].lesions[0]", "distance_mm")]


@pytest.mark.parametrize(
    ("changed", "key", "words"),
    [
        ({"radical_date": None}, "radical_date", "is missing"),
        ({"radical_date": "2026-02-30"}, "radical_date", "is no date"),
        ({"death_date": "2026-01-09"}, "death_date", "lies before radical_date"),
        ({"transplant_date": "soon"}, "transplant_date", "is no date"),
        ({"data_cutoff": "2030"}, "data_cutoff", "is no date"),
    ],
)
def test_what_the_endpoint_hangs_on_is_refused_by_name(changed, key, words):
    with pytest.raises(RecordRefused, match=words) as refused:
        recurrence(SCAN, **changed)
    assert [problem.key for problem in refused.value.problems] == [key]


def test_every_problem_of_a_record_is_told_at_once():
    with pytest.raises(RecordRefused) as refused:
        recurrence(radical_date="?", death_date="?")
    assert [problem.key for problem in refused.value.problems] == ["radical_date", "death_date"]


@pytest.mark.parametrize("record", [None, [], "x"])
def test_a_record_is_a_mapping(record):
    with pytest.raises(RecordRefused, match="a record is a mapping"):
        endpoints.derive_recurrence_of(record)


def test_a_misspelt_key_is_asked_about():
    assert said(recurrence(SCAN, transplant_dat="2026-05-01")) == [("", "transplant_dat")]


ODD_TESTS = [
    (("2026-09-01", "ND", "IU/mL"), "result"),
    (("2026-09-01", "<0.05", "COI"), "result"),
    (("2026-09-01", "<0.05"), "result"),
    (("2026-09-01",), "result"),
    (("2026-09-31", "<0.05", "IU/mL"), "date"),
    (("1959-09-01", "<0.05", "IU/mL"), "date"),
    (("2028-09-01", "<0.05", "IU/mL"), "date"),
    (("2026-03-01", "<0.05", "IU/mL"), ""),
    (("2026-09-01", True, "IU/mL"), "result"),
]


@pytest.mark.parametrize(("test", "key"), ODD_TESTS)
def test_a_result_that_cannot_be_used_confirms_nothing(test, key):
    """HBS-06, HBS-07"""
    dates = {"birth_date": "1960-01-01", "data_cutoff": "2028-08-31"}
    answer = seroclearance(("2026-03-01", "<0.05", "IU/mL"), test, **dates)
    assert ("tests[1]", key) in said(answer)
    assert answer.outcome.status == "UNCONFIRMED"


def test_mixed_assays_are_asked_about():
    """HBS-07"""
    tests = [
        {"date": f"2026-0{month}-01", "result": "5", "unit": "IU/mL", "assay": assay}
        for month, assay in ((3, "A"), (6, "B"))
    ]
    record = {"treatment_start": "2026-01-15", "tests": tests}
    (found,) = endpoints.derive_undetectable_of(record).findings
    assert (found.row, found.what) == ("tests[1]", "assay changed from A to B")


def child_pugh(*visits, **dates):
    normal = {
        "bilirubin": "14",
        "bilirubin_unit": "umol/L",
        "albumin": "42",
        "albumin_unit": "g/L",
        "inr": "1.0",
        "ascites": "none",
        "encephalopathy": "none",
    }
    rows = [normal | visit for visit in visits]
    record = {"baseline_date": "2026-03-01", "visits": rows} | dates
    return endpoints.derive_child_pugh_increase_of(record)


BASELINE = {"date": "2026-03-01"}
WORSE = {"date": "2027-03-01", "bilirubin": "60"}


def test_child_pugh_rises_by_two_points_from_the_last_visit_before():
    """CHP-06"""
    answer = child_pugh(BASELINE, WORSE)
    assert (answer.outcome.deteriorated, answer.outcome.sources) == (True, ("visits[1]",))
    assert answer.findings == ()


def test_a_rise_after_the_end_of_treatment_is_none_on_treatment():
    """CLN-12"""
    answer = child_pugh(BASELINE, {"date": "2026-09-01"}, WORSE, treatment_end="2026-12-31")
    assert answer.outcome.deteriorated is True
    assert answer.readings["on_treatment"].deteriorated is False


@pytest.mark.parametrize(
    ("odd", "key"),
    [
        ({"bilirubin": "-14"}, "bilirubin"),
        ({"bilirubin_unit": "mmol/L"}, "bilirubin_unit"),
        ({"inr": "high", "pt_prolong_s": "2"}, "inr"),
        ({"ascites": "a little"}, "ascites"),
    ],
)
def test_a_component_that_cannot_be_read_is_missing_with_bounds(odd, key):
    """CHP-02, CHP-04"""
    answer = child_pugh(BASELINE, {"date": "2027-03-01"} | odd)
    assert answer.outcome.deteriorated is None
    assert said(answer) == [("visits[1]", key)]


def qlqc30(*forms, **dates):
    rows = [
        {"date": day, "q29": first, "q30": second, "q1": other}
        for day, first, second, other in forms
    ]
    record = {"baseline_date": "2026-03-01", "questionnaires": rows} | dates
    return endpoints.derive_qlqc30_change_of(record)


def test_quality_of_life_changes_from_the_last_form_before():
    """QOL-06, QOL-09"""
    answer = qlqc30(
        ("2026-03-01", 4, 5, 1), ("2026-09-01", 6, None, 2), ("2027-03-01", None, None, 1)
    )
    assert [change.status for change in answer.outcome] == ["CHANGE", "MISSING"]
    assert answer.outcome[0].value == 25
    assert answer.outcome[0].sources == ("questionnaires[0]", "questionnaires[1]")


def test_answers_given_when_the_recurrence_was_known_are_flagged():
    """QOL-08"""
    rows = [("2026-03-01", 4, 5, 1), ("2026-09-01", 6, 6, 1), ("2026-09-02", 6, 6, 1)]
    questionnaires = [{"date": d, "q29": a, "q30": b, "q1": c} for d, a, b, c in rows]
    record = {"baseline_date": "2026-03-07", "questionnaires": questionnaires}
    told = endpoints.derive_qlqc30_change_of({**record, "recurrence_date": "2026-09-01"})
    assert [change.after_news for change in told.outcome] == [False, True]
    untold = endpoints.derive_qlqc30_change_of(record)
    assert [change.after_news for change in untold.outcome] == [False, False]


def test_a_code_that_does_not_exist_rejects_the_questionnaire():
    """QOL-08"""
    answer = qlqc30(("2026-03-01", 4, 5, 1), ("2026-09-01", 6, 6, 5))
    assert [change.status for change in answer.outcome] == ["REJECTED"]
    assert said(answer) == [("questionnaires[1]", "q1")]


def adverse_events(*events, **dates):
    treatment = {"first_dose": "2026-03-07", "last_dose": "2026-12-31"}
    return endpoints.derive_adverse_events_of(treatment | dates | {"events": events})


@pytest.mark.parametrize(
    ("event", "reported"),
    [
        ({"onset": "2026-03-07", "grade": 2}, True),
        ({"onset": "2026-03-06", "grade": 3}, False),
        ({"onset": "2027-01-28", "grade": 2}, True),
        ({"onset": "2027-01-29", "grade": 2}, False),
        ({"onset": "2026-04", "grade": "1"}, False),
        ({"onset": "2026-04", "grade": None}, None),
        ({"onset": None, "grade": 2}, None),
        ({"onset": "spring", "grade": 2}, None),
        ({"onset": "2026-04-01", "grade": 6}, None),
    ],
)
def test_an_event_is_reported_from_grade_two_while_at_risk(event, reported):
    """SAF-02, CTC-31"""
    assert adverse_events(event).outcome.any_reported is reported


def test_seriousness_is_answered_by_both_lists():
    """SAF-01"""
    criteria = dict.fromkeys(("death", "life_threatening", "hospitalisation", "disability"), False)
    event = {"onset": "2026-05-01", "congenital_anomaly": False, "other_medically_important": True}
    outcome = adverse_events(criteria | event).outcome
    assert (outcome.any_serious_record, outcome.any_serious_e2a) == (False, True)


def test_an_event_after_the_cut_off_or_sent_twice_is_asked_about():
    event = {"onset": "2026-05-01", "grade": 1}
    late = {"onset": "2026-07", "grade": 4}
    answer = adverse_events(event, event, late, data_cutoff="2026-06-30")
    assert said(answer) == [("events[1]", ""), ("events[2]", "onset")]
    assert len(answer.outcome.events) == 1
