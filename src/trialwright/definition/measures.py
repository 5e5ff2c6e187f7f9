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
from trialwright.instruments.child_pugh import ChildPugh, score_child_pugh
from trialwright.instruments.hbsag import hbsag_is_positive

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Measure:
    """What a measure reads by name, what it gives to the rules, and how."""

    reads: tuple[str, ...]
    gives: Mapping[str, RuleInput]
    derive: Callable[[Given], dict[str, RuleValue]]


def derive_inputs(instrument: Instrument, given: Given) -> dict[str, RuleValue]:
    """What `instrument` gives to the rules, from values as entered (None where missing).

    Raises InputRefused, whose key is the input, for a value that cannot be measured.
    """
    return MEASURES[instrument].derive(given)


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


def _bclc(given: Given) -> dict[str, RuleValue]:
    stage = stage_bclc(
        n_nodules=whole_number(given.get("n_nodules")),
        max_diam_mm=given.get("max_diam_mm"),
        macrovascular=truth(given.get("macrovascular")),
        extrahepatic=truth(given.get("extrahepatic")),
        ecog=whole_number(given.get("ecog")),
        ps_tumour_related=truth(given.get("ps_tumour_related")),
        child_pugh_classes=child_pugh_of(given).possible_classes,
    )
    return {} if stage in (None, "REVIEW") else {"bclc_stage": str(stage)}


def _hbsag(given: Given) -> dict[str, RuleValue]:
    result = given.get("hbsag_result")
    text = None if result is None else str(result)
    positive = hbsag_is_positive(text, given.get("hbsag_unit"))
    return {} if positive is None else {"hbsag_positive": positive}


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
    ),
    "bclc": Measure(
        (*_TUMOUR, *_CHILD_PUGH),
        {"bclc_stage": RuleInput("code", ("0", "A", "B", "C", "D"))},
        _bclc,
    ),
    "hbsag_sign": Measure(
        ("hbsag_result", "hbsag_unit"),
        {"hbsag_positive": RuleInput("truth")},
        _hbsag,
    ),
}
