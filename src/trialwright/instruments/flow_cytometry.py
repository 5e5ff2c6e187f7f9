"""CD8+ and PD-1+ T cells in blood by flow cytometry (rules FLO-01..FLO-04)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Final, Literal

from trialwright.instruments.counts import count, missing_of, percent
from trialwright.instruments.inputs import Number, exact_number, refuse

SampleStatus = Literal["OK", "INADEQUATE", "ERR"]

# The order of gating (FLO-01); only the last four counts reach the form.
GATES: Final = (
    "time",
    "singlets (FSC-A against FSC-H)",
    "live (viability dye negative)",
    "lymphocytes",
    "CD45+",
    "CD3+ (CD19-, CD56-)",
    "CD8+ CD4-",
    "PD-1+ (limit set by the FMO control)",
)
LOWEST_VIABILITY: Final = Decimal(70)
FEWEST_CD8_EVENTS: Final = 500
PD1_MASKED: Final = "PD1_MASKED_BY_THERAPY"
THERAPY_UNKNOWN: Final = "ANTI_PD1_THERAPY_UNKNOWN"

_FLAGS: Final[Mapping[bool | None, tuple[str, ...]]] = {
    True: (PD1_MASKED,),
    False: (),
    None: (THERAPY_UNKNOWN,),
}


@dataclass(frozen=True)
class TCells:
    """Proportions in percent, exact; None unless `status` is "OK".

    `pd1_of_cd8` is the primary reading of "CD8+/PD-1+", which the record leaves open; the other two
    are the same events in percent of their earlier gates. `status` None: cannot be determined.
    """

    status: SampleStatus | None
    cd8_of_cd3: Fraction | None = None
    pd1_of_cd8: Fraction | None = None
    pd1_of_cd3: Fraction | None = None
    pd1_of_lymphocytes: Fraction | None = None
    flags: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    rules: tuple[str, ...] = ("FLO-02", "FLO-03", "FLO-04")


def derive_t_cells(
    *,
    viability_pct: Number,
    lymphocytes: Number,
    cd3_pos: Number,
    cd8_pos: Number,
    cd8_pd1_pos: Number,
    anti_pd1_therapy: bool | None,
) -> TCells:
    """Derive the proportions from gated event counts; viability in percent of singlets.

    Antibodies given as treatment cover PD-1 and mask its staining: that is flagged, and so is not
    knowing whether they were given.
    """
    gates = {
        "lymphocytes": count(lymphocytes, "lymphocytes"),
        "cd3_pos": count(cd3_pos, "cd3_pos"),
        "cd8_pos": count(cd8_pos, "cd8_pos"),
        "cd8_pd1_pos": count(cd8_pd1_pos, "cd8_pd1_pos"),
    }
    viability = _viability(viability_pct)
    flags = _FLAGS[anti_pd1_therapy]
    status = _status(gates, viability)
    if status != "OK":
        missing = () if status else missing_of({"viability_pct": viability, **gates})
        return TCells(status, flags=flags, missing=missing)
    lymphocyte, cd3, cd8, pd1 = gates.values()
    return TCells(
        status,
        percent(cd8, cd3),
        percent(pd1, cd8),
        percent(pd1, cd3),
        percent(pd1, lymphocyte),
        flags,
    )


def _viability(value: Number) -> Decimal | None:
    viability = exact_number(value, "viability_pct")
    if viability is not None and viability > 100:
        refuse("viability_pct", f"{value!r} is above 100 percent", "give a percentage")
    return viability


def _status(gates: Mapping[str, int | None], viability: Decimal | None) -> SampleStatus | None:
    """Test the gates first, each against all before it; a known fault beats an unknown count."""
    known = [number for number in gates.values() if number is not None]
    if any(child > parent for parent, child in combinations(known, 2)):
        return "ERR"
    if _too_few_cd8(gates) or (viability is not None and viability < LOWEST_VIABILITY):
        return "INADEQUATE"
    return None if viability is None or len(known) < len(gates) else "OK"


def _too_few_cd8(gates: Mapping[str, int | None]) -> bool:
    """Say whether CD8+ events, or a gate that holds them all, are known to be too few."""
    holding = (gates[name] for name in ("lymphocytes", "cd3_pos", "cd8_pos"))
    return any(number is not None and number < FEWEST_CD8_EVENTS for number in holding)
