"""Which inputs a BCLC stage still waits for (rule BCL-07): those that could change it, no others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from itertools import product
from typing import Any, Final

from trialwright.instruments.bclc import (
    ALL_CLASSES,
    EARLY_MULTIPLE_MM,
    EARLY_NODULES,
    VERY_EARLY_MM,
    Stage,
    stage_bclc,
)
from trialwright.instruments.child_pugh import ChildPughClass
from trialwright.instruments.inputs import Number, exact_number

# One answer from each stretch between the limits of the rules: the stage is the same within it.
_POSSIBLE: Final[Mapping[str, tuple[Any, ...]]] = {
    "n_nodules": (1, EARLY_NODULES, EARLY_NODULES + 1),
    "max_diam_mm": (VERY_EARLY_MM, EARLY_MULTIPLE_MM, EARLY_MULTIPLE_MM + Decimal(1)),
    "macrovascular": (True, False),
    "extrahepatic": (True, False),
    "ecog": (0, 1, 3),
    "ps_tumour_related": (True, False),
}


def missing_for_bclc(
    *,
    n_nodules: int | None,
    max_diam_mm: Number,
    macrovascular: bool | None,
    extrahepatic: bool | None,
    ecog: int | None,
    ps_tumour_related: bool | None,
    child_pugh_classes: Collection[ChildPughClass] = ALL_CLASSES,
    transplant_candidate: bool | None = None,
) -> tuple[str, ...]:
    """Name the inputs of `stage_bclc` that are not known and could change the stage.

    Empty exactly where the stage is determined. Several possible classes are a missing input too; no
    nodules count as a number that is not known. Candidacy is never missing: not recorded is no
    (BCL-06). Values are those that `stage_bclc` takes.
    """
    told: dict[str, Any] = {
        "n_nodules": n_nodules or None,
        "max_diam_mm": exact_number(max_diam_mm, "max_diam_mm") or None,
        "macrovascular": macrovascular,
        "extrahepatic": extrahepatic,
        "ecog": ecog,
        "ps_tumour_related": ps_tumour_related,
    }
    possible: dict[str, tuple[Any, ...]] = {
        name: _POSSIBLE[name] if value is None else (value,) for name, value in told.items()
    }
    possible["child_pugh_classes"] = tuple(sorted(child_pugh_classes or ALL_CLASSES))
    stages = {
        facts: stage_bclc(
            **dict(zip(possible, facts, strict=True)), transplant_candidate=transplant_candidate
        )
        for facts in product(*possible.values())
    }
    return tuple(name for place, name in enumerate(possible) if _decides(place, stages))


def _decides(place: int, stages: Mapping[tuple[Any, ...], Stage | None]) -> bool:
    """Say whether two completions that differ only in the input at `place` differ in the stage."""
    found: dict[tuple[Any, ...], Stage | None] = {}
    return any(
        found.setdefault((*facts[:place], *facts[place + 1 :]), stage) != stage
        for facts, stage in stages.items()
    )
