"""DAT: whether the dates can all be true on the day of reading."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lint_records import GONE, answer, changed, drug_trial, findings_of, lint, registry

TRIAL = drug_trial()
S = "statusModule__"
COUNT = "designModule__enrollmentInfo__count"
FRAME = "outcomesModule__primaryOutcomes__0__timeFrame"
FDA = "oversightModule__isFdaRegulatedDrug"
MARCH = date(2025, 3, 1)


def expected_on(day: str) -> dict[str, str]:
    return {"date": day, "type": "ESTIMATED"}


def actual_on(day: str) -> dict[str, str]:
    return {"date": day, "type": "ACTUAL"}


TABLE = [
    ("DAT-01", {}, MARCH, "passes"),
    ("DAT-01", {f"{S}completionDateStruct": expected_on("2026-12-31")}, MARCH, "fires"),
    ("DAT-01", {f"{S}startDateStruct": expected_on("2027-02")}, MARCH, "fires"),
    # a month may mean a day before the other date
    ("DAT-01", {f"{S}startDateStruct": actual_on("2027-01")}, MARCH, "passes"),
    ("DAT-01", {f"{S}studyFirstSubmitQcDate": "2024-11-30"}, MARCH, "fires"),
    ("DAT-01", {f"{S}lastUpdateSubmitDate": "2024-11-30"}, MARCH, "fires"),
    ("DAT-02", {f"{S}startDateStruct": expected_on("2025-01-29")}, MARCH, "fires"),
    ("DAT-02", {f"{S}startDateStruct": expected_on("2025-01-30")}, MARCH, "passes"),
    ("DAT-02", {f"{S}startDateStruct": expected_on("2025-01")}, MARCH, "passes"),
    ("DAT-02", {f"{S}startDateStruct": actual_on("2020-01-01")}, MARCH, "passes"),
    ("DAT-03", {f"{S}overallStatus": "NOT_YET_RECRUITING"}, MARCH, "fires"),
    ("DAT-03", {}, date(2027, 1, 15), "passes"),
    ("DAT-03", {}, date(2027, 1, 16), "fires"),
    ("DAT-03", {f"{S}overallStatus": "COMPLETED"}, MARCH, "fires"),
    ("DAT-03", {f"{S}overallStatus": "ACTIVE_NOT_RECRUITING"}, date(2027, 4, 16), "fires"),
    ("DAT-03", {f"{S}overallStatus": "WITHDRAWN"}, MARCH, "fires"),
    ("DAT-03", {f"{S}overallStatus": "WITHDRAWN", COUNT: 0}, MARCH, "passes"),
    (
        "DAT-03",
        {f"{S}overallStatus": "COMPLETED", f"{S}completionDateStruct": actual_on("2025-02")},
        MARCH,
        "fires",
    ),
    (
        "DAT-03",
        {f"{S}overallStatus": "COMPLETED", f"{S}completionDateStruct": actual_on("2025-01")},
        MARCH,
        "passes",
    ),
    # Where only the last completion is registered, entry ends with it at the latest.
    ("DAT-03", {f"{S}primaryCompletionDateStruct": GONE}, date(2027, 4, 15), "passes"),
    ("DAT-03", {f"{S}primaryCompletionDateStruct": GONE}, date(2027, 4, 16), "fires"),
    ("DAT-03", {f"{S}overallStatus": GONE}, MARCH, "not applicable"),
    ("DAT-04", {}, date(2026, 1, 31), "passes"),
    ("DAT-04", {}, date(2026, 2, 1), "fires"),
    ("DAT-04", {f"{S}overallStatus": "TERMINATED"}, date(2030, 1, 1), "passes"),
    ("DAT-04", {f"{S}statusVerifiedDate": GONE}, MARCH, "not applicable"),
    ("DAT-05", {f"{S}studyFirstSubmitDate": "2025-01-16"}, MARCH, "fires"),
    ("DAT-05", {f"{S}studyFirstSubmitDate": "2025-01-15"}, MARCH, "passes"),
    ("DAT-05", {f"{S}studyFirstSubmitDate": GONE}, MARCH, "not applicable"),
    ("DAT-06", {COUNT: 60}, MARCH, "passes"),
    ("DAT-06", {COUNT: 600}, MARCH, "fires"),
    ("DAT-06", {FRAME: "2 years from randomization"}, MARCH, "fires"),
    ("DAT-06", {FRAME: "until relapse"}, MARCH, "not applicable"),
    (
        "DAT-06",
        {COUNT: 600, f"{S}primaryCompletionDateStruct": actual_on("2025-02-01")},
        MARCH,
        "not applicable",
    ),
    ("DAT-07", {f"{S}completionDateStruct": expected_on("2028-01-15")}, MARCH, "fires"),
    ("DAT-07", {f"{S}completionDateStruct": expected_on("2027-07-15")}, MARCH, "passes"),
    # a later outcome explains the time
    (
        "DAT-07",
        {
            f"{S}completionDateStruct": expected_on("2028-01-15"),
            "outcomesModule__secondaryOutcomes__0__timeFrame": "2 years from randomization",
        },
        MARCH,
        "passes",
    ),
    ("DAT-08", {FDA: True}, MARCH, "fires"),
    ("DAT-08", {FDA: True, "designModule__phases": ["PHASE1"]}, MARCH, "not applicable"),
    ("DAT-08", {FDA: True, f"{S}resultsFirstSubmitDate": "2027-12-01"}, MARCH, "passes"),
    ("DAT-08", {}, MARCH, "not applicable"),
]


@pytest.mark.parametrize(("rule", "change", "as_of", "expected"), TABLE)
def test_the_rules_on_dates_answer_as_drawn(
    rule: str, change: dict[str, Any], as_of: date, expected: str
) -> None:
    assert answer(rule, changed(TRIAL, **change), as_of) == expected


def test_a_longer_outcome_that_explains_a_part_of_the_gap_is_named() -> None:
    changes = {
        f"{S}completionDateStruct": expected_on("2031-01-15"),
        "outcomesModule__secondaryOutcomes__0__timeFrame": "2 years from randomization",
    }
    (finding,) = findings_of("DAT-07", lint(changed(TRIAL, **changes), MARCH))
    assert "the longest outcome asks for 394 days more than the primary one" in finding.message


def test_an_observational_study_owes_no_results_by_law() -> None:
    assert answer("DAT-08", changed(registry(), **{FDA: True})) == "not applicable"


def test_a_site_more_halves_the_rate_each_must_enrol() -> None:
    many = changed(TRIAL, **{COUNT: 200})
    sites = [{"facility": name, "country": "Kenya"} for name in ("A", "B")]
    assert answer("DAT-06", many) == "fires"
    assert answer("DAT-06", changed(many, contactsLocationsModule__locations=sites)) == "passes"
