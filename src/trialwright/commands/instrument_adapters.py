"""Instruments whose inputs are tables, with keywords that can be typed on a command line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Final

from trialwright.instruments.ctcae.clinical import grade_clinical
from trialwright.instruments.ctcae.grade import Grade
from trialwright.instruments.inputs import Number, exact_number, refuse
from trialwright.instruments.qlqc30 import N_ITEMS, score_qlqc30
from trialwright.instruments.qlqc30_change import ScoreChange, derive_score_change

NOT_ANSWERED: Final = "-"


def score_answers(*, answers: str | None) -> Mapping[str, Fraction | None]:
    """Score thirty answers in the order of their items, parted by blanks; "-" is not answered."""
    told = (answers or "").split()
    if len(told) != N_ITEMS:
        cure = f'write "{NOT_ANSWERED}" for an item without an answer'
        refuse("answers", f"{len(told)} answers to {N_ITEMS} items", cure)
    codes = {n: None if text == NOT_ANSWERED else text for n, text in enumerate(told, start=1)}
    return score_qlqc30(codes).exact


def compare_scores(*, scale: str, earlier: Number, later: Number) -> ScoreChange:
    """Judge the change between two scores of one scale."""
    before, after = exact_number(earlier, "earlier"), exact_number(later, "later")
    return derive_score_change(
        scale,
        None if before is None else Fraction(before),
        None if after is None else Fraction(after),
    )


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
