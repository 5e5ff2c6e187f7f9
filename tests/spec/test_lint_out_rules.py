"""OUT: from when to when an outcome is observed, what it measures, and in whom."""

from __future__ import annotations

from typing import Any

import pytest

from lint_records import answer, changed, drug_trial, findings_of, lint

TRIAL = drug_trial()
DESCRIPTION = "descriptionModule__detailedDescription"
SUMMARY = "descriptionModule__briefSummary"
PRIMARY = "outcomesModule__primaryOutcomes"
SECONDARY = "outcomesModule__secondaryOutcomes"
KEYWORDS = "conditionsModule__keywords"

FRAMES = [
    ("Week 48", "passes"),
    ("From randomization up to 24 months", "passes"),
    ("through study completion, an average of 1 year", "passes"),
    ("术后3年", "passes"),
    ("At discharge", "passes"),
    ("12 months", "fires"),
    ("1 año", "fires"),
    ("After surgery until relapse", "fires"),
    ("Throughout the 3-year follow-up period", "fires"),
    ("From enrolment to the end of study", "fires"),
    ("治疗期间", "fires"),
]


def outcome(measure: str, time_frame: str, description: str = "") -> dict[str, str]:
    return {"measure": measure, "timeFrame": time_frame, "description": description}


def with_outcomes(*outcomes: dict[str, str], **changes: Any) -> dict[str, Any]:
    return changed(TRIAL, **{PRIMARY: list(outcomes), SECONDARY: []} | changes)


@pytest.mark.parametrize(("frame", "expected"), FRAMES)
def test_a_time_frame_needs_number_unit_and_origin(frame: str, expected: str) -> None:
    assert answer("OUT-01", with_outcomes(outcome("FEV1", frame))) == expected


# (rule, time frames of two outcomes, answer)
ORIGINS = [
    ("3 years after surgery", "2 years from start of treatment", "fires"),
    ("1 year after discharge", "1 year after enrolment", "fires"),
    ("Baseline, Week 12", "1 year after randomization", "passes"),
    ("1 year after randomization", "2 hours post-dose", "passes"),
    ("12 months", "1 year after surgery", "passes"),
]


@pytest.mark.parametrize(("one", "other", "expected"), ORIGINS)
def test_the_outcomes_of_a_record_count_from_one_event(one: str, other: str, expected: str) -> None:
    study = with_outcomes(outcome("FEV1", one), outcome("FVC", other))
    assert answer("OUT-02", study) == expected


# (rule, measure, time frame, description of the outcome, answer)
CONTENT = [
    ("OUT-03", "1-year survival", "24 months after surgery", "", "fires"),
    ("OUT-03", "1-year survival", "12 months after surgery", "", "passes"),
    ("OUT-03", "6-minute walk test", "12 months after surgery", "", "passes"),
    ("OUT-03", "FEV1 at week 12", "Baseline, weeks 4, 12 and 24", "", "passes"),
    ("OUT-04", "Response rate and duration of response", "Week 12", "", "fires"),
    ("OUT-04", "Overall survival and progression-free survival", "Week 12", "", "fires"),
    ("OUT-04", "Adverse events", "Week 12", "Categorized by severity and relatedness", "fires"),
    ("OUT-04", "Safety and tolerability", "Week 12", "", "passes"),
    ("OUT-04", "Eczema Area and Severity Index", "Week 12", "", "passes"),
    ("OUT-05", "Cure rate", "Week 12", "Higher values indicate better response", "fires"),
    ("OUT-05", "Cure rate", "Week 12", "Range: 0-10 points", "fires"),
    ("OUT-05", "Cure rate", "Week 12", "Share of participants cured", "passes"),
    ("OUT-05", "Pain score", "Week 12", "Range: 0-10, higher means worse pain", "passes"),
    (
        "OUT-05",
        "Percentage of participants with an ACQ score below 1",
        "Week 12",
        "Range 0-6, higher scores indicate worse control",
        "passes",
    ),
    ("OUT-12", "Cumulative relapse rate", "2 years after surgery", "", "fires"),
    (
        "OUT-12",
        "Cumulative relapse rate",
        "2 years after surgery",
        "Visits every 12 weeks",
        "passes",
    ),
    ("OUT-12", "Relapse", "Week 12", "", "passes"),
    ("OUT-12", "Overall survival", "2 years after surgery", "", "passes"),
    ("OUT-14", "Remission rate", "Week 12", "", "fires"),
    ("OUT-14", "Proportion of patients with undetectable virus", "Week 12", "", "fires"),
    (
        "OUT-14",
        "Proportion of patients with undetectable virus",
        "Week 12",
        "Among those with detectable virus at baseline",
        "passes",
    ),
    ("OUT-14", "Proportion of patients with a fall", "Week 12", "", "passes"),
    ("OUT-14", "Heart rate", "Week 12", "", "passes"),
]


@pytest.mark.parametrize(("rule", "measure", "frame", "description", "expected"), CONTENT)
def test_the_rules_on_one_outcome_answer_as_drawn(
    rule: str, measure: str, frame: str, description: str, expected: str
) -> None:
    study = with_outcomes(outcome(measure, frame, description), **{DESCRIPTION: "A study."})
    assert answer(rule, study) == expected


# (schedule in the description, time frame, answer)
GRIDS = [
    ("MRI every 12 weeks ± 7 days.", "3 years after surgery", "fires"),
    ("MRI every 12 weeks.", "48 weeks after surgery", "passes"),
    ("Visits every 3 months.", "1 year after surgery", "passes"),
    ("Visits every 3 months.", "10 months after surgery", "fires"),
    ("Visits every 8 to 12 weeks.", "1 year after surgery", "not applicable"),
    ("Infusions every 3 weeks.", "1 year after surgery", "not applicable"),
]


