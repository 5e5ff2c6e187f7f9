"""What a reader records of one liver observation (rules LIR-05, LIR-07)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from trialwright.instruments.answers import one_of
from trialwright.instruments.inputs import Number, exact_number, refuse
from trialwright.instruments.lirads_growth import GrowthReading, read_growth

APHE: Final = ("nonrim", "rim", "none", "unsure")
WASHOUT: Final = ("nonperipheral", "peripheral", "none", "unsure")
CAPSULE: Final = ("enhancing", "nonenhancing", "none", "unsure")
TUMOUR_IN_VEIN: Final = ("definite", "unsure", "none")
BENIGN: Final = ("definite", "probable", "none")


@dataclass(frozen=True)
class LiradsRead:
    """One read of one observation, as the reader recorded it; None = not recorded.

    Sizes are in mm, outer edge to outer edge (LIR-05). Coded answers take the codes of this module.
    `targetoid` and `nontargetoid_m` are the two kinds of LR-M features. Both prior fields None: no
    prior examination. The ancillary fields count the features the reader chose to apply.
    `tie_between` is the pair the reader cannot decide between, as "LR-4|LR-5".
    """

    at_risk: bool | None = None
    path_proven: bool | None = None
    treated: bool | None = None
    not_categorizable: bool | None = None
    tiv: str | None = None
    benign: str | None = None
    targetoid: bool | None = None
    nontargetoid_m: bool | None = None
    aphe: str | None = None
    size_mm: Number = None
    washout: str | None = None
    capsule: str | None = None
    prior_size_mm: Number = None
    prior_date: date | None = None
    scan_date: date | None = None
    af_malignant: int = 0
    af_benign: int = 0
    tie_between: str = ""


@dataclass(frozen=True)
class Features:
    """The reader's answers with their codes checked and their sizes exact."""

    aphe: str | None
    washout: str | None
    capsule: str | None
    tiv: str | None
    benign: str | None
    size_mm: Decimal | None
    growth: GrowthReading


def check_read(read: LiradsRead) -> Features:
    """Check codes and sizes; what cannot be an answer is refused by name."""
    size = exact_number(read.size_mm, "size_mm")
    if size == 0:
        refuse("size_mm", "an observation cannot measure 0 mm", "leave it blank if not recorded")
    for name in ("af_malignant", "af_benign"):
        if getattr(read, name) < 0:
            refuse(name, "features cannot be fewer than none", "count from 0")
    growth = read_growth(
        size_mm=size,
        scan_date=read.scan_date,
        prior_size_mm=exact_number(read.prior_size_mm, "prior_size_mm"),
        prior_date=read.prior_date,
    )
    return Features(
        aphe=one_of(read.aphe, APHE, "aphe"),
        washout=one_of(read.washout, WASHOUT, "washout"),
        capsule=one_of(read.capsule, CAPSULE, "capsule"),
        tiv=one_of(read.tiv, TUMOUR_IN_VEIN, "tiv"),
        benign=one_of(read.benign, BENIGN, "benign"),
        size_mm=size,
        growth=growth,
    )
