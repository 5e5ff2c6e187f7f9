"""What a change of a QLQ-C30 score means to patients (rule QOL-09).

Sizes after Osoba, J Clin Oncol 1998: 5 to 10 points little, 10 to 20 moderate, above 20 large.
Published anchors of a minimal important difference lie mostly between 4 and 11 points (Musoro 2019).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from trialwright.instruments.inputs import refuse
from trialwright.instruments.qlqc30 import SYMPTOMS, QlqC30

Direction = Literal["better", "worse", "same"]
Size = Literal["none", "little", "moderate", "large"]

# Minimal important differences between groups, in points (P).
GROUP_MID: Final = Fraction(10)
SENSITIVITY_MID: Final = Fraction(5)

HIGHEST: Final = 100
_LITTLE_FROM: Final = 5
_MODERATE_FROM: Final = 10
_LARGE_ABOVE: Final = 20


@dataclass(frozen=True)
class ScoreChange:
    """A change in points, later minus earlier; None throughout where a score is missing."""

    points: Fraction | None
    direction: Direction | None = None
    size: Size | None = None
    rules: tuple[str, ...] = ("QOL-09",)


def derive_score_changes(earlier: QlqC30, later: QlqC30) -> dict[str, ScoreChange]:
    """Compare two questionnaires of one participant, scale by scale and in the summary score."""
    return {
        scale: derive_score_change(scale, start, later.exact[scale])
        for scale, start in earlier.exact.items()
    }


def derive_score_change(
    scale: str, earlier: Fraction | None, later: Fraction | None
) -> ScoreChange:
    """Judge the change of one scale; on a symptom scale more points are worse.

    A score that is not between 0 and 100 is refused.
    """
    for name, score in {"earlier": earlier, "later": later}.items():
        if score is not None and not 0 <= score <= HIGHEST:
            refuse(name, f"{score} is no score", f"give 0 to {HIGHEST} points")
    if earlier is None or later is None:
        return ScoreChange(None)
    points = later - earlier
    return ScoreChange(points, _direction(scale, points), size_of(points))


def size_of(points: Fraction) -> Size:
    """Name the size of a change; exactly 10 and exactly 20 points are moderate (P)."""
    distance = abs(points)
    if distance < _LITTLE_FROM:
        return "none"
    if distance < _MODERATE_FROM:
        return "little"
    return "large" if distance > _LARGE_ABOVE else "moderate"


def reaches_mid(difference: Fraction, mid: Fraction = GROUP_MID) -> bool:
    """Say whether a difference between groups is large enough to matter, in either direction."""
    return abs(difference) >= mid


def _direction(scale: str, points: Fraction) -> Direction:
    if points == 0:
        return "same"
    return "better" if (points > 0) != (scale in SYMPTOMS) else "worse"
