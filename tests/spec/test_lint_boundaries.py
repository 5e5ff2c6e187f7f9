"""Where a rule has a limit, its answer changes there and not one step before or after."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lint_drafts import answer as answer_to_draft
from lint_drafts import arms
from lint_records import answer, changed, drug_trial, findings_of, lint, registry

TRIAL, COHORT = drug_trial(), registry()
TWO_GROUPS = {"arms": arms("Drug", "Usual care"), "summary": "We compare two groups."}


def measured(measure: str, frame: str, text: str = "", described: str = "") -> dict[str, Any]:
    outcome = {"measure": measure, "timeFrame": frame, "description": text}
    return changed(
        TRIAL,
        outcomesModule__primaryOutcomes=[outcome],
        outcomesModule__secondaryOutcomes=[],
        descriptionModule__detailedDescription=described,
    )


def shared(**plan: str) -> dict[str, Any]:
    return changed(TRIAL, ipdSharingStatementModule={"ipdSharing": "YES"} | plan)


def surviving(days: int) -> dict[str, Any]:
    criteria = f"Inclusion Criteria:\n\n* Life expectancy of at least {days} days"
    study = measured("Relapse", "84 days after randomization")
    return changed(study, eligibilityModule={"eligibilityCriteria": criteria})


def aged(minimum: str) -> dict[str, Any]:
    criteria = "Inclusion Criteria:\n\n* Age > 1 year"
    given = {"eligibilityCriteria": criteria, "minimumAge": minimum}
    return changed(TRIAL, eligibilityModule=given)


def confirmed(weeks: int) -> dict[str, Any]:
    text = f"two consecutive tests at least {weeks} weeks apart"
    return measured("Response", "52 weeks from randomization", text, "Visits every 12 weeks.")


def ending(day: str) -> dict[str, Any]:
    """Primary completion is on 2027-01-15, and nothing is measured longer than the primary."""
    end = {"date": day, "type": "ESTIMATED"}
    study = measured("FEV1", "48 weeks from randomization")
    return changed(study, statusModule__completionDateStruct=end)


def regulated(phase: str) -> dict[str, Any]:
    phases = {"designModule__phases": [phase]}
    return changed(TRIAL, oversightModule__isFdaRegulatedDrug=True, **phases)


CASES = [
    # 183 days after the last measurement are for cleaning the data.
    ("DAT-07", "passes", ending("2027-07-17")),
    ("DAT-07", "fires", ending("2027-07-18")),
    ("DAT-08", "not applicable", regulated("EARLY_PHASE1")),
    ("DAT-08", "fires", regulated("PHASE2")),
    # Two examples are no list of criteria, three are.
    ("CLN-09", "passes", measured("SAE", "Week 4", "Serious events: death, hospitalization.")),
    (
        "CLN-09",
        "fires",
        measured("SAE", "Week 4", "Serious events: death, hospitalization, disability."),
    ),
    # A gap of one whole interval is met by every two consecutive visits.
    ("OUT-07", "passes", confirmed(12)),
    ("OUT-07", "fires", confirmed(13)),
    ("STR-03", "fires", shared(description="x" * 995)),
    ("STR-03", "passes", shared(description="x" * 994)),
    ("OUT-03", "passes", measured("Pain at 10 weeks", "9 weeks after surgery")),
    ("OUT-03", "fires", measured("Pain at 10 weeks", "8 weeks after surgery")),
    ("OUT-03", "passes", measured("Pain at 100 days", "90 days after surgery")),
    ("OUT-03", "fires", measured("Pain at 100 days", "89 days after surgery")),
    ("OUT-12", "fires", measured("Cumulative recurrence rate", "12 weeks after surgery")),
    ("OUT-12", "passes", measured("Cumulative recurrence rate", "11 weeks after surgery")),
    ("ELG-09", "passes", surviving(84)),
    ("ELG-09", "fires", surviving(83)),
    ("ELG-01", "passes", aged("12 Months")),
    ("ELG-01", "fires", aged("11 Months")),
    # A committee that decides for no stated time outlives nothing.
    ("IPD-06", "passes", shared(description="The data monitoring committee decides.")),
    (
        "IPD-06",
        "fires",
        shared(
            description="The data monitoring committee decides.",
            timeFrame="From 6 months after completion, for 5 years",
        ),
    ),
    ("BIO-02", "passes", changed(COHORT, designModule__bioSpec={"retention": "SAMPLES_WITH_DNA"})),
]


@pytest.mark.parametrize(
    ("rule", "expected", "study"), CASES, ids=[f"{n}-{c[0]}" for n, c in enumerate(CASES)]
)
def test_an_answer_changes_at_the_limit(rule: str, expected: str, study: dict[str, Any]) -> None:
    assert answer(rule, study) == expected


@pytest.mark.parametrize(
    ("days", "said"), [(343, "inside the window of the visit at week 48"), (344, "between two")]
)
def test_the_last_day_of_a_window_belongs_to_it(days: int, said: str) -> None:
    """Week 48 is day 336, and its window of 7 days closes on day 343."""
    study = measured(
        "FEV1", f"{days} days after randomization", described="Visits every 12 weeks ± 7 days."
    )
    (finding,) = findings_of("OUT-06", lint(study))
    assert said in finding.message


@pytest.mark.parametrize(
    ("factors", "expected"),
    [("age, sex, stage and smoking", "fires"), ("age, sex, stage, smoking and BMI", "passes")],
)
def test_fewer_than_five_adjusters_are_few(factors: str, expected: str) -> None:
    observed = {**TWO_GROUPS, "study_type": "OBSERVATIONAL"}
    text = {"description": f"The Cox model includes {factors}."}
    assert answer_to_draft("ANL-04", {**observed, **text}) == expected


def test_results_are_due_twelve_months_after_primary_completion() -> None:
    (finding,) = findings_of("DAT-08", lint(regulated("PHASE3")))
    assert "due on 2028-01-15" in finding.message
    assert "30 days of grace: 2028-02-14" in finding.message


SIZE = (
    "Sample size: power 80%, two-sided alpha 0.05, HR 0.7, control event rate 30%, 1:1 allocation, "
    "10% dropout."
)


@pytest.mark.parametrize(
    ("summary", "expected"),
    [("Accrual takes 24 months, follow-up 36 months.", "passes"), ("A trial.", "fires")],
)
def test_accrual_and_follow_up_may_stand_elsewhere_in_the_record(
    summary: str, expected: str
) -> None:
    assert answer_to_draft("ANL-01", {"description": SIZE, "summary": summary}) == expected


@pytest.mark.parametrize(("day", "expected"), [(14, "passes"), (15, "fires")])
def test_thirty_days_after_its_start_a_study_is_no_longer_about_to_recruit(
    day: int, expected: str
) -> None:
    start = {"date": "2025-01-15", "type": "ESTIMATED"}
    status = {"overallStatus": "NOT_YET_RECRUITING", "startDateStruct": start}
    changes = {f"statusModule__{key}": value for key, value in status.items()}
    assert answer("DAT-03", changed(TRIAL, **changes), date(2025, 2, day)) == expected
