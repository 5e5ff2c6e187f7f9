"""A lint report as sections: shown in a terminal by the renderer that shows records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.finding import Finding, LintReport, Severity
from trialwright.record.sections import Heading, Part, Rows, Section

MAX_QUOTE: Final = 160
_ORDER: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def lint_sections(report: LintReport) -> tuple[Section, ...]:
    """A first section with the counts, one per severity with findings, one for the rest."""
    made = [Section("lint", f"Review of {report.nct_id} as of {report.as_of}", (_counts(report),))]
    for severity in _ORDER:
        findings = [f for f in report.findings if f.severity is severity]
        if findings:
            parts = tuple(part for finding in findings for part in finding_parts(finding))
            made.append(Section(severity.value, f"{severity.value.capitalize()}s", parts))
    return tuple(made)


def finding_parts(finding: Finding) -> tuple[Part, ...]:
    """One finding: its rule and message, then what it quotes and what to write instead."""
    return Heading(f"{finding.rule}  {finding.message}"), Rows(tuple(_rows(finding)))


def shortened(text: str) -> str:
    """A quote that fits a line or two, on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_QUOTE else f"{flat[: MAX_QUOTE - 4]} ..."


def _rows(finding: Finding) -> Iterator[tuple[str, str]]:
    yield "where", finding.path
    if finding.span:
        yield "text", shortened(finding.span.text)
    if finding.suggestion:
        yield "instead", finding.suggestion
    for answer in finding.resolution:
        yield "this study", answer
    if finding.waiver:
        state = "waiver expired" if finding.waiver_expired else "waived"
        waiver = finding.waiver
        yield state, f"{waiver.reason} ({waiver.signer}, until {waiver.expires})"
    yield "source", finding.source


def _counts(report: LintReport) -> Rows:
    counts = Counter(finding.severity for finding in report.findings if finding.counts)
    waived = sum(not finding.counts for finding in report.findings)
    rows = [(f"{severity.value}s", str(counts[severity])) for severity in _ORDER]
    rows += [("waived", str(waived))] if waived else []
    rows += [("passed", " ".join(report.passed) or "none")]
    rows += [("not applicable", " ".join(report.not_applicable) or "none")]
    return Rows(tuple(rows))
