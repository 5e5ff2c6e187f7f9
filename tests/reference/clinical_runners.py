"""Runners of the clinical vectors whose rules are built: text of a case in, comparison out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from reference.cases import Case, Runner
from trialwright.endpoints.records import (
    derive_recurrence_of,
    derive_seroclearance_of,
    derive_undetectable_of,
)
from trialwright.instruments.bclc import bclc_0_or_a, stage_bclc
from trialwright.instruments.child_pugh import has_deteriorated, score_child_pugh
from trialwright.instruments.qlqc30 import SCALES, AnswersRejected, score_qlqc30

YES_NO = {"yes": True, "no": False, "": None}
PASS_FAIL = {True: "PASS", False: "FAIL", None: "CD"}


def run_recurrence(case: Case) -> None:
    _compare(derive_recurrence_of(case.content).outcome, case.content["expected"])


def run_hbsag(case: Case) -> None:
    _compare(derive_seroclearance_of(case.content).outcome, case.content["expected"])


def run_hbvdna(case: Case) -> None:
    _compare(derive_undetectable_of(case.content).outcome.response, case.content["expected"])


def run_child_pugh(case: Case) -> None:
    row = case.content
    score = score_child_pugh(
        bilirubin=row["bilirubin"],
        bilirubin_unit=row["bilirubin_unit"],
        albumin=row["albumin"],
        albumin_unit=row["albumin_unit"],
        inr=row["inr"],
        pt_prolongation_s=row["pt_prolong_s"],
        ascites=row["ascites"],
        encephalopathy=row["encephalopathy"],
    )
    got = (score.total or "CD", score.low, score.high, score.klass or "CD")
    fields = ("expected_total", "expected_low", "expected_high", "expected_class")
    assert [str(value) for value in got] == [row[field] for field in fields]
    if row["expected_deterioration"]:
        baseline = (int(row["baseline_total_low"] or 5), int(row["baseline_total_high"] or 15))
        answer = has_deteriorated(score.low, score.high, *baseline)
        assert {True: "yes", False: "no", None: "CD"}[answer] == row["expected_deterioration"]


def run_bclc(case: Case) -> None:
    row = case.content
    stage = stage_bclc(
        n_nodules=int(row["n_nodules"]) if row["n_nodules"] else None,
        max_diam_mm=row["max_diam_mm"],
        macrovascular=YES_NO[row["macrovascular"]],
        extrahepatic=YES_NO[row["extrahepatic"]],
        ecog=int(row["ecog"]) if row["ecog"] else None,
        ps_tumour_related=YES_NO[row["ps_tumour_related"]],
        child_pugh_classes=row["cp_class"],
        transplant_candidate=YES_NO[row["transplant_candidate"]],
    )
    got = (stage or "CD", PASS_FAIL[bclc_0_or_a(stage)])
    assert got == (row["expected_stage"], row["expected_i4"])


def run_qlqc30(case: Case) -> None:
    row = case.content
    expected = {scale: row[f"exp_{scale}"] for scale in (*SCALES, "SUMMARY")}
    try:
        scores = score_qlqc30({item: row[f"q{item}"] for item in range(1, 31)})
    except AnswersRejected:
        assert set(expected.values()) == {"ERR"}
        return
    wrong = {
        scale: (score, expected[scale])
        for scale, score in scores.exact.items()
        if not _agrees(score, expected[scale])
    }
    assert not wrong


def _agrees(score: Fraction | None, expected: str) -> bool:
    """Compare with a number printed with four decimals."""
    if score is None or expected in ("NA", "ERR"):
        return score is None and expected == "NA"
    return abs(score - Fraction(Decimal(expected))) <= Fraction(1, 20000)


def _compare(outcome: object, expected: dict[str, Any]) -> None:
    got = {key: _plain(getattr(outcome, key)) for key in expected}
    assert got == expected


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


RUNNERS: dict[str, Runner] = {
    "recurrence": run_recurrence,
    "hbsag": run_hbsag,
    "hbvdna": run_hbvdna,
    "child_pugh": run_child_pugh,
    "bclc": run_bclc,
    "qlqc30": run_qlqc30,
}
