"""Published measures as inputs of rules.

A measure that cannot be decided gives nothing for that name: the rule then sees it as missing and
answers undetermined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from trialwright.definition.eligibility import Instrument
from trialwright.definition.rules import RuleValue
from trialwright.instruments.bclc import stage_bclc
from trialwright.instruments.child_pugh import ChildPugh, score_child_pugh
from trialwright.instruments.hbsag import hbsag_is_positive

Given = Mapping[str, Any]


def derive_inputs(instrument: Instrument, given: Given) -> dict[str, RuleValue]:
    """What `instrument` gives to the rules, from values as entered (None where missing)."""
    return _MEASURES[instrument](given)


def child_pugh_of(given: Given) -> ChildPugh:
    """The Child-Pugh score of values named as in eligibility.yaml."""
    return score_child_pugh(
        bilirubin=given.get("bilirubin"),
        bilirubin_unit=given.get("bilirubin_unit"),
        albumin=given.get("albumin"),
        albumin_unit=given.get("albumin_unit"),
        inr=given.get("inr"),
        ascites=given.get("ascites"),
        encephalopathy=given.get("encephalopathy"),
    )


def _child_pugh(given: Given) -> dict[str, RuleValue]:
    score = child_pugh_of(given)
    return {"child_pugh_low": score.low, "child_pugh_high": score.high}


def _bclc(given: Given) -> dict[str, RuleValue]:
    stage = stage_bclc(
        n_nodules=_whole(given.get("n_nodules")),
        max_diam_mm=given.get("max_diam_mm"),
        macrovascular=_yes(given.get("macrovascular")),
        extrahepatic=_yes(given.get("extrahepatic")),
        ecog=_whole(given.get("ecog")),
        ps_tumour_related=_yes(given.get("ps_tumour_related")),
        child_pugh_classes=child_pugh_of(given).possible_classes,
    )
    return {} if stage in (None, "REVIEW") else {"bclc_stage": str(stage)}


def _hbsag(given: Given) -> dict[str, RuleValue]:
    positive = hbsag_is_positive(given.get("hbsag_result"), given.get("hbsag_unit"))
    return {} if positive is None else {"hbsag_positive": positive}


def _whole(value: Any) -> int | None:
    return int(value) if str(value).isdigit() else None


def _yes(value: Any) -> bool | None:
    return {"yes": True, "no": False, True: True, False: False}.get(value)


_MEASURES: dict[str, Callable[[Given], dict[str, RuleValue]]] = {
    "child_pugh": _child_pugh,
    "bclc": _bclc,
    "hbsag_sign": _hbsag,
}
