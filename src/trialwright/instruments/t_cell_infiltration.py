"""T cells in tumour centre and invasive margin, scored 0 to 4 (rule TIS-04).

Four densities: CD3+ and CD8+ cells in tumour centre (CT) and invasive margin (IM). Each is High or
Low; the score counts the High ones. One cut-off is published for liver cancer, CD8+ in the tumour
centre (Sun, Oncotarget 2015). The others are medians of the cohort, fixed before unblinding (P).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from trialwright.instruments.counts import count, missing_of
from trialwright.instruments.inputs import Number, exact_number, refuse

Level = Literal["High", "Low"]

CD8_CT_PUBLISHED: Final = Decimal(93)


@dataclass(frozen=True)
class Infiltration:
    """The score between `low` and `high`, equal where nothing is missing.

    `levels` holds one for each density, None where it or its cut-off is not known.
    `undocumented` names what must be stored with the densities and was not given.
    """

    levels: Mapping[str, Level | None]
    missing: tuple[str, ...] = ()
    undocumented: tuple[str, ...] = ()
    rules: tuple[str, ...] = ("TIS-04",)

    @property
    def low(self) -> int:
        return sum(level == "High" for level in self.levels.values())

    @property
    def high(self) -> int:
        return sum(level != "Low" for level in self.levels.values())

    @property
    def score(self) -> int | None:
        return self.low if self.low == self.high else None


def score_t_cell_infiltration(
    *,
    cd3_ct: Number,
    cd3_im: Number,
    cd8_ct: Number,
    cd8_im: Number,
    cd3_ct_cutoff: Number,
    cd3_im_cutoff: Number,
    cd8_im_cutoff: Number,
    cd8_ct_cutoff: Number = CD8_CT_PUBLISHED,
    area_mm2: Number = None,
    antibody_clone: str | None = None,
    software: str | None = None,
) -> Infiltration:
    """Score densities in cells/mm2 against their cut-offs; at the cut-off is High (P).

    Area, antibody clone and software decide nothing, but a density means little without them.
    """
    densities = {"cd3_ct": cd3_ct, "cd3_im": cd3_im, "cd8_ct": cd8_ct, "cd8_im": cd8_im}
    cutoffs = {
        "cd3_ct_cutoff": cd3_ct_cutoff,
        "cd3_im_cutoff": cd3_im_cutoff,
        "cd8_ct_cutoff": cd8_ct_cutoff,
        "cd8_im_cutoff": cd8_im_cutoff,
    }
    inputs = {name: exact_number(value, name) for name, value in {**densities, **cutoffs}.items()}
    records = {
        "area_mm2": exact_number(area_mm2, "area_mm2"),
        "antibody_clone": antibody_clone or None,
        "software": software or None,
    }
    levels = {name: _level(inputs[name], inputs[f"{name}_cutoff"]) for name in densities}
    return Infiltration(levels, missing_of(inputs), missing_of(records))


def compute_density(cells: Number, area_mm2: Number) -> Fraction | None:
    """Give cells per mm2; None where one of both is missing."""
    number, area = count(cells, "cells"), exact_number(area_mm2, "area_mm2")
    if area == 0:
        refuse("area_mm2", "nothing can be counted on 0 mm2", "give the area that was analysed")
    return None if number is None or area is None else Fraction(number) / Fraction(area)


def compute_cohort_cutoff(densities: Iterable[Fraction]) -> Fraction | None:
    """Give the median of a cohort's known densities; the caller fixes it before unblinding."""
    ordered = sorted(densities)
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def _level(density: Decimal | None, cutoff: Decimal | None) -> Level | None:
    if density is None or cutoff is None:
        return None
    return "High" if density >= cutoff else "Low"
