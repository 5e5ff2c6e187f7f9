"""What a rule says about a record: where, in which words, why it matters, what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a reviewer minds; the values are the levels of SARIF."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for a note, 2 for an error."""
        return (Severity.NOTE, Severity.WARNING, Severity.ERROR).index(self)


class Family(StrEnum):
    """The kinds of objection that registry reviewers tell apart."""

    VALIDITY = "validity"
    MEANINGLESS = "meaningless entry"
    MISMATCH = "data mismatch"
    INCONSISTENCY = "internal inconsistency"
    UNCLEAR = "design unclear"


@dataclass(frozen=True)
class Hit:
    """One objection, as a rule makes it.

    `start` and `end` are positions in the source characters of the text at `path`; both are None
    where the objection is to something absent or to a value that is no text. `message` is one or
    two plain sentences: what is wrong and why a reader objects. `suggestion` says what to write.
    """

    path: str
    message: str
    suggestion: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Span:
    """A half-open range of the source characters, and those characters.

    In a contact field the characters are masked while the positions stay (CON-01).
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Waiver:
    """A person's decision to live with a finding, until the day it expires.

    Without a path it covers every finding of the rule.
    """

    rule: str
    reason: str
    signer: str
    expires: date
    path: str | None = None


@dataclass(frozen=True)
class Finding:
    """A hit with everything a reader needs to judge it.

    `resolution` says what the study definition does about it, where it cites the rule. `waiver` is
    the decision that covers it; one that has expired is shown but no longer counts.
    """

    rule: str
    family: Family
    severity: Severity
    path: str
    span: Span | None
    message: str
    suggestion: str
    source: str
    resolution: tuple[str, ...] = ()
    waiver: Waiver | None = None
    waiver_expired: bool = False

    @property
    def counts(self) -> bool:
        """Whether the finding stands: nobody waived it, or the waiver has expired."""
        return self.waiver is None or self.waiver_expired


class Objection(NamedTuple):
    """A finding without its words."""

    rule: str
    severity: Severity
    path: str


@dataclass(frozen=True)
class LintOutline:
    """The findings of a report without their words, in the same order."""

    as_of: date
    rule_set: str
    findings: tuple[Objection, ...] = field(repr=False)


@dataclass(frozen=True)
class LintReport:
    """What the rules found in one record as of one day; every rule is in exactly one list.

    All lists are in the order of the rules; the findings of one rule are in the order of their
    paths and positions.
    """

    nct_id: str
    as_of: date
    rule_set: str
    findings: tuple[Finding, ...] = field(repr=False)
    passed: tuple[str, ...]
    not_applicable: tuple[str, ...]

    @property
    def fired(self) -> tuple[str, ...]:
        """The rules with at least one finding, each once."""
        return tuple(dict.fromkeys(finding.rule for finding in self.findings))

    @property
    def worst(self) -> Severity | None:
        """The highest severity among the findings that count; None when there are none."""
        counted = (finding.severity for finding in self.findings if finding.counts)
        return max(counted, key=lambda severity: severity.rank, default=None)

    def with_resolutions(self, resolutions: Mapping[str, tuple[str, ...]]) -> LintReport:
        """The same report with the study definition's answers, by rule id."""
        findings = (
            replace(finding, resolution=resolutions.get(finding.rule, ()))
            for finding in self.findings
        )
        return replace(self, findings=tuple(findings))
