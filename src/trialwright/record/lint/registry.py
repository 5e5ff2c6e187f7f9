"""All rules, in the order of the review, by the version of the rule set."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from trialwright.errors import Problem, RecordError
from trialwright.record.lint.rule import Rule
from trialwright.record.lint.rules import (
    analysis,
    arms,
    biospecimens,
    clinical,
    data_access,
    data_sharing,
    dates,
    design,
    eligibility,
    header,
    outcomes,
    oversight,
    structure,
)

CURRENT: Final = "1"

_VERSION_1: Final = (
    *structure.RULES,
    *header.RULES,
    *design.RULES,
    *arms.RULES,
    *dates.RULES,
    *outcomes.RULES,
    *clinical.RULES,
    *analysis.RULES,
    *eligibility.RULES,
    *biospecimens.RULES,
    *oversight.RULES,
    *data_sharing.RULES,
    *data_access.RULES,
)
RULE_SETS: Final[Mapping[str, tuple[Rule, ...]]] = MappingProxyType({"1": _VERSION_1})


def rules_of(rule_set: str) -> tuple[Rule, ...]:
    """The rules of a version; RecordError for a version that does not exist."""
    if rule_set not in RULE_SETS:
        known = ", ".join(RULE_SETS)
        raise RecordError(
            Problem("", 0, "rule set", f"there is no version {rule_set[:20]!r}", f"known: {known}")
        )
    return RULE_SETS[rule_set]
