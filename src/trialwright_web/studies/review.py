"""A record with everything a reviewer would say about it, ready for a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

from django.utils.safestring import SafeString, mark_safe

from trialwright.record.annotate import (
    EVERY,
    AnnotatedRecord,
    AnnotatedSection,
    Note,
    annotate_record,
)
from trialwright.record.compliance import derive_compliance
from trialwright.record.compliance_show import describe_compliance
from trialwright.record.json_values import to_json
from trialwright.record.lint.finding import Finding, LintReport, Severity
from trialwright.record.lint.run import lint_record
from trialwright.record.masking import masked_json
from trialwright.record.propose import Correction, KnownValue, Proposal, propose_corrections
from trialwright.record.read import Record
from trialwright.record.sections import Section
from trialwright.record.show import describe_record
from trialwright.record.terminal import safe_text
from trialwright.record.timeline import derive_timeline
from trialwright.record.timeline_show import describe_timeline
from trialwright.record.timeline_svg import timeline_svg

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
# Shown on a page of its own making: as JSON in a fold, as a drawing.
RAW, TIMELINE_BARS = "raw", "timeline"
# The style of a drawing that stands alone; the policy of a page allows no style but its sheet.
_STYLE = re.compile(r"<style>[^<]*</style>")

Resolutions = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Review:
    """A record, what the rules found as of a day, and the findings of some severities in place."""

    record: Record
    report: LintReport
    annotated: AnnotatedRecord
    known: tuple[KnownValue, ...]

    @property
    def tally(self) -> list[tuple[Severity, int]]:
        """How many findings there are of each severity, whichever are shown."""
        counts = Counter(finding.severity for finding in self.report.findings)
        return [(severity, counts[severity]) for severity in SEVERITIES]

    @cached_property
    def levels(self) -> dict[int, Severity]:
        """The severity of each shown finding, by its number."""
        return {number: finding.severity for number, finding in self._numbered()}

    @cached_property
    def raw(self) -> str:
        """The whole record as JSON, contacts masked."""
        return safe_text(masked_json(self.record))

    @cached_property
    def drawing(self) -> SafeString:
        """The timeline as an SVG element; its writer escapes every text of the record."""
        svg = timeline_svg(derive_timeline(self.record))
        return mark_safe(safe_text(_STYLE.sub("", svg)))

    @cached_property
    def days(self) -> list[Section]:
        """The table behind the drawing."""
        sections = describe_timeline(derive_timeline(self.record))
        return [section for section in sections if section.id != TIMELINE_BARS]

    @cached_property
    def duties(self) -> tuple[Section, ...]:
        """The duties as decision tables: first every answer, then what each rests on."""
        return describe_compliance(derive_compliance(self.record, self.report.as_of))

    @cached_property
    def proposal(self) -> Proposal:
        """The corrections to ask of the registry."""
        return propose_corrections(self.record, self.report, self.known)

    @property
    def certain(self) -> list[Correction]:
        """The corrections whose value somebody states."""
        return [correction for correction in self.proposal.corrections if correction.certain]

    @property
    def undecided(self) -> list[Correction]:
        """The corrections that a person has to decide."""
        return [correction for correction in self.proposal.corrections if not correction.certain]

    @property
    def merge_patch(self) -> str:
        """The certain corrections as JSON; empty where there are none."""
        patch = self.proposal.merge_patch
        return to_json(patch) if patch else ""

    def _numbered(self) -> list[tuple[int, Finding]]:
        notes = chain(
            chain.from_iterable(map(_notes, self.annotated.sections)), self.annotated.elsewhere
        )
        return [(note.number, note.finding) for note in notes]


def build_review(
    record: Record,
    as_of: date,
    resolutions: Resolutions | None = None,
    severities: Collection[Severity] = EVERY,
    known: tuple[KnownValue, ...] = (),
) -> Review:
    """Judge a record as on a day.

    `resolutions` are a study's answers by rule id, `known` the values it states for the registry.
    """
    report = lint_record(record, as_of).with_resolutions(resolutions or {})
    sections = [section for section in describe_record(record) if section.id != RAW]
    annotated = annotate_record(record, sections, report.findings, severities)
    return Review(record, report, annotated, known)


def _notes(section: AnnotatedSection) -> Iterator[Note]:
    passages = chain.from_iterable(passage.notes for passage in section.passages)
    return chain(section.title_notes, passages)
