"""Instruments whose inputs are tables, with keywords that can be typed on a command line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from trialwright.instruments.bclc import ALL_CLASSES, Stage, stage_bclc
from trialwright.instruments.bclc_missing import missing_for_bclc
from trialwright.instruments.child_pugh import SCORES, ChildPughClass, has_deteriorated
from trialwright.instruments.ctcae.clinical import grade_clinical
from trialwright.instruments.ctcae.coding import Coding, code_event
from trialwright.instruments.ctcae.grade import Grade
from trialwright.instruments.ctcae.term_list import load_term_list
from trialwright.instruments.inputs import Number, exact_number, refuse
from trialwright.instruments.qlqc30 import N_ITEMS, score_qlqc30
from trialwright.instruments.qlqc30_change import ScoreChange, derive_score_change

NOT_ANSWERED: Final = "-"


def score_answers(*, answers: str | None) -> Mapping[str, Fraction | None]:
    """Score thirty answers in the order of their items, parted by blanks; "-" is not answered."""
    told = [NOT_ANSWERED] * N_ITEMS if answers is None else answers.split()
    if len(told) != N_ITEMS:
        cure = f'write "{NOT_ANSWERED}" for an item without an answer'
        refuse("answers", f"{len(told)} answers to {N_ITEMS} items", cure)
    codes = {n: None if text == NOT_ANSWERED else text for n, text in enumerate(told, start=1)}
    return score_qlqc30(codes).exact


def compare_child_pugh(
    *, low: int | None, high: int | None, baseline_low: int | None, baseline_high: int | None
) -> bool | None:
    """Compare the bounds of two scores; a bound that is not known is that of every score."""
    now = _bounds("low", low, "high", high)
    before = _bounds("baseline_low", baseline_low, "baseline_high", baseline_high)
    return has_deteriorated(*now, *before)


def _bounds(low_name: str, low: int | None, high_name: str, high: int | None) -> tuple[int, int]:
    best, worst = SCORES
    for name, bound in {low_name: low, high_name: high}.items():
        if bound is not None and not best <= bound <= worst:
            refuse(name, f"{bound} is no Child-Pugh score", f"give {best} to {worst}")
    if low is not None and high is not None and low > high:
        refuse(low_name, f"{low} is above {high_name} {high}", "give the lower bound first")
    return best if low is None else low, worst if high is None else high


@dataclass(frozen=True)
class BclcAnswer:
    """A stage with the inputs that could still change it."""

    stage: Stage | None
    missing: tuple[str, ...]


def stage_with_missing(
    *,
    n_nodules: int | None,
    max_diam_mm: Number,
    macrovascular: bool | None,
    extrahepatic: bool | None,
    ecog: int | None,
    ps_tumour_related: bool | None,
    child_pugh_classes: Collection[ChildPughClass] | None,
    transplant_candidate: bool | None = None,
) -> BclcAnswer:
    """Stage a tumour; classes that were left out are all possible."""
    told: dict[str, Any] = {
        "n_nodules": n_nodules,
        "max_diam_mm": max_diam_mm,
        "macrovascular": macrovascular,
        "extrahepatic": extrahepatic,
        "ecog": ecog,
        "ps_tumour_related": ps_tumour_related,
        "child_pugh_classes": child_pugh_classes or ALL_CLASSES,
        "transplant_candidate": transplant_candidate,
    }
    return BclcAnswer(stage_bclc(**told), missing_for_bclc(**told))


def compare_scores(*, scale: str, earlier: Number, later: Number) -> ScoreChange:
    """Judge the change between two scores of one scale."""
    before, after = exact_number(earlier, "earlier"), exact_number(later, "later")
    return derive_score_change(
        scale,
        None if before is None else Fraction(before),
        None if after is None else Fraction(after),
    )


def code_reported_event(
    *, reported: str | None, grade: int | None = None, list_file: str
) -> Coding:
    """Find the CTCAE term of a reported event in the list of a site, a CSV file."""
    return code_event(reported, grade, load_term_list(Path(list_file)))


def grade_findings(
    *, term: str, present: Collection[str] | None, absent: Collection[str] | None
) -> Grade:
    """Grade a clinical event from the findings that are present and those known to be absent."""
    both = set(present or ()) & set(absent or ())
    if both:
        refuse("absent", f"{', '.join(sorted(both))} cannot be present and absent")
    return grade_clinical(
        term, dict.fromkeys(present or (), True) | dict.fromkeys(absent or (), False)
    )
