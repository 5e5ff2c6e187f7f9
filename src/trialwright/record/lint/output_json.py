"""A lint report for machines."""

from __future__ import annotations

import json

from trialwright.record.lint.finding import Finding, LintReport


def lint_json(report: LintReport) -> str:
    """The report as one indented JSON object.

    Every rule stands in exactly one of `findings` (by its findings), `passed`, `not_applicable`.
    """
    return json.dumps(lint_object(report), ensure_ascii=False, indent=2)


def lint_object(report: LintReport) -> dict[str, object]:
    """The report as plain dicts and lists."""
    return {
        "nct_id": report.nct_id,
        "as_of": report.as_of.isoformat(),
        "rule_set": report.rule_set,
        "findings": [_finding(finding) for finding in report.findings],
        "passed": list(report.passed),
        "not_applicable": list(report.not_applicable),
    }


def _finding(finding: Finding) -> dict[str, object]:
    span, waiver = finding.span, finding.waiver
    return {
        "rule": finding.rule,
        "family": finding.family.value,
        "severity": finding.severity.value,
        "path": finding.path,
        "span": {"start": span.start, "end": span.end, "text": span.text} if span else None,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "source": finding.source,
        "resolution": list(finding.resolution),
        "waiver": {
            "reason": waiver.reason,
            "signer": waiver.signer,
            "expires": waiver.expires.isoformat(),
            "expired": finding.waiver_expired,
        }
        if waiver
        else None,
    }