@pytest.mark.parametrize(("schedule", "frame", "expected"), GRIDS)
def test_a_horizon_is_a_visit_of_the_schedule(schedule: str, frame: str, expected: str) -> None:
    study = with_outcomes(outcome("Relapse", frame), **{DESCRIPTION: schedule})
    assert answer("OUT-06", study) == expected


# (rule, schedule, description of the outcome, answer)
CONFIRMATIONS = [
    ("OUT-07", "Visits every 12 weeks.", "Two consecutive tests ≥ 6 months apart", "fires"),
    ("OUT-07", "Visits every 12 weeks.", "Two consecutive tests ≥ 4 weeks apart", "passes"),
    ("OUT-07", "Visits every 12 weeks.", "Two tests ≥ 6 months apart", "passes"),
    ("OUT-07", "Follow-up.", "Two consecutive tests ≥ 6 months apart", "passes"),
    ("OUT-08", "Visits.", "Confirmed by a second test at least 4 weeks later", "fires"),
    ("OUT-08", "Visits.", "Both tests ≥ 4 weeks apart, both within 2 years", "passes"),
    ("OUT-08", "Visits.", "One test", "passes"),
]


@pytest.mark.parametrize(("rule", "schedule", "description", "expected"), CONFIRMATIONS)
def test_a_confirmation_fits_schedule_and_horizon(
    rule: str, schedule: str, description: str, expected: str
) -> None:
    given = outcome("Viral clearance", "2 years after enrolment", description)
    assert answer(rule, with_outcomes(given, **{DESCRIPTION: schedule})) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("24 weeks apart", "6 months apart", "fires"),
        ("52 weeks", "1 year", "fires"),
        ("12 months", "1 year", "passes"),
        ("24 weeks apart", "12 months apart", "passes"),
    ],
)
def test_one_length_of_time_has_one_unit(one: str, other: str, expected: str) -> None:
    given = outcome("Clearance", "Baseline", one), outcome("Response", "Baseline", other)
    assert answer("OUT-09", with_outcomes(*given)) == expected


# (keywords, summary, answer): the only outcome is a change in FEV1
GOALS = [
    (["Clinical cure"], "A study.", "fires"),
    (["Quality of life"], "A study.", "fires"),
    ([], "The aim is to assess the safety of budesonide.", "fires"),
    (["Budesonide"], "Relapses are common in this disease.", "passes"),
    (["Inhaler"], "The aim is to measure lung function.", "passes"),
]


@pytest.mark.parametrize(("keywords", "summary", "expected"), GOALS)
def test_what_is_promised_is_measured(keywords: list[str], summary: str, expected: str) -> None:
    study = with_outcomes(outcome("FEV1", "Week 12"), **{KEYWORDS: keywords, SUMMARY: summary})
    assert answer("OUT-10", study) == expected


def test_a_promise_that_is_measured_is_kept() -> None:
    study = with_outcomes(outcome("Cure", "Week 12"), **{KEYWORDS: ["Clinical cure"]})
    assert answer("OUT-10", study) == "passes"


@pytest.mark.parametrize(
    ("description", "measure", "expected"),
    [
        ("Cytokines are measured by ELISA.", "FEV1", "fires"),
        ("Cytokines are measured.", "Change in serum cytokines", "passes"),
        ("Sputum is collected.", "FEV1", "passes"),
        # An assay of earlier work is no plan; what follows it may be one.
        ("Previous studies showed that cytokines rise in asthma.", "FEV1", "passes"),
        ("High cytokines have been associated with asthma.", "FEV1", "passes"),
        ("既往研究表明细胞因子与哮喘有关。", "FEV1", "passes"),
        ("The literature reports that cytokines rise in asthma.", "FEV1", "passes"),
        ("Previous biopsies are examined by immunohistochemistry.", "FEV1", "fires"),
        ("Studies have shown that cytokines rise. Cytokines are measured.", "FEV1", "fires"),
        ("As previous studies reported, cytokines will be measured.", "FEV1", "fires"),
    ],
)
def test_an_assay_in_the_description_is_reported(
    description: str, measure: str, expected: str
) -> None:
    study = with_outcomes(outcome(measure, "Week 12"), **{DESCRIPTION: description})
    assert answer("OUT-11", study) == expected


@pytest.mark.parametrize(
    ("measure", "analysis", "expected"),
    [
        ("Cumulative relapse rate", "Kaplan-Meier method.", "fires"),
        ("Time to relapse", "Log-rank test.", "fires"),
        ("Cumulative relapse rate", "Kaplan-Meier; death is a competing event.", "passes"),
        ("Cumulative relapse rate", "Kaplan-Meier; Fine and Gray model.", "passes"),
        ("Cumulative relapse rate", "Kaplan-Meier. Fine needles, Dr Gray reads them.", "fires"),
        ("Time to death or relapse", "Kaplan-Meier method.", "passes"),
        ("Cumulative dose", "Means and standard deviations.", "passes"),
    ],
)
def test_a_cumulative_rate_says_what_death_does(measure: str, analysis: str, expected: str) -> None:
    given = outcome(measure, "2 years after surgery")
    assert answer("OUT-13", with_outcomes(given, **{DESCRIPTION: analysis})) == expected


def test_an_outcome_without_time_frame_is_named() -> None:
    (finding,) = findings_of("OUT-01", lint(with_outcomes({"measure": "FEV1"})))
    assert finding.path == "protocolSection.outcomesModule.primaryOutcomes[0].timeFrame"
    assert finding.span is None
