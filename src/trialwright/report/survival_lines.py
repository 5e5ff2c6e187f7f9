"""The lines of survival analyses: cumulative incidence at landmarks, tests and hazard ratios."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from trialwright.definition.analyses import Analysis
from trialwright.report.document import Words, plain
from trialwright.report.evidence import CONTRAST, Evidence, joined, shown, with_limits
from trialwright.report.lines import Line, heading
from trialwright.report.names import baseline_item, level_name
from trialwright.report.numerals import fixed, p_value, percentage

_COUNT = partial(fixed, places=0)
_RATIO = partial(fixed, places=2)


def kaplan_meier_lines(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    """The cumulative incidence at each landmark, with participants, events and those at risk."""
    yield heading(analysis.label.en, analysis.standing)
    yield _counts(evidence, analysis, "Events / participants", ("events", "n"))
    for month in map(str, analysis.at_months):
        cells = {g: _incidence(evidence, analysis, g, month) for g in evidence.groups}
        label = f"Recurrence by {month} months, % ({evidence.interval_name})"
        yield Line(plain(label), cells)
        at_risk = {
            g: shown(evidence.find(analysis, g, "n_risk", "month", month), _COUNT)
            for g in evidence.groups
        }
        yield Line(plain(f"At risk at {month} months"), at_risk)
    if any(evidence.find(analysis, g, "median") for g in evidence.groups):
        yield _counts(evidence, analysis, "Median time to recurrence, days", ("median",))


def log_rank_lines(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    """The chi-square statistic with its degrees of freedom, and P."""
    find = partial(evidence.find, analysis, CONTRAST)
    yield heading(analysis.label.en, analysis.standing)
    column = evidence.contrasts[0]
    statistic = joined(shown(find("chisq"), _RATIO), " (", shown(find("df"), _COUNT), ")")
    yield Line(plain("Chi-square (degrees of freedom)"), {column: statistic})
    yield Line(plain("P value"), {column: shown(find("p"), p_value)})


def cox_lines(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    """The hazard ratio of each term with its limits and P, the group first."""
    yield heading(analysis.label.en, analysis.standing)
    find = partial(evidence.find, analysis, CONTRAST)
    column = evidence.contrasts[0]
    if find("n"):
        counts = joined(shown(find("events"), _COUNT), " / ", shown(find("n"), _COUNT))
        yield Line(plain("Events / participants"), {column: counts})
    for group, variable, level in _terms(evidence, analysis):
        term = partial(evidence.find, analysis, group, variable=variable, level=level)
        ratio = with_limits(term("hazard_ratio"), term("lower"), term("upper"), _RATIO)
        cell = joined(ratio, "; P ", shown(term("p"), p_value)) if term("p") else ratio
        # A model that could not be fitted has one row without a term; its note says why.
        name = f", {_term_name(evidence, analysis, variable, level)}" if variable else ""
        yield Line(plain(f"Hazard ratio{name}"), {group: cell})


def _counts(
    evidence: Evidence, analysis: Analysis, label: str, statistics: tuple[str, ...]
) -> Line:
    def cell(group: str) -> Words:
        first, *rest = (shown(evidence.find(analysis, group, s), _COUNT) for s in statistics)
        return joined(first, *(piece for words in rest for piece in (" / ", words)))

    return Line(plain(label), {group: cell(group) for group in evidence.groups})


def _incidence(evidence: Evidence, analysis: Analysis, group: str, month: str) -> Words:
    find = partial(evidence.find, analysis, group, variable="month", level=month)
    return with_limits(find("cumulative_incidence"), find("lower"), find("upper"), percentage)


def _terms(evidence: Evidence, analysis: Analysis) -> list[tuple[str, str, str]]:
    """The terms of a model in the order of the results, the group before the covariates."""
    found = {
        (numbered.row.group, numbered.row.variable, numbered.row.level): None
        for numbered in evidence.of(analysis)
        if numbered.row.statistic == "hazard_ratio"
    }
    return sorted(found, key=lambda term: term[1] != "group")


def _term_name(evidence: Evidence, analysis: Analysis, variable: str, level: str) -> str:
    if variable == "group":
        reference = evidence.definition.analyses.reference_group
        return f"{evidence.group_name(level)} against {evidence.group_name(reference)}"
    baseline = baseline_item(evidence.definition, variable)
    if baseline is None:
        return f"{variable} {level}".strip()
    name = baseline.label.en
    if baseline.kind == "number":
        return f"{name}, per {level}"
    named = partial(level_name, evidence.definition, baseline.item)
    base = next((c.reference for c in analysis.covariates if c.baseline == variable), None)
    against = f" against {named(base)}" if base else ""
    return f"{name} {named(level)}{against}"
