"""The lines of the table of participants at enrolment."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from trialwright.definition.analyses import Analysis
from trialwright.definition.endpoints import Baseline
from trialwright.report.document import Words, plain
from trialwright.report.evidence import ALL, Evidence, joined, shown
from trialwright.report.lines import Line, heading
from trialwright.report.names import baseline_name, level_name, level_order
from trialwright.report.numerals import fixed, percentage


def baseline_lines(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    """Each characteristic: mean (SD) and median (quartiles), or n (%) of each category."""
    yield from _participants(evidence)
    for baseline in evidence.definition.endpoints.baseline:
        if not any(r.row.variable == baseline.id for r in evidence.of(analysis)):
            continue
        yield heading(baseline_name(baseline))
        lines = _number_lines if baseline.kind == "number" else _category_lines
        yield from lines(evidence, analysis, baseline)
        yield from _missing_line(evidence, analysis, baseline)


def _participants(evidence: Evidence) -> Iterator[Line]:
    """How many each column describes: the flow has counted them."""
    flow = evidence.first_by("participant_flow")
    if flow:
        enrolled = {g: evidence.find(flow, g, "count", "enrolled") for g in _columns(evidence)}
        cells = {group: shown(row, partial(fixed, places=0)) for group, row in enrolled.items()}
        yield Line(plain("Participants"), cells)


def _number_lines(evidence: Evidence, analysis: Analysis, baseline: Baseline) -> Iterator[Line]:
    # A mean has one decimal more than whole numbers, a median those of the measurement.
    mean = partial(fixed, places=max(baseline.decimals, 1))
    value = partial(fixed, places=baseline.decimals)

    def spread(group: str) -> Words:
        find = partial(evidence.find, analysis, group, variable=baseline.id)
        return joined(shown(find("mean"), mean), " (", shown(find("sd"), mean), ")")

    def middle(group: str) -> Words:
        find = partial(evidence.find, analysis, group, variable=baseline.id)
        quartiles = joined(shown(find("q1"), value), " to ", shown(find("q3"), value))
        return joined(shown(find("median"), value), " (", quartiles, ")")

    yield Line(plain("Mean (SD)"), {group: spread(group) for group in _columns(evidence)})
    yield Line(plain("Median (quartiles)"), {g: middle(g) for g in _columns(evidence)})


def _category_lines(evidence: Evidence, analysis: Analysis, baseline: Baseline) -> Iterator[Line]:
    found = {
        numbered.row.level
        for numbered in evidence.of(analysis)
        if numbered.row.variable == baseline.id and numbered.row.level
    }
    for level in level_order(evidence.definition, baseline, found):
        name = level_name(evidence.definition, baseline.item, level)
        cells = {g: _share(evidence, analysis, g, baseline, level) for g in _columns(evidence)}
        yield Line(plain(name), cells)


def _share(
    evidence: Evidence, analysis: Analysis, group: str, baseline: Baseline, level: str
) -> Words:
    find = partial(evidence.find, analysis, group, variable=baseline.id, level=level)
    count = shown(find("count"), partial(fixed, places=0))
    return joined(count, " (", shown(find("proportion"), percentage, " %"), ")")


def _missing_line(evidence: Evidence, analysis: Analysis, baseline: Baseline) -> Iterator[Line]:
    found = {g: evidence.find(analysis, g, "missing", baseline.id) for g in _columns(evidence)}
    # A line of zeros would double the length of the table and say nothing.
    if any(numbered and numbered.row.value for numbered in found.values()):
        cells = {group: shown(row, partial(fixed, places=0)) for group, row in found.items()}
        yield Line(plain("Missing"), cells)


def _columns(evidence: Evidence) -> tuple[str, ...]:
    return (*evidence.groups, ALL)
