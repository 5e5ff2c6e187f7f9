"""Every instrument that can be asked from the command line, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from trialwright.commands.instrument_adapters import (
    code_reported_event,
    compare_child_pugh,
    compare_scores,
    grade_findings,
    score_answers,
    stage_with_missing,
)
from trialwright.commands.keyword_options import Codes
from trialwright.instruments import lirads_read, treatment_response, who_umc
from trialwright.instruments.bclc import bclc_0_or_a
from trialwright.instruments.child_pugh import (
    ASCITES,
    ENCEPHALOPATHY,
    score_child_pugh,
)
from trialwright.instruments.ctcae.clinical_table import CLINICAL_TERMS
from trialwright.instruments.ctcae.laboratory import INTERVENTIONS, grade_laboratory
from trialwright.instruments.ctcae.laboratory_table import LABORATORY_TERMS
from trialwright.instruments.emergence import derive_emergence
from trialwright.instruments.expectedness import judge_expectedness
from trialwright.instruments.expedited import derive_reporting_clock
from trialwright.instruments.flow_cytometry import derive_t_cells
from trialwright.instruments.hbsag import interpret_hbsag
from trialwright.instruments.hbv_dna import interpret_hbv_dna
from trialwright.instruments.indices.albi import compute_albi
from trialwright.instruments.indices.apri import compute_apri
from trialwright.instruments.indices.ckd_epi import compute_egfr
from trialwright.instruments.indices.creatinine_limit import judge_creatinine
from trialwright.instruments.indices.fib4 import compute_fib4
from trialwright.instruments.indices.meld3 import compute_meld3
from trialwright.instruments.lirads import categorise_lirads
from trialwright.instruments.pdl1 import score_pdl1
from trialwright.instruments.qlqc30 import SCORES
from trialwright.instruments.serious import derive_seriousness
from trialwright.instruments.t_cell_infiltration import score_t_cell_infiltration

SEX: Final = ("F", "M")


@dataclass(frozen=True)
class Instrument:
    """A function to ask and how its answer is read.

    `answer` is the attribute that holds the answer, empty where the result is the answer itself.
    `rules` are shown where the result does not name those that decided. `also` adds what other
    functions say about the result.
    """

    about: str
    compute: Callable[..., object]
    answer: str = ""
    rules: tuple[str, ...] = ()
    codes: Codes = field(default_factory=dict)
    also: Mapping[str, Callable[[Any], object]] = field(default_factory=dict)


_TRA_FEATURES: Final = (*treatment_response.VIABLE_2017, *treatment_response.ANCILLARY_2024)

IMAGING: Final = {
    "lirads": Instrument(
        "category of an untreated liver observation, LI-RADS CT/MRI v2018",
        categorise_lirads,
        "category",
        codes={
            "aphe": lirads_read.APHE,
            "washout": lirads_read.WASHOUT,
            "capsule": lirads_read.CAPSULE,
            "tiv": lirads_read.TUMOUR_IN_VEIN,
            "benign": lirads_read.BENIGN,
        },
    ),
    "lirads-response": Instrument(
        "category of a treated lesion, LI-RADS v2017 and v2024",
        treatment_response.categorise_response,
        "category",
        codes={
            "enhancement": treatment_response.ENHANCEMENT,
            "features": _TRA_FEATURES,
            "change": treatment_response.CHANGE,
            "modality": treatment_response.MODALITIES,
        },
    ),
}
LIVER: Final = {
    "child-pugh": Instrument(
        "Child-Pugh score and class, with bounds",
        score_child_pugh,
        "total",
        ("CHP-01", "CHP-02", "CHP-03", "CHP-04"),
        {"ascites": ASCITES, "encephalopathy": ENCEPHALOPATHY},
    ),
    "child-pugh-change": Instrument(
        "rise of a Child-Pugh score by two points or more", compare_child_pugh, rules=("CHP-06",)
    ),
    "bclc": Instrument(
        "BCLC stage 2022",
        stage_with_missing,
        "stage",
        ("BCL-02", "BCL-03", "BCL-04", "BCL-05", "BCL-06", "BCL-07"),
        also={"0 or A": lambda result: bclc_0_or_a(result.stage)},
    ),
    "albi": Instrument("ALBI and mALBI grade", compute_albi, "value"),
    "fib4": Instrument("FIB-4", compute_fib4, "value"),
    "apri": Instrument("APRI", compute_apri, "value"),
    "meld3": Instrument("MELD 3.0", compute_meld3, "score", codes={"sex": SEX}),
}
LABORATORY: Final = {
    "egfr": Instrument("filtration rate, CKD-EPI 2021", compute_egfr, "value", codes={"sex": SEX}),
    "creatinine-limit": Instrument(
        "creatinine above 1.5 times its upper limit", judge_creatinine, "exceeded"
    ),
    "hbsag": Instrument(
        "what an HBsAg result says", interpret_hbsag, "state", ("HBS-01", "HBS-06", "HBS-07")
    ),
    "hbv-dna": Instrument(
        "what an HBV DNA result says", interpret_hbv_dna, "state", ("HBD-01", "HBD-06", "HBD-07")
    ),
}
SAFETY: Final = {
    "ctcae-laboratory": Instrument(
        "CTCAE v5.0 grade of a laboratory result",
        grade_laboratory,
        "grade",
        codes={"term": LABORATORY_TERMS, "intervention": INTERVENTIONS},
    ),
    "ctcae-clinical": Instrument(
        "CTCAE v5.0 grade of a clinical event",
        grade_findings,
        "grade",
        codes={"term": CLINICAL_TERMS},
    ),
    "ctcae-term": Instrument(
        "CTCAE v5.0 term of a reported event, from the list of the site",
        code_reported_event,
        "term",
        ("CTC-01", "CTC-31"),
    ),
    "who-umc": Instrument(
        "causality proposed by the WHO-UMC system",
        who_umc.propose_causality,
        "category",
        codes={
            "exposure_before_onset": who_umc.EXPOSURE,
            "time_relationship": who_umc.TIME,
            "alternative_explanation": who_umc.ALTERNATIVE,
            "dechallenge": who_umc.DECHALLENGE,
            "definitive_phenomenon": who_umc.DEFINITIVE,
            "rechallenge": who_umc.RECHALLENGE,
            "data_status": who_umc.DATA_STATUS,
        },
        also={"related": lambda result: who_umc.related_by_record(result.category)},
    ),
    "serious": Instrument(
        "seriousness by ICH E2A and by the record", derive_seriousness, "sae_e2a", ("SAF-01",)
    ),
    "emergent": Instrument(
        "treatment emergence of an event", derive_emergence, "emergent", ("SAF-02", "SAF-04")
    ),
    "expected": Instrument(
        "expectedness against the reference safety information", judge_expectedness, "expected"
    ),
    "reporting-clock": Instrument(
        "deadlines of expedited reporting", derive_reporting_clock, "susar"
    ),
}
PATIENT_AND_TISSUE: Final = {
    "qlqc30": Instrument(
        "scores of QLQ-C30 answers",
        score_answers,
        rules=("QOL-02", "QOL-03", "QOL-04", "QOL-05", "QOL-06", "QOL-07", "QOL-08"),
    ),
    "qlqc30-change": Instrument(
        "meaning of a change of a QLQ-C30 score",
        compare_scores,
        "points",
        codes={"scale": SCORES},
    ),
    "pdl1": Instrument("PD-L1 22C3 scores TPS and CPS", score_pdl1, "status"),
    "t-cell-infiltration": Instrument(
        "T cells in tumour centre and margin, 0 to 4", score_t_cell_infiltration, "score"
    ),
    "flow-cytometry": Instrument("CD8+ and PD-1+ T cells in blood", derive_t_cells, "status"),
}
INSTRUMENTS: Final[Mapping[str, Instrument]] = {
    **IMAGING,
    **LIVER,
    **LABORATORY,
    **SAFETY,
    **PATIENT_AND_TISSUE,
}
