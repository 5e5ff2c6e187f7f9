"""The diagnostic table of LI-RADS CT/MRI v2018 and the steps after it (LIR-03, LIR-04, LIR-11, LIR-12).

Source: ACR CT/MRI LI-RADS v2018 Core. Only categories and size limits are here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

# The last three say why an observation gets no category (LIR-01).
Category = Literal[
    "LR-NC",
    "LR-1",
    "LR-2",
    "LR-3",
    "LR-4",
    "LR-5",
    "LR-M",
    "LR-TIV",
    "NOT-APPLICABLE",
    "PATH",
    "USE-TRA",
]
OUTSIDE: Final[tuple[Category, ...]] = ("NOT-APPLICABLE", "PATH", "USE-TRA")

LADDER: Final[tuple[Category, ...]] = ("LR-1", "LR-2", "LR-3", "LR-4", "LR-5")
SMALL_MM: Final = Decimal(10)
LARGE_MM: Final = Decimal(20)

# Rows: none, one, two or more of capsule, washout and threshold growth.
_NO_APHE: Final[dict[str, tuple[Category, Category, Category]]] = {
    "<20": ("LR-3", "LR-3", "LR-4"),
    ">=20": ("LR-3", "LR-4", "LR-4"),
}
# The middle entry of 10-19 mm is the one that depends on which feature it is (LIR-04).
_NONRIM_APHE: Final[dict[str, tuple[Category, Category, Category]]] = {
    "<10": ("LR-3", "LR-4", "LR-4"),
    "10-19": ("LR-3", "LR-4", "LR-5"),
    ">=20": ("LR-4", "LR-5", "LR-5"),
}
# In doubt the category of lower certainty (LIR-12); tumour in vein must be definite (LIR-09).
TIE_BREAKS: Final[dict[frozenset[Category], Category]] = {
    frozenset({"LR-5", "LR-4"}): "LR-4",
    frozenset({"LR-4", "LR-3"}): "LR-3",
    frozenset({"LR-3", "LR-2"}): "LR-3",
    frozenset({"LR-2", "LR-1"}): "LR-2",
    frozenset({"LR-M", "LR-5"}): "LR-M",
    frozenset({"LR-M", "LR-4"}): "LR-M",
    frozenset({"LR-M", "LR-TIV"}): "LR-M",
    frozenset({"LR-M", "LR-3"}): "LR-3",
    frozenset({"LR-TIV", "LR-4"}): "LR-4",
    frozenset({"LR-TIV", "LR-5"}): "LR-5",
}


def look_up(
    *, nonrim_aphe: bool, size_mm: Decimal, capsule: bool, washout: bool, growth: bool
) -> tuple[Category, str]:
    """Look an observation up; gives the category and the rule that decided it."""
    features = min(capsule + washout + growth, 2)
    if not nonrim_aphe:
        return _NO_APHE["<20" if size_mm < LARGE_MM else ">=20"][features], "LIR-03"
    if size_mm < SMALL_MM:
        return _NONRIM_APHE["<10"][features], "LIR-03"
    if size_mm >= LARGE_MM:
        return _NONRIM_APHE[">=20"][features], "LIR-03"
    if features == 1:
        return ("LR-4" if capsule else "LR-5"), "LIR-04"
    return _NONRIM_APHE["10-19"][features], "LIR-03"


def apply_ancillary(category: Category, *, malignant: bool, benign: bool) -> Category:
    """Move LR-2 to LR-5 one step by ancillary features; never up to LR-5 (LIR-11)."""
    if malignant == benign or category not in LADDER[1:]:
        return category
    step = LADDER.index(category)
    if benign:
        return LADDER[step - 1]
    return category if category in ("LR-4", "LR-5") else LADDER[step + 1]


def break_tie(category: Category, pair: frozenset[str]) -> Category | None:
    """Replace a category by the less certain of a pair that holds it; None if the pair may not."""
    for known, answer in TIE_BREAKS.items():
        if known == pair and category in known:
            return answer
    return None
