"""The lines of subgroups, of the balance of the groups, and of the order of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from trialwright.definition.analyses import Analysis
from trialwright.report.document import Words, plain
from trialwright.report.evidence import CONTRAST, Evidence, joined, shown, with_limits
from trialwright.report.lines import Line, heading
from trialwright.report.names import baseline_item, level_name
from trialwright.report.numerals import fixed, p_value

_COUNT = partial(fixed, places=0)
_RATIO = partial(fixed, places=2)
_TENTH = partial(fixed, places=1)


def subgroup_lines(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    """Each subgroup with its hazard ratio, each characteristic with the P of its interaction."""
    yield heading(analysis.label.en, analysis.standing)
    find = partial(evidence.find, analysis, CONTRAST)
    rows = [numbered.row for numbered in evidence.of(analysis)]
    if not any(row.statistic == "n" for row in rows):
        yield Line(plain("Hazard ratio"), {CONTRAST: shown(find("estimate"), _RATIO)})
        return
    for variable in dict.fromkeys(row.variable for row in rows):
        item = baseline_item(evidence.definition, variable)
        levels = dict.fromkeys(
            r.level for r in rows if (r.variable, r.statistic) == (variable, "n")
        )
        for level in levels:
            name = level_name(evidence.definition, item.item if item else None, level)
            label = f"{item.label.en}: {name}" if item else "Everybody"
            of = partial(find, variable=variable, level=level)
            counts = joined(shown(of("events"), _COUNT), " / ", shown(of("n"), _COUNT))
            ratio = with_limits(of("hazard_ratio"), of("lower"), of("upper"), _RATIO)
            yield Line(joined(f"{label}, ", counts), {CONTRAST: ratio})
        if tested := find("interaction_p", variable):
            yield Line(plain("P of interaction", "quiet"), {CONTRAST: shown(tested, p_value)})


def balance_lines(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    """The standardised difference of each covariate before and after weighting."""
    yield heading(analysis.label.en, analysis.standing)
    find = partial(evidence.find, analysis)
    rows = [numbered.row for numbered in evidence.of(analysis)]
    for level in dict.fromkeys(row.level for row in rows if row.variable == "covariate"):
        of = partial(find, CONTRAST, variable="covariate", level=level)
        cell = joined(shown(of("smd"), _RATIO), " → ", shown(of("smd_weighted"), _RATIO))
        yield Line(plain(_covariate(evidence, level)), {CONTRAST: cell})
    if find(CONTRAST, "estimate"):
        yield Line(plain("Balance"), {CONTRAST: shown(find(CONTRAST, "estimate"), _RATIO)})
    counted = (
        ("n", "Participants", _COUNT),
        ("effective_size", "Effective sample size after weighting", _TENTH),
        ("outside_overlap", "Outside the other group's range of propensity", _COUNT),
    )
    for statistic, label, print_ in counted:
        cells = {
            g: shown(find(g, statistic), print_) for g in evidence.groups if find(g, statistic)
        }
        if cells:
            yield Line(plain(label), cells)
    if find(CONTRAST, "incomplete"):
        filled = shown(find(CONTRAST, "incomplete"), _COUNT)
        yield Line(plain("Participants with an imputed covariate"), {CONTRAST: filled})


def _covariate(evidence: Evidence, name: str) -> str:
    """The words for a column of a model: the characteristic, and the level it stands for."""
    for baseline in sorted(evidence.definition.endpoints.baseline, key=lambda b: -len(b.id)):
        if name.startswith(baseline.id):
            level = name.removeprefix(baseline.id)
            shown_level = level_name(evidence.definition, baseline.item, level)
            return f"{baseline.label.en}: {shown_level}" if level else baseline.label.en
    return name


def sequence_lines(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    """Each test in its place: its P, and whether the order lets it count."""
    yield heading(analysis.label.en, analysis.standing)
    declared = {each.id: each.label.en for each in evidence.definition.analyses.analyses}
    for number, name in enumerate(analysis.of, start=1):
        of = partial(evidence.find, analysis, CONTRAST, variable="test", level=name)
        if of("p"):
            label = f"{number}. {declared.get(name, name)}"
            yield Line(plain(label), {CONTRAST: _verdict(evidence, analysis, name)})


def _verdict(evidence: Evidence, analysis: Analysis, name: str) -> Words:
    of = partial(evidence.find, analysis, CONTRAST, variable="test", level=name)
    rejected = of("rejected")
    if rejected is None:
        return shown(of("p"), p_value)
    verdict = shown(rejected, lambda value: "significant" if value else "not significant")
    return joined("P\N{NO-BREAK SPACE}", shown(of("p"), p_value), "; ", verdict)
