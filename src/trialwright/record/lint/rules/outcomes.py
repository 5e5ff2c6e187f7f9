"""OUT: all rules about outcomes, in the order of the review."""

from __future__ import annotations

from typing import Final

from trialwright.record.lint.rules import (
    outcome_content,
    outcome_promises,
    outcome_schedule,
    outcome_times,
)

RULES: Final = tuple(
    sorted(
        (
            *outcome_times.RULES,
            *outcome_schedule.RULES,
            *outcome_content.RULES,
            *outcome_promises.RULES,
        ),
        key=lambda rule: rule.id,
    )
)
