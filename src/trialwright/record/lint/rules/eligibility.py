"""ELG: whether the criteria can be applied, and agree with the rest of the record."""

from __future__ import annotations

from typing import Final

from trialwright.record.lint.rule import Rule
from trialwright.record.lint.rules import (
    eligibility_flags,
    eligibility_scope,
    eligibility_wording,
)

RULES: Final[tuple[Rule, ...]] = tuple(
    sorted(
        (*eligibility_flags.RULES, *eligibility_scope.RULES, *eligibility_wording.RULES),
        key=lambda rule: rule.id,
    )
)
