"""A rule of the review: what it is called, how much it weighs, and the function that checks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.study_text import StudyText

Check: TypeAlias = Callable[[StudyText], Iterator[Hit]]
Applies: TypeAlias = Callable[[StudyText], bool]


@dataclass(frozen=True)
class Rule:
    """One rule.

    `title` is the rule as a sentence that holds for a good record. `source` names the document a
    reviewer would cite. `check` yields the objections; it is total: it raises for no record.
    `applies` is false where the question does not arise, so that "passed" always means checked.
    """

    id: str
    severity: Severity
    family: Family
    title: str
    source: str
    check: Check = field(repr=False)
    applies: Applies = field(repr=False)


def always(study: StudyText) -> bool:
    """For a rule that every record must obey."""
    return True


def rule(
    identifier: str,
    severity: Severity,
    family: Family,
    title: str,
    source: str,
    applies: Applies = always,
) -> Callable[[Check], Rule]:
    """Turn a check into a rule: `@rule("DAT-05", ERROR, VALIDITY, "...", "...")`."""

    def made(check: Check) -> Rule:
        return Rule(identifier, severity, family, title, source, check, applies)

    return made
