"""CLN: whether clinical terms mean what their named tools say."""

from __future__ import annotations

from typing import Final

from trialwright.record.lint.rule import Rule
from trialwright.record.lint.rules import clinical_assays, clinical_imaging, clinical_safety

RULES: Final[tuple[Rule, ...]] = tuple(
    sorted(
        (*clinical_assays.RULES, *clinical_imaging.RULES, *clinical_safety.RULES),
        key=lambda rule: rule.id,
    )
)
