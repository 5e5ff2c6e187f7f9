"""The lines of proportions and of changes from baseline, each with its difference."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from trialwright.definition.analyses import Analysis
from trialwright.report.document import Words, plain
from trialwright.report.evidence import Evidence, Printer, joined, shown, with_limits
from trialwright.report.lines import Line, heading
from trialwright.report.numerals import fixed, p_value, percentage

_COUNT = partial(fixed, places=0)
_POINTS = partial(fixed, places=1)


#: Strata of a response that its rules want beside the rate, with their words (HBD-10).
STRATA = {
    ("detectable_at_baseline", "yes"): "Achieved, of those detectable at baseline",
    ("detectable_at_baseline", "no"): "Achieved, of those undetectable at baseline",
}


def proportion_lines(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    """Achieved, the proportion with limits and its difference, and what is not known (STA-12)."""
    yield heading(analysis.label.en, analysis.standing)

    def counts(group: str, variable: str = "", level: str = "") -> Words:
        find = partial(evidence.find, analysis, group, variable=variable, level=level)
        return joined(shown(find("count"), _COUNT), " / ", shown(find("n"), _COUNT))

    def extremes(group: str) -> Words:
        find = partial(evidence.find, analysis, group)
        worst, best = shown(find("worst_case"), percentage), shown(find("best_case"), percentage)
        return joined(worst, " to ", best)

    groups = evidence.groups
    yield Line(plain("Achieved / participants"), {g: counts(g) for g in groups})
    rates = {g: _estimate(evidence, analysis, g, "proportion", percentage) for g in groups}
    differences = {
        c: _estimate(evidence, analysis, c, "risk_difference", percentage)
        for c in evidence.contrasts
    }
    label = f"Percentage ({evidence.interval_name}); difference"
    yield Line(plain(label), rates | differences)
    tests = {c: shown(evidence.find(analysis, c, "p"), p_value) for c in evidence.contrasts}
    yield Line(plain("P value (Mantel-Haenszel)"), tests)
    unknown = {g: shown(evidence.find(analysis, g, "cannot_determine"), _COUNT) for g in groups}
    yield Line(plain("Cannot be determined"), unknown)
    yield Line(plain("Worst to best case, %"), {g: extremes(g) for g in groups})
    present = {(numbered.row.variable, numbered.row.level) for numbered in evidence.of(analysis)}
    for stratum, label in STRATA.items():
        if stratum in present:
            yield Line(plain(label), {g: counts(g, *stratum) for g in groups})


def change_lines(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    """The mean change at each visit with its spread and limits, and the difference (QOL-09)."""
    groups = evidence.groups
    for week in map(str, analysis.weeks):
        find = partial(evidence.find, analysis, variable="week", level=week)
        yield heading(f"Week {week}")
        yield Line(plain("Participants"), {g: shown(find(g, "n"), _COUNT) for g in groups})
        known = {g: shown(find(g, "n_after_news"), _COUNT) for g in groups}
        yield Line(plain("Of these, after the recurrence was seen", "quiet"), known)
        means = {g: _change(evidence, analysis, g, "mean", week) for g in groups}
        differences = {
            c: _change(evidence, analysis, c, "difference", week) for c in evidence.contrasts
        }
        label = f"Mean change ({evidence.interval_name})"
        yield Line(plain(label), means | differences)
        deviations = {g: shown(find(g, "sd"), _POINTS) for g in groups}
        yield Line(plain("Standard deviation"), deviations)


def _change(evidence: Evidence, analysis: Analysis, column: str, name: str, week: str) -> Words:
    find = partial(evidence.find, analysis, column, variable="week", level=week)
    return with_limits(find(name), find("lower"), find("upper"), _POINTS)


def _estimate(
    evidence: Evidence, analysis: Analysis, column: str, name: str, print_: Printer
) -> Words:
    find = partial(evidence.find, analysis, column)
    return with_limits(find(name), find("lower"), find("upper"), print_)
