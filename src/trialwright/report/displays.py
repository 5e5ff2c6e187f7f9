"""The tables of a report, one for each display that analysis.yaml declares."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from trialwright.definition.analyses import Analysis, Display
from trialwright.report.baseline_lines import baseline_lines
from trialwright.report.document import Table, plain
from trialwright.report.evidence import Evidence
from trialwright.report.flow_lines import flow_lines
from trialwright.report.forest_lines import balance_lines, sequence_lines, subgroup_lines
from trialwright.report.lines import Line, laid_out
from trialwright.report.reading_lines import reading_lines
from trialwright.report.response_lines import change_lines, proportion_lines
from trialwright.report.safety_lines import incidence_lines
from trialwright.report.supplement_lines import supplement_lines
from trialwright.report.survival_lines import cox_lines, kaplan_meier_lines, log_rank_lines

_LINES: dict[str, Callable[[Evidence, Analysis], Iterator[Line]]] = {
    "participant_flow": flow_lines,
    "baseline_summary": baseline_lines,
    "kaplan_meier": kaplan_meier_lines,
    "log_rank": log_rank_lines,
    "cox": cox_lines,
    "proportion": proportion_lines,
    "incidence": incidence_lines,
    "change_from_baseline": change_lines,
    "readings": reading_lines,
    "subgroups": subgroup_lines,
    "balance": balance_lines,
    "fixed_sequence": sequence_lines,
}


def display_table(evidence: Evidence, display: Display) -> Table:
    """One display as a table. A section's first table also tabulates the figures of the section."""
    lines = [
        line for analysis in analyses_of(evidence, display) for line in _lines(evidence, analysis)
    ]
    columns, rows = laid_out(evidence, lines)
    footnotes = tuple(note.en for note in display.footnotes)
    return Table(display.id, display.title.en, columns, rows, footnotes)


def _lines(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    """The lines of one analysis, what it estimates behind its heading."""
    lines = _LINES.get(analysis.method, supplement_lines)(evidence, analysis)
    yield from itertools.islice(lines, 1)
    if analysis.estimand:
        said = analysis.estimand
        told = f"Estimand: {said.summary.en}; {said.treatment.en}; {said.population.en}; "
        yield Line(plain(f"{told}{said.intercurrent_events.en}.", "quiet"))
    yield from lines


def analyses_of(evidence: Evidence, display: Display) -> list[Analysis]:
    """The analyses a display shows, in the order of analysis.yaml."""
    displays = evidence.definition.analyses.displays
    shown = {display.id}
    first = next(d for d in displays if d.section == display.section and d.kind == "table")
    if display == first:
        shown |= {d.id for d in displays if d.section == display.section and d.kind == "figure"}
    return [a for a in evidence.definition.analyses.analyses if a.display in shown]
