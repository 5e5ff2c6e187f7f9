"""A lint report as one HTML page: no script, nothing from outside, opens from disk."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from trialwright.record.lint.finding import Finding, LintReport, Severity
from trialwright.record.lint.output_text import shortened
from trialwright.record.terminal import safe_text

_STYLE: Final = """
:root { color-scheme: light dark; --error: #b3261e; --warning: #8a5a00; --note: #3b5ba5; }
@media (prefers-color-scheme: dark) {
  :root { --error: #ff8a80; --warning: #ffc46b; --note: #9db8ff; }
}
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
article { border-left: .3rem solid var(--level); padding: .1rem 0 .1rem 1rem; margin: 1.5rem 0; }
.error { --level: var(--error); } .warning { --level: var(--warning); } .note { --level: var(--note); }
h3 { margin: 0; font-size: 1rem; } h3 b { color: var(--level); }
p { margin: .3rem 0; } q, code { overflow-wrap: anywhere; }
.waived { opacity: .65; } dt { font-weight: 600; } dd { margin: 0 0 .4rem 0; } footer { margin: 3rem 0; }
"""


def lint_html(report: LintReport) -> str:
    """The report as a complete page in UTF-8 text; every text of the record is escaped.

    Control and direction characters show as codes: a hostile record cannot reorder a line.
    """
    title = _safe(f"Review of {report.nct_id} as of {report.as_of}")
    body = "\n".join(_body(report))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


def _body(report: LintReport) -> Iterator[str]:
    for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE):
        findings = [finding for finding in report.findings if finding.severity is severity]
        if findings:
            yield f"<h2>{severity.value.capitalize()}s ({len(findings)})</h2>"
            yield from map(_article, findings)
    yield "<footer><dl>"
    yield f"<dt>Passed</dt><dd>{escape(' '.join(report.passed) or 'none')}</dd>"
    yield f"<dt>Not applicable</dt><dd>{escape(' '.join(report.not_applicable) or 'none')}</dd>"
    yield "</dl></footer>"


def _article(finding: Finding) -> str:
    state = "" if finding.counts else " waived"
    lines = [
        f'<article class="{finding.severity.value}{state}">',
        f"<h3><b>{escape(finding.rule)}</b> {_safe(finding.message)}</h3>",
    ]
    if finding.span:
        lines.append(f"<p><q>{_safe(shortened(finding.span.text))}</q></p>")
    lines.append(f"<p><code>{_safe(finding.path)}</code></p>")
    lines += [f"<p><strong>{label}:</strong> {_safe(text)}</p>" for label, text in _facts(finding)]
    return "\n".join([*lines, "</article>"])


def _facts(finding: Finding) -> Iterator[tuple[str, str]]:
    if finding.suggestion:
        yield "Write instead", finding.suggestion
    for answer in finding.resolution:
        yield "In this study", answer
    if finding.waiver:
        waiver = finding.waiver
        label = "Waiver expired" if finding.waiver_expired else "Waived"
        yield label, f"{waiver.reason} ({waiver.signer}, until {waiver.expires})"
    yield "Source", f"{finding.source} ({finding.family.value})"


def _safe(text: str) -> str:
    return escape(safe_text(text))
