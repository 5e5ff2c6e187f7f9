"""The clinical terms the study grades, as our short findings and the grade of each (rule CTC-30).

Source: NCI CTCAE v5.0 of 27 November 2017. The findings are ours and say less than its criteria: who
grades an event reads the wording in the list of terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class ClinicalTerm:
    """One term; `findings` maps what may be found to the grade it is at least."""

    name: str
    code: str
    findings: Mapping[str, int]

    @property
    def grades(self) -> frozenset[int]:
        return frozenset(self.findings.values())


_BY_SEVERITY: Final = {
    "mild": 1,
    "moderate": 2,
    "limits_instrumental_adl": 2,
    "severe": 3,
    "limits_self_care_adl": 3,
}
_MORTAL: Final = {"life_threatening": 4, "death": 5}
_THYROID: Final = {
    "asymptomatic": 1,
    "symptomatic": 2,
    "limits_instrumental_adl": 2,
    "severe": 3,
    "limits_self_care_adl": 3,
    "hospitalisation_indicated": 3,
    **_MORTAL,
}

_TERMS: Final = (
    ClinicalTerm(
        "Fatigue",
        "10016256",
        {
            "relieved_by_rest": 1,
            "not_relieved_by_rest": 2,
            "limits_instrumental_adl": 2,
            "limits_self_care_adl": 3,
        },
    ),
    ClinicalTerm("Flu like symptoms", "10016791", _BY_SEVERITY),
    ClinicalTerm("Myalgia", "10028411", _BY_SEVERITY),
    ClinicalTerm("Headache", "10019211", _BY_SEVERITY),
    ClinicalTerm(
        "Nausea",
        "10028813",
        {
            "appetite_lost": 1,
            "intake_decreased": 2,
            "intake_inadequate": 3,
            "tube_feeding_indicated": 3,
            "parenteral_nutrition_indicated": 3,
            "hospitalisation_indicated": 3,
        },
    ),
    ClinicalTerm(
        "Depression",
        "10012378",
        {
            **_BY_SEVERITY,
            "threat_of_harm": 4,
            "hospitalisation_indicated": 4,
            **_MORTAL,
        },
    ),
    # Its own term, never a grade of depression.
    ClinicalTerm(
        "Suicidal ideation",
        "10042458",
        {
            "thoughts_without_wish_to_die": 1,
            "ideation_without_plan": 2,
            "plan_without_serious_intent": 3,
            "plan_with_serious_intent": 4,
        },
    ),
    ClinicalTerm("Hypothyroidism", "10021114", {**_THYROID, "replacement_indicated": 2}),
    ClinicalTerm("Hyperthyroidism", "10020850", {**_THYROID, "suppression_indicated": 2}),
    # Not hypothyroidism as long as nobody treats it.
    ClinicalTerm(
        "Thyroid stimulating hormone increased", "10043770", {"raised_without_intervention": 1}
    ),
    ClinicalTerm("Alopecia", "10001760", {"hair_loss": 1, "half_or_more": 2}),
    ClinicalTerm(
        "Retinopathy",
        "10038923",
        {
            "asymptomatic": 1,
            "symptomatic": 2,
            "limits_instrumental_adl": 2,
            "marked_decrease": 3,
            "limits_self_care_adl": 3,
            "acuity_20_200_or_worse": 4,
        },
    ),
    ClinicalTerm(
        "Injection site reaction",
        "10022095",
        {
            "tenderness": 1,
            **dict.fromkeys(("pain", "lipodystrophy", "oedema", "phlebitis"), 2),
            **dict.fromkeys(("ulceration", "necrosis", "severe_tissue_damage"), 3),
            "operation_indicated": 3,
            **_MORTAL,
        },
    ),
    ClinicalTerm("Febrile neutropenia", "10016288", {"fever_and_neutropenia": 3, **_MORTAL}),
    ClinicalTerm(
        "Weight loss",
        "10047900",
        {
            "lost_5_percent": 1,
            "lost_10_percent": 2,
            "nutritional_support_indicated": 2,
            "lost_20_percent": 3,
            "tube_feeding_indicated": 3,
            "parenteral_nutrition_indicated": 3,
        },
    ),
    ClinicalTerm(
        "Rash maculo-papular",
        "10037868",
        {
            "rash": 1,
            "covers_10_percent": 2,
            "limits_instrumental_adl": 2,
            "over_30_percent_with_moderate_symptoms": 3,
            "limits_self_care_adl": 3,
        },
    ),
)
CLINICAL_TERMS: Final[Mapping[str, ClinicalTerm]] = {term.name: term for term in _TERMS}
