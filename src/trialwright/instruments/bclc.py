"""BCLC stage 2022 of liver cancer, from what is known (rules BCL-01..BCL-07; Reig, J Hepatol 2022).

Each input is first reduced to what it may still be; the stages that remain possible are then
collected. One left is the stage, several mean that it cannot be determined. So a missing input
matters exactly when it could change the answer. Pathology does not enter (BCL-01).
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from itertools import product
from typing import Final, Literal

from trialwright.instruments.child_pugh import ChildPughClass
from trialwright.instruments.inputs import Number, exact_number, refuse
from trialwright.instruments.three_valued import any_of

Stage = Literal["0", "A", "B", "C", "D", "REVIEW"]

VERY_EARLY_MM: Final = Decimal(20)
EARLY_MULTIPLE_MM: Final = Decimal(30)
EARLY_NODULES: Final = 3
ALL_CLASSES: Final[frozenset[ChildPughClass]] = frozenset({"A", "B", "C"})
ALL_NODULE_STAGES: Final[frozenset[Stage]] = frozenset({"0", "A", "B"})
# Size limit, stage up to it, stage beyond it (BCL-02..BCL-04).
_SOLITARY: Final[tuple[Decimal, Stage, Stage]] = (VERY_EARLY_MM, "0", "A")
_MULTIPLE: Final[tuple[Decimal, Stage, Stage]] = (EARLY_MULTIPLE_MM, "A", "B")


class _Performance(StrEnum):
    UNAFFECTED = "PS 0, or PS 1-2 from another illness"
    TUMOUR = "PS 1-2 from the tumour"
    DISABLED = "PS 3-4"


def stage_bclc(
    *,
    n_nodules: int | None,
    max_diam_mm: Number,
    macrovascular: bool | None,
    extrahepatic: bool | None,
    ecog: int | None,
    ps_tumour_related: bool | None,
    child_pugh_classes: Collection[ChildPughClass] = ALL_CLASSES,
    transplant_candidate: bool | None = None,
) -> Stage | None:
    """Stage a tumour before treatment; None where a missing input could change the stage.

    `child_pugh_classes` are the classes still possible; leave them out if nothing is known.
    "REVIEW" asks for a clinician. Candidacy that is not recorded counts as no (BCL-06).
    A scan that shows no nodule cannot be staged by nodules and counts as not known.
    """
    stages = {
        _stage(performance, spread, liver, nodules, bool(transplant_candidate))
        for performance, spread, liver, nodules in product(
            _performances(ecog, ps_tumour_related),
            _spreads(macrovascular, extrahepatic),
            frozenset(child_pugh_classes) or ALL_CLASSES,
            _nodule_stages(n_nodules, exact_number(max_diam_mm, "max_diam_mm")),
        )
    }
    return stages.pop() if len(stages) == 1 else None


def bclc_0_or_a(stage: Stage | None) -> bool | None:
    """Judge inclusion criterion I4: 0 and A yes; B, C, D no; REVIEW or undetermined stays open."""
    if stage is None or stage == "REVIEW":
        return None
    return stage in ("0", "A")


def _stage(
    performance: _Performance, spread: bool, liver: ChildPughClass, nodules: Stage, candidate: bool
) -> Stage:
    """Stage one complete set of facts, in the order D, C, then the nodules (BCL-06)."""
    if performance is _Performance.DISABLED:
        return "D"
    if liver == "C":
        return "REVIEW" if candidate else "D"
    if spread or performance is _Performance.TUMOUR:
        return "C"
    return "REVIEW" if liver == "B" else nodules


def _performances(ecog: int | None, tumour_related: bool | None) -> set[_Performance]:
    if ecog is not None and not 0 <= ecog <= 4:
        refuse("ecog", "{ecog} is no ECOG grade of a living participant", "use 0 to 4", ecog=ecog)
    # An unknown cause of PS 1-2 leaves both answers open (BCL-05, BCL-07).
    possible = set()
    if ecog in (None, 0) or (ecog in (1, 2) and tumour_related is not True):
        possible.add(_Performance.UNAFFECTED)
    if ecog in (None, 1, 2) and tumour_related is not False:
        possible.add(_Performance.TUMOUR)
    if ecog in (None, 3, 4):
        possible.add(_Performance.DISABLED)
    return possible


def _spreads(macrovascular: bool | None, extrahepatic: bool | None) -> set[bool]:
    spread = any_of((macrovascular, extrahepatic))
    return {True, False} if spread is None else {spread}


def _nodule_stages(number: int | None, diameter: Decimal | None) -> frozenset[Stage]:
    """Give the stages that number and size leave possible (BCL-02, BCL-03, BCL-04)."""
    if number is not None and number < 0:
        refuse("n_nodules", "{number} nodules cannot be counted", "count from 0", number=number)
    if number == 0:
        return ALL_NODULE_STAGES
    if diameter == 0:
        refuse("max_diam_mm", "a nodule cannot measure 0 mm", "leave the size blank if unknown")
    if number is None:
        # A known size does not help: solitary and multiple nodules of one size differ in stage.
        return ALL_NODULE_STAGES
    if number > EARLY_NODULES:
        return frozenset({"B"})
    limit, within, beyond = _SOLITARY if number == 1 else _MULTIPLE
    if diameter is None:
        return frozenset({within, beyond})
    return frozenset({within if diameter <= limit else beyond})
