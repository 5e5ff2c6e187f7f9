"""Runners of the vectors of indices, PD-L1 and flow cytometry."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from reference.cases import Case, Runner
from trialwright.instruments.flow_cytometry import derive_t_cells
from trialwright.instruments.indices.albi import compute_albi
from trialwright.instruments.indices.apri import compute_apri
from trialwright.instruments.indices.ckd_epi import compute_egfr
from trialwright.instruments.indices.creatinine_limit import judge_creatinine
from trialwright.instruments.indices.fib4 import compute_fib4
from trialwright.instruments.indices.meld3 import compute_meld3
from trialwright.instruments.inputs import InputRefused
from trialwright.instruments.pdl1 import score_pdl1

YES_NO = {"yes": True, "no": False, "": None}
WORDS = {True: "yes", False: "no", None: "CD"}
# How far an index may lie from the printed value.
TOLERANCES = {"albi": "0.005", "fib4": "0.005", "apri": "0.005", "egfr": "0.5"}


def run_indices(case: Case) -> None:
    row = case.content | {
        "dialysis": YES_NO[case.content["dialysis"]],
        "creatinine_uln_unit": case.content["creatinine_unit"],
    }
    bilirubin, albumin = ("bilirubin", "bilirubin_unit"), ("albumin", "albumin_unit")
    creatinine = ("creatinine", "creatinine_unit")
    albi = _ask(compute_albi, row, *bilirubin, *albumin)
    meld = _ask(
        compute_meld3, row, "sex", "sodium", "inr", "dialysis", *bilirubin, *albumin, *creatinine
    )
    above = _ask(judge_creatinine, row, *creatinine, "creatinine_uln", "creatinine_uln_unit")
    values = {
        "albi": albi("value"),
        "fib4": _ask(compute_fib4, row, "age", "ast", "alt", "platelets_10e9_l")("value"),
        "apri": _ask(compute_apri, row, "ast", "ast_uln", "platelets_10e9_l")("value"),
        "egfr": _ask(compute_egfr, row, "age", "sex", *creatinine)("value"),
    }
    got = {
        "albi_grade": albi("grade") or "CD",
        "malbi": albi("modified_grade") or "CD",
        "meld3": str(meld("score") or "CD"),
        "creat_gt_1_5uln": WORDS[above("exceeded")],
    }
    assert got == {name: row[f"expected_{name}"] for name in got}
    wrong = {
        name: value
        for name, value in values.items()
        if not _is_near(value, row[f"expected_{name}"], TOLERANCES[name])
    }
    assert not wrong


def _ask(compute, row, *names):
    """Compute one index and give its attributes; what is refused cannot be determined."""
    try:
        found = compute(**{name: row[name] for name in names})
    except InputRefused:
        found = None
    return lambda attribute: getattr(found, attribute, None)


def run_pdl1_flow(case: Case) -> None:
    row = case.content
    first, second, status = (_pdl1 if row["kind"] == "pdl1" else _flow)(row)
    assert (first, second, status) == (row["expected_1"], row["expected_2"], row["expected_status"])


def _pdl1(row):
    names = ("pdl1_pos_tumour", "pdl1_pos_lympho_macro", "viable_tumour")
    try:
        found = score_pdl1(**{name: row[name] for name in names})
    except InputRefused:
        return "NA", "NA", "ERR"
    return _printed(found.tps, "0.1"), _printed(found.cps, "0.1"), found.status or "CD"


def _flow(row):
    names = ("viability_pct", "lymphocytes", "cd3_pos", "cd8_pos", "cd8_pd1_pos")
    try:
        found = derive_t_cells(**{name: row[name] for name in names}, anti_pd1_therapy=None)
    except InputRefused:
        return "NA", "NA", "ERR"
    shares = found.cd8_of_cd3, found.pd1_of_cd8
    return *(_printed(share, "0.01") for share in shares), found.status or "CD"


def _printed(value: Fraction | None, step: str) -> str:
    if value is None:
        return "NA"
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(step), ROUND_HALF_UP))


def _is_near(value: Decimal | None, expected: str, tolerance: str) -> bool:
    if value is None or expected == "CD":
        return value is None and expected == "CD"
    return abs(value - Decimal(expected)) <= Decimal(tolerance)


RUNNERS: dict[str, Runner] = {"albi_fib4_apri": run_indices, "pdl1_flow": run_pdl1_flow}
