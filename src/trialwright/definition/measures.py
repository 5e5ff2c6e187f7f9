"""Published measures as inputs of rules.

A measure that cannot be decided gives nothing for that name: the rule then sees it as missing and
answers undetermined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from trialwright.definition.eligibility import Instrument
from trialwright.definition.rules import RuleInput, RuleValue
from trialwright.instruments.bclc import stage_bclc
from trialwright.instruments.bclc_missing import missing_for_bclc
from trialwright.instruments.child_pugh import ChildPugh, score_child_pugh
from trialwright.instruments.hbsag import hbsag_is_positive, interpret_hbsag

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Measure:
    """What a measure reads by name, what it gives to the rules, how, and what it still waits for."""

    reads: tuple[str, ...]
    gives: Mapping[str, RuleInput]
    derive: Callable[[Given], dict[str, RuleValue]]
    missing: Callable[[Given], tuple[str, ...]]


def derive_inputs(instrument: Instrument, given: Given) -> dict[str, RuleValue]:
    """What `instrument` gives to the rules, from values as entered (None where missing).

    Raises InputRefused, whose key is the input, for a value that cannot be measured.
    """
    return MEASURES[instrument].derive(given)


def missing_inputs(instrument: Instrument, given: Given) -> tuple[str, ...]:
    """The inputs that are not known and could change what `instrument` gives, by name.

    Empty where entering more does not help: a result that is no test, a stage that needs a review.
    """
    return MEASURES[instrument].missing(given)


def child_pugh_of(given: Given) -> ChildPugh:
    """The Child-Pugh score of values named as in eligibility.yaml."""
    return score_child_pugh(**{name: given.get(name) for name in _CHILD_PUGH})


def whole_number(value: Any) -> int | None:
    """The whole number that a value writes in plain digits, or None."""
    return int(value) if re.fullmatch(r"-?[0-9]{1,9}", str(value)) else None


def truth(value: Any) -> bool | None:
    """True for yes, False for no, None for everything else."""
    if isinstance(value, bool):
        return value
    return {"yes": True, "no": False}.get(str(value))


def _child_pugh(given: Given) -> dict[str, RuleValue]:
    score = child_pugh_of(given)
    return {"child_pugh_low": score.low, "child_pugh_high": score.high}


def _child_pugh_missing(given: Given) -> tuple[str, ...]:
    return child_pugh_of(given).missing


def _bclc(given: Given) -> dict[str, RuleValue]:
    stage = stage_bclc(**_bclc_inputs(given))
    return {} if stage in (None, "REVIEW") else {"bclc_stage": str(stage)}


def _bclc_missing(given: Given) -> tuple[str, ...]:
    """The class is made from the components of the score, so those are what has to be entered."""
    needed: list[str] = []
    for name in missing_for_bclc(**_bclc_inputs(given)):
        needed += _child_pugh_missing(given) if name == "child_pugh_classes" else (name,)
    return tuple(needed)


def _bclc_inputs(given: Given) -> dict[str, Any]:
    return {
        "n_nodules": whole_number(given.get("n_nodules")),
        "max_diam_mm": given.get("max_diam_mm"),
        "macrovascular": truth(given.get("macrovascular")),
        "extrahepatic": truth(given.get("extrahepatic")),
        "ecog": whole_number(given.get("ecog")),
        "ps_tumour_related": truth(given.get("ps_tumour_related")),
        "child_pugh_classes": child_pugh_of(given).possible_classes,
    }


def _hbsag(given: Given) -> dict[str, RuleValue]:
    result = given.get("hbsag_result")
    text = None if result is None else str(result)
    positive = hbsag_is_positive(text, given.get("hbsag_unit"))
    return {} if positive is None else {"hbsag_positive": positive}


def _hbsag_missing(given: Given) -> tuple[str, ...]:
    names = {"text": "hbsag_result", "unit": "hbsag_unit"}
    result = given.get("hbsag_result")
    found = interpret_hbsag(None if result is None else str(result), given.get("hbsag_unit"))
    return tuple(names[missing] for missing in found.missing)


_CHILD_PUGH = (
    "bilirubin",
    "bilirubin_unit",
    "albumin",
    "albumin_unit",
    "inr",
    "ascites",
    "encephalopathy",
)
_TUMOUR = (
    "n_nodules",
    "max_diam_mm",
    "macrovascular",
    "extrahepatic",
    "ecog",
    "ps_tumour_related",
)

MEASURES: Mapping[Instrument, Measure] = {
    "child_pugh": Measure(
        _CHILD_PUGH,
        {"child_pugh_low": RuleInput("whole"), "child_pugh_high": RuleInput("whole")},
        _child_pugh,
        _child_pugh_missing,
    ),
    "bclc": Measure(
        (*_TUMOUR, *_CHILD_PUGH),
        {"bclc_stage": RuleInput("code", ("0", "A", "B", "C", "D"))},
        _bclc,
        _bclc_missing,
    ),
    "hbsag_sign": Measure(
        ("hbsag_result", "hbsag_unit"),
        {"hbsag_positive": RuleInput("truth")},
        _hbsag,
        _hbsag_missing,
    ),
}
