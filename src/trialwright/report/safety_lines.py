"""The lines of the table of adverse events."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from trialwright.definition.analyses import Analysis
from trialwright.report.document import Words, plain
from trialwright.report.evidence import Evidence, joined, shown, with_limits
from trialwright.report.lines import Line, heading, subheading
from trialwright.report.names import level_name
from trialwright.report.numerals import fixed, percentage

_COUNT = partial(fixed, places=0)
_RATE = partial(fixed, places=1)

#: How each breakdown is headed, and the role of the endpoint whose code list names its levels.
BREAKDOWNS = {
    "grade": ("By worst grade, participants (%)", "grade"),
    "related": ("Related to a study drug, participants (%)", ""),
    "serious_record": ("On the record's list of serious criteria, participants (%)", ""),
    "kind": ("By kind, participants (%)", "kind"),
}


def incidence_lines(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    """Participants with at least one event, the rate per person-time, and breakdowns (OUT-04)."""
    yield heading(analysis.label.en, analysis.standing)
    yield from _overall(evidence, analysis)
    for variable, (title, role) in BREAKDOWNS.items():
        item = _item(evidence, analysis, role)
        levels = _levels(evidence, analysis, variable)
        if levels:
            yield subheading(title)
        for level in levels:
            name = level_name(evidence.definition, item, level)
            cells = {g: _affected(evidence, analysis, g, variable, level) for g in evidence.groups}
            yield Line(plain(name), cells)


def _overall(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    def limits(group: str) -> Words:
        find = partial(evidence.find, analysis, group, variable="any")
        return with_limits(find("proportion"), find("lower"), find("upper"), percentage)

    def exposure(group: str) -> Words:
        find = partial(evidence.find, analysis, group)
        return joined(shown(find("events"), _COUNT), " / ", shown(find("person_years"), _RATE))

    def rate(group: str) -> Words:
        find = partial(evidence.find, analysis, group, variable="rate")
        return with_limits(find("rate"), find("lower"), find("upper"), _RATE)

    groups, interval = evidence.groups, evidence.interval_name
    affected = {g: _affected(evidence, analysis, g, "any") for g in groups}
    yield Line(plain("Participants with at least one, n (%)"), affected)
    yield Line(plain(f"% ({interval})"), {g: limits(g) for g in groups})
    yield Line(plain("Events / person-years"), {g: exposure(g) for g in groups})
    yield Line(plain(f"Events per 100 person-years ({interval})"), {g: rate(g) for g in groups})


def _affected(
    evidence: Evidence, analysis: Analysis, group: str, variable: str, level: str = ""
) -> Words:
    find = partial(evidence.find, analysis, group, variable=variable, level=level)
    share = shown(find("proportion"), percentage)
    return joined(shown(find("participants"), _COUNT), " (", share, ")")


def _levels(evidence: Evidence, analysis: Analysis, variable: str) -> list[str]:
    """The levels somebody reached; a level nobody reached stays in the appendix."""
    rows = [
        numbered.row
        for numbered in evidence.of(analysis)
        if numbered.row.variable == variable and numbered.row.statistic == "participants"
    ]
    reached = {row.level for row in rows if row.value}
    return list(dict.fromkeys(row.level for row in rows if row.level in reached))


def _item(evidence: Evidence, analysis: Analysis, role: str) -> str | None:
    if not role or analysis.endpoint is None:
        return None
    return evidence.definition.endpoints.endpoint(analysis.endpoint).roles.get(role)
