"""CLN: what a reviewer objects to in clinical terms, each rule on small drawn records."""

from __future__ import annotations

from typing import Any

import pytest

from lint_drafts import answer, findings

VIRUS = ("HBV DNA", "Week 48")
EVENTS = ("Adverse events", "Week 48")
SERIOUS = ("Serious adverse events", "Week 48")
ALL_SIX = (
    "Death, life-threatening event, hospitalization, disability, congenital anomaly or other "
    "medically important event"
)


def outcome(measure: str, time_frame: str, description: str) -> dict[str, Any]:
    return {"primary": [(measure, time_frame, description)]}


def recurrence(description: str) -> dict[str, Any]:
    return outcome("Recurrence rate", "2 years", description)


TABLE = [
    # A stated limit against the published one of that assay
    ("CLN-01", outcome(*VIRUS, "COBAS TaqMan HBV Test, LLOQ = 10 IU/mL"), "fires"),
    ("CLN-01", outcome(*VIRUS, "COBAS TaqMan HBV Test, LLOQ = 20 IU/mL"), "passes"),
    ("CLN-01", outcome(*VIRUS, "cobas 6800, LLOQ of 10 IU/mL"), "passes"),
    (
        "CLN-01",
        outcome(*VIRUS, "RealTime HIV-1, limit of quantification 20 copies/mL"),
        "not applicable",
    ),
    ("CLN-01", outcome("HIV RNA", "Week 48", "RealTime HIV-1, LLOQ: 20 copies/mL"), "fires"),
    ("CLN-01", outcome(*VIRUS, "A local assay, LLOQ = 10 IU/mL"), "not applicable"),
    # Undetectable
    ("CLN-02", outcome("HBV DNA undetectable", "Week 48", "<20 IU/mL (LLOQ)"), "fires"),
    (
        "CLN-02",
        outcome("HBV DNA undetectable", "Week 48", "below the limit of detection"),
        "passes",
    ),
    ("CLN-02", outcome("HBV DNA", "Week 48", "<20 IU/mL"), "not applicable"),
    # LI-RADS category 5
    ("CLN-03", recurrence("LI-RADS: LR-5 is arterial hyperenhancement with washout"), "fires"),
    (
        "CLN-03",
        recurrence("LI-RADS: LR-5 is nonrim APHE with nonperipheral washout, at least 20 mm"),
        "passes",
    ),
    ("CLN-03", recurrence("A lesion of LI-RADS category LR-5"), "not applicable"),
    ("CLN-04", recurrence("LI-RADS LR-5 at the ablation zone"), "fires"),
    (
        "CLN-04",
        recurrence("LI-RADS treatment response, LR-TR Viable at the ablation zone"),
        "passes",
    ),
    ("CLN-04", recurrence("RECIST 1.1 at the ablation zone"), "not applicable"),
    # Types of an event
    ("CLN-05", recurrence("Types: Local (<=2 cm from it), Distant (>2 cm from it)"), "passes"),
    ("CLN-05", recurrence("Types: Local (same site), Distant (>2 cm from it)"), "fires"),
    ("CLN-05", recurrence("Classified as Mild (<3 points), Severe (>3 points)"), "fires"),
    ("CLN-05", recurrence("HBsAg loss (<0.05 IU/mL)"), "not applicable"),
    # Terms of one subgroup
    (
        "CLN-06",
        {"population": "After resection or ablation", **recurrence("Near the resection margin")},
        "fires",
    ),
    (
        "CLN-06",
        {
            "population": "After resection or ablation",
            **recurrence("Near the resection margin or the edge of the ablation zone"),
        },
        "passes",
    ),
    (
        "CLN-06",
        {"population": "After resection", **recurrence("Near the resection margin")},
        "not applicable",
    ),
    # Two definitions
    (
        "CLN-07",
        recurrence("Definition: a new nodule. Recurrence is defined as any growth."),
        "fires",
    ),
    ("CLN-07", recurrence("Definition: a new nodule."), "passes"),
    (
        "CLN-07",
        outcome(
            "Progression-free survival",
            "2 years",
            "Definition: time to progression or death. Progression is defined as RECIST 1.1.",
        ),
        "passes",
    ),
    # Causality
    ("CLN-08", outcome(*EVENTS, "WHO-UMC: definite/probable/possible/unrelated"), "fires"),
    ("CLN-08", outcome(*EVENTS, "WHO-UMC: certain, probable, possible, unlikely"), "passes"),
    ("CLN-08", outcome(*EVENTS, "Naranjo scale: definite, probable, possible, doubtful"), "passes"),
    ("CLN-08", outcome(*EVENTS, "Definite/probable/possible/unrelated"), "not applicable"),
    # Seriousness
    ("CLN-09", outcome(*SERIOUS, "Death, hospitalization, disability"), "fires"),
    ("CLN-09", outcome(*SERIOUS, ALL_SIX), "passes"),
    ("CLN-09", outcome(*SERIOUS, f"{ALL_SIX}. Measurement tool: CTCAE v5.0"), "fires"),
    ("CLN-09", outcome(*EVENTS, "CTCAE v5.0"), "not applicable"),
    # Grades
    ("CLN-10", outcome(*EVENTS, "Grade 1-5; all events ≥ grade 2 are reported"), "fires"),
    ("CLN-10", outcome(*EVENTS, "Grade 3-5; all events ≥ grade 3 are reported"), "passes"),
    ("CLN-10", outcome("Events of grade 3 or higher", "Week 48", "Grade 1-5"), "not applicable"),
    # Cut-off at the limit of the assay
    ("CLN-11", outcome("HBsAg loss", "Week 48", "Architect HBsAg QT, <0.05 IU/mL"), "fires"),
    ("CLN-11", outcome("HBsAg decline", "Week 48", "Architect HBsAg QT, <100 IU/mL"), "passes"),
    ("CLN-11", outcome("Pain", "Week 48", "NRS < 3"), "not applicable"),
    # Two periods
    ("CLN-12", outcome("Flare", "Throughout follow-up", "Any flare during treatment"), "fires"),
    ("CLN-12", outcome("Flare", "Week 48", "Any flare during treatment"), "passes"),
    ("CLN-12", outcome("Flare", "Week 48", "Any flare"), "not applicable"),
]


@pytest.mark.parametrize(("rule", "fields", "expected"), TABLE)
def test_a_clinical_rule_answers_as_drawn(rule: str, fields: dict[str, Any], expected: str) -> None:
    assert answer(rule, fields) == expected


def test_the_finding_on_a_limit_quotes_it_and_names_the_published_one() -> None:
    (finding,) = findings("CLN-01", **outcome(*VIRUS, "TaqMan HBV, LLOQ = 10 IU/mL"))
    assert finding.span is not None
    assert finding.span.text == "LLOQ = 10 IU/mL"
    assert "20 or 29" in finding.message


def test_the_finding_on_types_says_which_cases_fall_between() -> None:
    (finding,) = findings("CLN-05", **recurrence("Types: Mild (<3 points), Severe (>3 points)"))[:1]
    assert "3 point itself is in neither" in finding.message


def test_the_finding_on_types_names_a_type_as_the_record_does() -> None:
    text = "Classified as Mild (<3 points), Severe (>3 points)"
    assert "The type 'Mild' has" in findings("CLN-05", **recurrence(text))[0].message
