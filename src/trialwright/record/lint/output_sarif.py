"""A lint report in SARIF 2.1.0, which editors and code hosts show beside the text."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import quote

from trialwright import __version__
from trialwright.record.lint.finding import Finding, LintReport
from trialwright.record.lint.registry import rules_of
from trialwright.record.lint.rule import Rule

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def lint_sarif(report: LintReport, file: str) -> str:
    """The report as a SARIF log of one run over `file`, a name or a relative path.

    A span is an offset in characters of the value at the logical location, not of the file: a
    registry page holds the record as a literal, whose escapes move every position.
    """
    uri = quote(file)
    rules = rules_of(report.rule_set)
    place = {rule.id: index for index, rule in enumerate(rules)}
    driver = {
        "name": "Trialwright",
        "version": __version__,
        "rules": [_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": uri}}],
        "results": [_result(finding, place[finding.rule], uri) for finding in report.findings],
        "properties": {
            "asOf": report.as_of.isoformat(),
            "ruleSet": report.rule_set,
            "passed": list(report.passed),
            "notApplicable": list(report.not_applicable),
        },
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"family": rule.family.value, "source": rule.source},
    }


def _result(finding: Finding, index: int, uri: str) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": " ".join(filter(None, (finding.message, finding.suggestion)))},
        "locations": [_location(finding, uri)],
        "properties": {"family": finding.family.value, "resolution": list(finding.resolution)},
    }
    if finding.waiver:
        waiver = finding.waiver
        status = "rejected" if finding.waiver_expired else "accepted"
        why = f"{waiver.reason} ({waiver.signer}, until {waiver.expires})"
        result["suppressions"] = [{"kind": "external", "status": status, "justification": why}]
    return result


def _location(finding: Finding, uri: str) -> dict[str, object]:
    logical: dict[str, object] = {"fullyQualifiedName": finding.path, "kind": "value"}
    location: dict[str, object] = {
        "physicalLocation": {"artifactLocation": {"uri": uri, "index": 0}},
        "logicalLocations": [logical],
    }
    if finding.span:
        span = finding.span
        location["properties"] = {"start": span.start, "end": span.end, "text": span.text}
    return location
