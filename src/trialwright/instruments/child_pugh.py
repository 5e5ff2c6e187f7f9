"""Child-Pugh score and class, with bounds where a component is missing (rules CHP-01..CHP-06).

Table: MSD Manual 2023-10. The variant with albumin 30 g/L as lower cut is not used,
nor are the bilirubin cuts for cholestatic disease (CHP-05).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from trialwright.instruments.inputs import Number, coded, exact_number, unit_key

TABLE: Final = "MSD Manual 2023-10, albumin 28 and 35 g/L"
DETERIORATION: Final = 2
SCORES: Final = (5, 15)

ChildPughClass = Literal["A", "B", "C"]
_CLASS_ENDS: Final[tuple[tuple[int, ChildPughClass], ...]] = ((6, "A"), (9, "B"), (15, "C"))

# Limits of the two-point band, both included, in each unit of the table: nothing is converted
# before it is compared (CHP-02).
_BILIRUBIN: Final = {"umol/l": ("34", "51"), "mg/dl": ("2", "3")}
_ALBUMIN: Final = {"g/l": ("28", "35"), "g/dl": ("2.8", "3.5")}
_INR: Final = ("1.7", "2.3")
_PT_SECONDS: Final = ("4", "6")
ASCITES: Final = {
    "none": 1,
    "mild": 2,
    "controlled": 2,
    "moderate_severe": 3,
    "refractory": 3,
}
ENCEPHALOPATHY: Final = {"none": 1, "grade1-2": 2, "grade3-4": 3}


@dataclass(frozen=True)
class ChildPugh:
    """A score between `low` and `high`, equal where no component is missing.

    `points` holds 1..3 or None for each component; `total` and `klass` are None where the missing
    components leave them open. `missing` names what a component without points lacks: its value, a
    unit that can be used, or both.
    """

    points: Mapping[str, int | None]
    low: int
    high: int
    missing: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        """The version of the table: a variant with other albumin limits is in use (CHP-01)."""
        return TABLE

    @property
    def total(self) -> int | None:
        return self.low if self.low == self.high else None

    @property
    def possible_classes(self) -> frozenset[ChildPughClass]:
        return frozenset(class_of(score) for score in range(self.low, self.high + 1))

    @property
    def klass(self) -> ChildPughClass | None:
        first, last = class_of(self.low), class_of(self.high)
        return first if first == last else None


def score_child_pugh(
    *,
    bilirubin: Number,
    bilirubin_unit: str | None,
    albumin: Number,
    albumin_unit: str | None,
    inr: Number,
    pt_prolongation_s: Number = None,
    ascites: str | None,
    encephalopathy: str | None,
) -> ChildPugh:
    """Score liver function, 5 (best) to 15.

    Bilirubin in umol/L or mg/dL, albumin in g/L or g/dL; another or no unit makes the component
    missing. INR is a ratio; prothrombin time (seconds over control) stands in only where INR is
    missing (CHP-03). Ascites and encephalopathy take the codes of `ASCITES` and `ENCEPHALOPATHY`
    and are never taken as "none" (CHP-04).
    """
    points = {
        "bilirubin": _rising(bilirubin, _cuts(_BILIRUBIN, bilirubin_unit), "bilirubin"),
        "albumin": _falling(albumin, _cuts(_ALBUMIN, albumin_unit), "albumin"),
        "coagulation": _coagulation(inr, pt_prolongation_s),
        "ascites": coded(ascites, ASCITES, "ascites"),
        "encephalopathy": coded(encephalopathy, ENCEPHALOPATHY, "encephalopathy"),
    }
    known = sum(point for point in points.values() if point is not None)
    n_missing = sum(point is None for point in points.values())
    needed = {
        "bilirubin": bilirubin,
        "bilirubin_unit": _cuts(_BILIRUBIN, bilirubin_unit),
        "albumin": albumin,
        "albumin_unit": _cuts(_ALBUMIN, albumin_unit),
        "inr": points["coagulation"],
        "ascites": points["ascites"],
        "encephalopathy": points["encephalopathy"],
    }
    missing = tuple(name for name, value in needed.items() if _is_blank(value))
    return ChildPugh(points, known + n_missing, known + 3 * n_missing, missing)


def class_of(score: int) -> ChildPughClass:
    """Give the class of a complete score: A 5-6, B 7-9, C 10-15."""
    for end, name in _CLASS_ENDS:
        if SCORES[0] <= score <= end:
            return name
    raise ValueError(f"a Child-Pugh score lies in 5..15, not at {score}")


def has_deteriorated(low: int, high: int, baseline_low: int, baseline_high: int) -> bool | None:
    """Say whether a score rose by two points or more, from the bounds of both (CHP-06)."""
    if low - baseline_high >= DETERIORATION:
        return True
    return None if high - baseline_low >= DETERIORATION else False


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _coagulation(inr: Number, pt_prolongation_s: Number) -> int | None:
    points = _rising(inr, _INR, "inr")
    return points or _rising(pt_prolongation_s, _PT_SECONDS, "pt_prolongation_s")


def _cuts(table: Mapping[str, tuple[str, str]], unit: str | None) -> tuple[str, str] | None:
    return table.get(unit_key(unit).casefold())


def _rising(value: Number, cuts: tuple[str, str] | None, name: str) -> int | None:
    """Give more points to higher values: 1 below the band, 2 inside, 3 above."""
    number = exact_number(value, name)
    if number is None or cuts is None:
        return None
    low, high = map(Decimal, cuts)
    return 1 + (number >= low) + (number > high)


def _falling(value: Number, cuts: tuple[str, str] | None, name: str) -> int | None:
    """Give more points to lower values: 1 above the band, 2 inside, 3 below."""
    number = exact_number(value, name)
    if number is None or cuts is None:
        return None
    low, high = map(Decimal, cuts)
    return 1 + (number <= high) + (number < low)
