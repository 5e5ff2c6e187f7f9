"""LI-RADS treatment response of a treated lesion (rules TRA-01..TRA-05).

Sources: the algorithm of 2017, which came with LI-RADS v2018, and the two of 2024 (Radiology
2024;313(2):e232408). Their categories are not the same, so the algorithm is part of every result.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from trialwright.instruments.answers import one_of
from trialwright.instruments.inputs import refuse
from trialwright.instruments.three_valued import all_of

Algorithm = Literal["v2017", "v2024-nonradiation", "v2024-radiation"]
Response = Literal[
    "LR-TR Nonviable",
    "LR-TR Equivocal",
    "LR-TR Viable",
    "LR-TR Nonevaluable",
    "LR-TR Nonprogressing",
    "NOT-APPLICABLE",
]

ALGORITHMS: Final[tuple[Algorithm, ...]] = ("v2017", "v2024-nonradiation", "v2024-radiation")
RULES: Final = dict(zip(ALGORITHMS, ("TRA-01", "TRA-02", "TRA-03"), strict=True))
ENHANCEMENT: Final = ("not_assessable", "none", "expected_pattern", "uncertain", "masslike")
CHANGE: Final = ("new_or_increased", "stable_or_decreased", "uncertain", "no_prior")
MODALITIES: Final = ("MRI", "CT")
# What makes masslike tissue viable in 2017, and the optional MRI features of 2024.
VIABLE_2017: Final = ("aphe", "washout", "similar_to_pretreatment")
ANCILLARY_2024: Final = ("dwi", "t2")
PLACES: Final = {
    "treated_lesion": True,
    "margin": True,
    "surgical_margin": True,
    "elsewhere": False,
}

_AT_ONCE: Final[dict[str, Response]] = {
    "not_assessable": "LR-TR Nonevaluable",
    "none": "LR-TR Nonviable",
    "expected_pattern": "LR-TR Nonviable",
}


@dataclass(frozen=True)
class ResponseRead:
    """One read of one treated lesion; None = not recorded.

    `expected_pattern` is the treatment-specific pattern (2017), or smooth thin or perfusional
    enhancement (2024). `features` are those of `VIABLE_2017` or `ANCILLARY_2024` that were seen;
    features of the other algorithm decide nothing. `change` is the change of masslike enhancement
    against a prior examination, after radiation only.
    """

    applies: bool | None = None
    enhancement: str | None = None
    features: Collection[str] | None = None
    change: str | None = None
    modality: str | None = None
    apply_ancillary: bool = False
    tie_between: str = ""


@dataclass(frozen=True)
class TreatmentResponse:
    """The response category, None where it cannot be determined, and what decided it."""

    algorithm: Algorithm
    category: Response | None
    rules: tuple[str, ...]
    missing: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


def treatment_response_applies(place: str | None, locoregional: bool | None) -> bool | None:
    """Say whether a lesion is read by this instrument at all (TRA-05).

    `place` takes the codes of `PLACES`; a new observation elsewhere goes to `lirads`. Systemic
    treatment alone, peginterferon included, is not locoregional.
    """
    code = one_of(place, PLACES, "place")
    return all_of((None if code is None else PLACES[code], locoregional))


def categorise_response(read: ResponseRead, algorithm: Algorithm) -> TreatmentResponse:
    """Categorise a treated lesion by one algorithm; a code that does not exist is refused."""
    if algorithm not in ALGORITHMS:
        refuse("algorithm", f"{algorithm!r} is not known", f"use one of: {', '.join(ALGORITHMS)}")
    _check_features(read.features)
    enhancement = one_of(read.enhancement, ENHANCEMENT, "enhancement")
    if read.applies is False:
        return TreatmentResponse(algorithm, "NOT-APPLICABLE", ("TRA-05",))
    missing = () if read.applies else ("applies",)
    if enhancement is None:
        rule = RULES[algorithm] if read.applies else "TRA-05"
        return TreatmentResponse(algorithm, None, (rule,), (*missing, "enhancement"))
    found = _by_algorithm(read, algorithm, enhancement)
    if missing:
        return TreatmentResponse(algorithm, None, ("TRA-05",), (*missing, *found.missing))
    return _break_tie(read.tie_between, found)


def _check_features(features: Collection[str] | None) -> None:
    for feature in features or ():
        one_of(feature, (*VIABLE_2017, *ANCILLARY_2024), "features")


def _by_algorithm(read: ResponseRead, algorithm: Algorithm, enhancement: str) -> TreatmentResponse:
    if enhancement in _AT_ONCE:
        return TreatmentResponse(algorithm, _AT_ONCE[enhancement], (RULES[algorithm],))
    if algorithm == "v2017":
        return _read_2017(read, enhancement)
    if algorithm == "v2024-nonradiation":
        return _read_nonradiation(read, enhancement)
    return _read_radiation(read, enhancement)


def _read_2017(read: ResponseRead, enhancement: str) -> TreatmentResponse:
    """Atypical enhancement is equivocal, and so is masslike tissue without a viable feature (TRA-01)."""
    if enhancement == "uncertain":
        return TreatmentResponse("v2017", "LR-TR Equivocal", ("TRA-01",))
    if read.features is None:
        return TreatmentResponse("v2017", None, ("TRA-01",), ("features",))
    viable = any(feature in VIABLE_2017 for feature in read.features)
    return TreatmentResponse("v2017", "LR-TR Viable" if viable else "LR-TR Equivocal", ("TRA-01",))


def _read_nonradiation(read: ResponseRead, enhancement: str) -> TreatmentResponse:
    if enhancement == "masslike":
        return TreatmentResponse("v2024-nonradiation", "LR-TR Viable", ("TRA-02",))
    found = TreatmentResponse("v2024-nonradiation", "LR-TR Equivocal", ("TRA-02",))
    return _upgrade(read, found)


def _read_radiation(read: ResponseRead, enhancement: str) -> TreatmentResponse:
    change = one_of(read.change, CHANGE, "change")
    if enhancement == "uncertain" or change == "uncertain":
        found = TreatmentResponse("v2024-radiation", "LR-TR Nonprogressing", ("TRA-03", "TRA-04"))
        return _upgrade(read, found)
    if change == "new_or_increased":
        return TreatmentResponse("v2024-radiation", "LR-TR Viable", ("TRA-03",))
    if change == "stable_or_decreased":
        found = TreatmentResponse("v2024-radiation", "LR-TR Nonprogressing", ("TRA-03",))
        return _upgrade(read, found)
    # Without a comparison nobody knows whether masslike enhancement is new (P).
    return TreatmentResponse("v2024-radiation", None, ("TRA-03",), ("change",))


def _upgrade(read: ResponseRead, found: TreatmentResponse) -> TreatmentResponse:
    """Raise to Viable by the optional MRI features, where the reader applies them."""
    if not read.apply_ancillary:
        return found
    modality = one_of(read.modality, MODALITIES, "modality")
    needed = {"modality": modality, "features": read.features}
    seen = None if read.features is None else any(f in ANCILLARY_2024 for f in read.features)
    raises = all_of((None if modality is None else modality == "MRI", seen))
    if raises is None:
        missing = tuple(name for name, value in needed.items() if value is None)
        return TreatmentResponse(found.algorithm, None, found.rules, missing)
    return TreatmentResponse(
        found.algorithm, "LR-TR Viable" if raises else found.category, found.rules
    )


def _break_tie(tie_between: str, found: TreatmentResponse) -> TreatmentResponse:
    """Take Equivocal between any two categories; after radiation there is no such category (TRA-04)."""
    if not tie_between.strip() or found.category is None:
        return found
    pair = {part.strip() for part in tie_between.split("|")}
    known = {"LR-TR Nonviable", "LR-TR Equivocal", "LR-TR Viable", "LR-TR Nonevaluable"}
    rules = (*found.rules, "TRA-04")
    if found.algorithm == "v2024-radiation":
        what = "after radiation record enhancement or change as uncertain in place of a tie"
        return TreatmentResponse(found.algorithm, None, rules, findings=(what,))
    if len(pair) != 2 or not pair <= known or found.category not in pair:
        what = f"{tie_between!r} is no pair to break a tie of {found.category}"
        return TreatmentResponse(found.algorithm, None, rules, findings=(what,))
    return TreatmentResponse(found.algorithm, "LR-TR Equivocal", rules)
