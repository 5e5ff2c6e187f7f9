"""Why people fail screening: each kind as what differs from an eligible person (rules ELI-I1 to ELI-E15).

Nothing here says who is refused. The answers are typed like all others and the study's own rules
decide; a kind of which too little is known ends as "cannot be determined", not as a failure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trialwright.errors import DefinitionError, Problem
from trialwright.synthetic.forms import Answer, Missing, Quantity
from trialwright.synthetic.parameters import FILE


@dataclass(frozen=True)
class Failure:
    """Changes to the person, to the answers ("form.item"), and other malignancies to list."""

    person: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    malignancies: tuple[Mapping[str, Answer], ...] = ()


_LIVER_B: Mapping[str, Answer] = {
    "liver_chemistry.albumin": Quantity("30.6", "g/L"),
    "liver_chemistry.bilirubin": Quantity("41.5", "umol/L"),
}
_WOMAN = {"male": False, "age": 34.5}

FAILURES: Mapping[str, Failure] = {
    "too_old": Failure(person={"age": 72.4}),
    "hbsag_negative": Failure(answers={"virology.hbsag_result": "<0.05"}),
    "pathology_mixed": Failure(answers={"radical_treatment.pathology_diagnosis": "cHCC-CCA"}),
    "pathology_missing": Failure(
        answers={"radical_treatment.pathology_diagnosis": Missing("not_done")}
    ),
    "several_large_nodules": Failure(person={"nodules": 4, "diameter_mm": 34}),
    "vascular_invasion": Failure(answers={"tumour.macrovascular": "yes"}),
    "child_pugh_b": Failure(answers=_LIVER_B),
    "inr_missing": Failure(answers={"liver_chemistry.inr": Missing("not_done")}),
    "targeted_therapy": Failure(answers={"medical_history.prior_targeted_therapy": "yes"}),
    "other_cancer": Failure(
        answers={"medical_history.other_malignancy": "yes"},
        malignancies=({"malignancy_type": "other", "malignancy_cured": "yes"},),
    ),
    "skin_cancer_open": Failure(
        answers={"medical_history.other_malignancy": "yes"},
        malignancies=({"malignancy_type": "skin_bcc", "malignancy_cured": Missing("unknown")},),
    ),
    "hepatitis_c": Failure(
        answers={"viral_markers.anti_hcv": "positive", "viral_markers.hcv_rna": "positive"}
    ),
    "hepatitis_c_open": Failure(
        answers={"viral_markers.anti_hcv": "positive", "viral_markers.hcv_rna": Missing("not_done")}
    ),
    "psoriasis": Failure(answers={"medical_history.psoriasis": "yes"}),
    "decompensation": Failure(answers={"medical_history.decompensation_history": "yes"}),
    "creatinine": Failure(
        answers={
            "liver_chemistry.creatinine": Quantity("171.3", "umol/L"),
            "liver_chemistry.creatinine_uln": Quantity("104", "umol/L"),
        }
    ),
    "depression": Failure(answers={"medical_history.depression": "yes"}),
    "thyroid": Failure(answers={"medical_history.unstable_hyperthyroidism": "yes"}),
    "retinopathy": Failure(answers={"medical_history.retinopathy": "yes"}),
    "fundus_missing": Failure(answers={"medical_history.retinopathy": Missing("not_done")}),
    "alcoholism": Failure(answers={"medical_history.alcoholism_history": "yes"}),
    "pregnant": Failure(
        person=_WOMAN,
        answers={"pregnancy.childbearing_potential": "yes", "pregnancy.pregnancy_test": "positive"},
    ),
    "pregnancy_test_missing": Failure(
        person=_WOMAN,
        answers={
            "pregnancy.childbearing_potential": "yes",
            "pregnancy.pregnancy_test": Missing("refused"),
        },
    ),
    "interferon_allergy": Failure(answers={"medical_history.interferon_allergy": "yes"}),
    "interferon_unsuitable": Failure(
        answers={"investigator_judgement.interferon_unsuitable_investigator": "yes"}
    ),
    "heart_disease": Failure(answers={"investigator_judgement.severe_systemic_disease": "yes"}),
    "short_survival": Failure(answers={"investigator_judgement.expected_survival_gt_3mo": "no"}),
    "will_not_comply": Failure(answers={"consent.agrees_to_comply": "no"}),
    "judgement_open": Failure(
        answers={"investigator_judgement.severe_systemic_disease": Missing("unknown")}
    ),
    "other_trial": Failure(answers={"medical_history.in_other_trial": "yes"}),
    "unsuitable": Failure(
        answers={
            "investigator_judgement.investigator_deems_unsuitable": "yes",
            "investigator_judgement.judgement_reason": "Cannot come to the visits",
        }
    ),
}


def failure_of(kind: str) -> Failure:
    """The failure of a kind that synthetic.yaml names; an unknown kind is refused by name."""
    if kind in FAILURES:
        return FAILURES[kind]
    key = f"parameters.screening_failure_kinds.{kind}"
    raise DefinitionError(
        Problem(FILE, 0, key, "there is no such kind", f"use {', '.join(FAILURES)}")
    )


RECURRENCE_SEEN = Failure(
    answers={
        "investigator_judgement.investigator_deems_unsuitable": "yes",
        "investigator_judgement.judgement_reason": "Recurrence seen before enrolment",
    }
)
ELIGIBLE = Failure()
