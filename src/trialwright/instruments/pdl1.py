"""PD-L1 22C3 in tumour tissue: TPS and CPS from counted cells (rules TIS-01..TIS-03).

22C3 pharmDx interpretation manual. No cut-off of 22C3 is validated in liver cancer, so the record's
cut-offs give categories and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from trialwright.instruments.counts import count, missing_of, percent
from trialwright.instruments.inputs import Number

SpecimenStatus = Literal["OK", "INADEQUATE", "ERR"]

FEWEST_VIABLE_CELLS: Final = 100
CPS_CAP: Final = Fraction(100)


@dataclass(frozen=True)
class PdL1:
    """Both scores, exact: `tps` in percent, `cps` without a unit; the categories at each cut-off.

    `status` is None where a missing count leaves it open. Scores stay None unless it is "OK".
    """

    status: SpecimenStatus | None
    tps: Fraction | None = None
    cps: Fraction | None = None
    missing: tuple[str, ...] = ()
    rules: tuple[str, ...] = ("TIS-01", "TIS-02", "TIS-03")

    @property
    def tps_at_least_1(self) -> bool | None:
        return _at_least(self.tps, 1)

    @property
    def tps_at_least_50(self) -> bool | None:
        return _at_least(self.tps, 50)

    @property
    def cps_at_least_1(self) -> bool | None:
        return _at_least(self.cps, 1)

    @property
    def cps_at_least_10(self) -> bool | None:
        return _at_least(self.cps, 10)


def score_pdl1(
    *, pdl1_pos_tumour: Number, pdl1_pos_lympho_macro: Number, viable_tumour: Number
) -> PdL1:
    """Score a section from its counts of PD-L1+ tumour cells, PD-L1+ immune cells and tumour cells.

    Tumour cells count with membrane staining, partial or complete, of any intensity. Immune cells
    are lymphocytes and macrophages in or beside the nests, membrane or cytoplasm; neutrophils,
    eosinophils and plasma cells are left out. CPS needs the immune cells, TPS does not.
    """
    counts = {
        "pdl1_pos_tumour": count(pdl1_pos_tumour, "pdl1_pos_tumour"),
        "pdl1_pos_lympho_macro": count(pdl1_pos_lympho_macro, "pdl1_pos_lympho_macro"),
        "viable_tumour": count(viable_tumour, "viable_tumour"),
    }
    positive, immune, viable = counts.values()
    status, missing = _status(positive, viable), missing_of(counts)
    if status in ("ERR", "INADEQUATE"):
        return PdL1(status)
    if status is None or positive is None:
        return PdL1(None, missing=missing)
    stained = None if immune is None else percent(positive + immune, viable)
    cps = None if stained is None else min(stained, CPS_CAP)
    return PdL1("OK", percent(positive, viable), cps, missing)


def _status(positive: int | None, viable: int | None) -> SpecimenStatus | None:
    """Test the contradiction first; too few cells are too few whatever else is not known."""
    if positive is not None and viable is not None and positive > viable:
        return "ERR"
    if viable is not None and viable < FEWEST_VIABLE_CELLS:
        return "INADEQUATE"
    return None if positive is None or viable is None else "OK"


def _at_least(score: Fraction | None, cut_off: int) -> bool | None:
    return None if score is None else score >= cut_off
