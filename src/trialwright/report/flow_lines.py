"""The lines of the participant flow, from screening to the end of follow-up."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from trialwright.definition.analyses import Analysis
from trialwright.report.document import plain
from trialwright.report.evidence import ALL, Evidence, Numbered, shown
from trialwright.report.lines import Line
from trialwright.report.numerals import fixed

_COUNT = partial(fixed, places=0)

#: The states of the flow in order, with the words for them.
BEFORE_ENROLMENT = {
    "screened": "Screened",
    "not eligible": "Not eligible",
    "not enrolled": "Eligible, not enrolled",
}
AFTER_ENROLMENT = {
    "enrolled": "Enrolled",
    "not at risk": "Never at risk after enrolment",
    "at risk": "At risk after enrolment",
    "event": "Recurrence",
    "died without recurrence": "Died without recurrence",
    "transplanted without recurrence": "Transplanted without recurrence",
    "withdrawn": "Withdrew or was lost",
    "followed to end": "Followed without recurrence",
}


def flow_lines(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    """Every state with its count, for each group once groups exist; reasons below exclusions."""
    for variable, label in (BEFORE_ENROLMENT | AFTER_ENROLMENT).items():
        line = _line(evidence, analysis, label, variable)
        if line:
            yield line
        for reason in reasons(evidence, analysis, variable):
            name = reason_name(evidence, reason)
            line = _line(evidence, analysis, name, variable, reason.row.level)
            if line:
                yield line


def reasons(evidence: Evidence, analysis: Analysis, variable: str) -> list[Numbered]:
    """The counts of each reason for one state, everyone together."""
    return [
        numbered
        for numbered in evidence.of(analysis)
        if numbered.row.variable == variable and numbered.row.level and numbered.row.group == ALL
    ]


def reason_name(evidence: Evidence, reason: Numbered) -> str:
    """A reason as the flow prints it: the criterion's identifier and label."""
    level = reason.row.level
    criteria = evidence.definition.eligibility.criteria
    label = next((criterion.label.en for criterion in criteria if criterion.id == level), "")
    return f"{level} {label}".strip()


def _line(
    evidence: Evidence, analysis: Analysis, label: str, variable: str, level: str = ""
) -> Line | None:
    found = {
        column: evidence.find(analysis, column, "count", variable, level)
        for column in (*evidence.groups, ALL)
    }
    cells = {column: shown(row, _COUNT) for column, row in found.items() if row}
    return Line(plain(label), cells) if cells else None
