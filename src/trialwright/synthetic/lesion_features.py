"""What the reader records beside a category: the lesion's number and its major features (LIR-13).

The features fit the category they stand beside. Some LR-5 lesions show no washout, so that the
record's own wording of LR-5 and the published category differ in some participants.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from numpy.random import Generator

from trialwright.synthetic.draws import chance
from trialwright.synthetic.parameters import Parameters
from trialwright.synthetic.scans import Imaging, LesionRead

#: From here on a lesion needs no capsule to be LR-4 (LIR-03).
LARGE_MM = 20
_NAMED_BY_CATEGORY = {
    "LR-M": ("rim", "peripheral", "none"),
    "LR-3": ("none", "none", "none"),
    "LR-2": ("none", "none", "none"),
}


class _Place(NamedTuple):
    """What makes two reads the same lesion here; a real reader gives it a number."""

    site: str
    distance_mm: int | None
    size_mm: int
    new: bool


def with_features(rng: Generator, imaging: Imaging, parameters: Parameters) -> Imaging:
    """Number the lesions of one person and give each read the features of its category."""
    numbers: dict[_Place, int] = {}
    washes_out: dict[int, bool] = {}

    def read(lesion: LesionRead) -> LesionRead:
        place = _Place(lesion.site, lesion.distance_mm, lesion.size_mm, lesion.new)
        number = numbers.setdefault(place, len(numbers) + 1)
        if number not in washes_out:
            washes_out[number] = chance(rng, parameters.number("lr5_washout"))
        return fit_features(replace(lesion, number=number), washes_out=washes_out[number])

    scans = tuple(replace(s, lesions=tuple(map(read, s.lesions))) for s in imaging.scans)
    biopsies = tuple(replace(b, lesion=read(b.lesion)) for b in imaging.biopsies)
    return replace(imaging, scans=scans, biopsies=biopsies)


def fit_features(lesion: LesionRead, *, washes_out: bool) -> LesionRead:
    """The lesion with the features of its category.

    Without washout an LR-5 lesion has grown, which is told by two scans and not asked here.
    """
    if lesion.category == "LR-5":
        features = ("nonrim", "nonperipheral" if washes_out else "none", "none")
    elif lesion.category == "LR-4":
        features = ("nonrim", "none", "none" if lesion.size_mm >= LARGE_MM else "enhancing")
    elif lesion.category in _NAMED_BY_CATEGORY:
        features = _NAMED_BY_CATEGORY[lesion.category]
    else:
        return lesion
    aphe, washout, capsule = features
    return replace(lesion, aphe=aphe, washout=washout, capsule=capsule)
