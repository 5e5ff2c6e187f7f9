"""Lesions as read: which of them is a recurrence, which waits for adjudication, where it lies.

Rules REC-02..REC-07. Spellings of categories and histology are folded only where they can mean one
thing; any other text is "not known", which is never negative.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from trialwright.instruments.inputs import Number, exact_number, refuse

LOCAL_MM: Final = Decimal(20)
LIVER, EXTRAHEPATIC = "liver", "extrahepatic"
# REC-07: the label of a date is the first type found; distance unknown may be intrahepatic.
TYPE_ORDER: Final = ("extrahepatic", "intrahepatic", "CD", "local")

_CLEAN: Final = frozenset({"lr1", "lr2", "lrtrnonviable", "lrtrnonprogressing"})
#: Every category as `Lesion.category_key` writes it.
CATEGORY_KEYS: Final = _CLEAN | {
    *("lr3", "lr4", "lr5", "lrm", "lrtiv", "lrnc"),
    *("lrtrviable", "lrtrequivocal", "lrtrnonevaluable"),
}
_PROVEN: Final = frozenset({"hcc", "hepatocellularcarcinoma"})
_SETTLED: Final = frozenset({"nonhcc", "nothcc", "benign"})
_FILLERS: Final = str.maketrans("", "", " -_/‐‑–—−")


@dataclass(frozen=True)
class Lesion:
    """One lesion on one examination.

    `distance_mm` to the resection margin or the edge of the ablation zone. `new` is False for a
    lesion of the baseline post-treatment examination, None if nobody said. `lesion_id` joins reads of
    one lesion; `lr5_record_literal` is the record's own reading of the images (LIR-13).
    """

    site: str
    distance_mm: Number = None
    category: str | None = None
    histology: str | None = None
    new: bool | None = True
    source: str = ""
    lesion_id: str = ""
    lr5_record_literal: bool | None = None

    def __post_init__(self) -> None:
        if self.site not in (LIVER, EXTRAHEPATIC):
            refuse("site", f"{self.site!r} is no site", f"use {LIVER} or {EXTRAHEPATIC}")

    @property
    def category_key(self) -> str:
        return _key(self.category)

    @property
    def is_hcc(self) -> bool:
        return _key(self.histology) in _PROVEN

    @property
    def is_settled(self) -> bool:
        """Tissue shows that it is no HCC: no event, nothing to adjudicate (REC-03)."""
        return _key(self.histology) in _SETTLED


@dataclass(frozen=True)
class Examination:
    """One scan or biopsy. `usable` False: the whole examination says nothing (REC-11)."""

    date: date
    kind: str = "MRI"
    usable: bool = True
    lesions: tuple[Lesion, ...] = ()
    source: str = ""

    @property
    def is_imaging(self) -> bool:
        return self.kind.strip().casefold() != "biopsy"


# Names the evidence if the category of a new liver lesion without histology makes it an event. It
# sees the examination too, since a sensitivity definition looks at the lesions beside it.
CategoryRule = Callable[[Lesion, Examination], str | None]


def lr5(lesion: Lesion, _: Examination) -> str | None:
    """The primary definition: categorised LR-5 (REC-02)."""
    return "LR-5" if lesion.category_key == "lr5" else None


def evidence_of(lesion: Lesion, examination: Examination, rule: CategoryRule) -> str | None:
    """Name what makes the lesion recurrent HCC, None if nothing does (REC-02, REC-06).

    Histology outranks the category, and outside the liver it alone counts.
    """
    if lesion.is_hcc:
        return "histology"
    if lesion.is_settled or lesion.site == EXTRAHEPATIC:
        return None
    return rule(lesion, examination)


def is_pending(lesion: Lesion) -> bool:
    """Say whether a lesion that made no event still waits for adjudication (REC-03)."""
    if lesion.new is False or lesion.is_settled:
        return False
    if lesion.is_hcc:
        return lesion.new is None
    return lesion.site == EXTRAHEPATIC or lesion.category_key not in _CLEAN


def recurrence_type(lesion: Lesion) -> str:
    """Give the type by site and distance: local up to and including 20 mm (REC-05)."""
    if lesion.site == EXTRAHEPATIC:
        return "extrahepatic"
    distance = exact_number(lesion.distance_mm, "distance_mm")
    if distance is None:
        return "CD"
    return "local" if distance <= LOCAL_MM else "intrahepatic"


def ordered_types(lesions: Iterable[Lesion]) -> tuple[str, ...]:
    """List each type once, extrahepatic first (REC-07)."""
    found = {recurrence_type(lesion) for lesion in lesions}
    return tuple(kind for kind in TYPE_ORDER if kind in found)


def _key(text: str | None) -> str:
    return unicodedata.normalize("NFKC", text or "").casefold().translate(_FILLERS)
