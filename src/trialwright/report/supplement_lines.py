"""The lines of the supplement and of the models: one line for an estimate, with limits and P."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from trialwright.definition.analyses import Analysis
from trialwright.report.document import Words, plain
from trialwright.report.evidence import (
    CONTRAST,
    Evidence,
    Numbered,
    Printer,
    joined,
    shown,
    with_limits,
)
from trialwright.report.lines import Line, heading
from trialwright.report.names import baseline_item, level_name
from trialwright.report.numerals import fixed, p_value, percentage

_COUNT = partial(fixed, places=0)
_RATIO = partial(fixed, places=2)
_TENTH = partial(fixed, places=1)
_THIRD = partial(fixed, places=3)

# Statistic -> its words and how it is printed. Those that carry limits come first.
ESTIMATES: Final[dict[str, tuple[str, Printer]]] = {
    "hazard_ratio": ("Hazard ratio", _RATIO),
    "subdistribution_hazard_ratio": ("Subdistribution hazard ratio", _RATIO),
    "risk": ("Risk, %", percentage),
    "risk_difference": ("Risk difference, %", percentage),
    "cumulative_incidence": ("Cumulative incidence, %", percentage),
    "risk_ratio": ("Risk ratio", _RATIO),
    "mean": ("Mean", _TENTH),
    "difference": ("Difference", _TENTH),
    "ratio": ("Ratio", _RATIO),
    "coefficient": ("Coefficient", _RATIO),
}
NUMBERS: Final[dict[str, tuple[str, Printer]]] = {
    "estimate": ("Not computed", _RATIO),
    "chisq": ("Chi-square", _RATIO),
    "df": ("Degrees of freedom", _TENTH),
    "at_least": ("At least, %", percentage),
    "at_most": ("At most, %", percentage),
    "e_value": ("E-value", _RATIO),
    "e_value_limit": ("E-value of the nearer limit", _RATIO),
    "imputed_sets": ("Imputed data sets", _COUNT),
    "horizon": ("Horizon, days from enrolment", _COUNT),
    "compatible": ("Compatible with no effect (1 = yes)", _COUNT),
    "immortal_share": ("Follow-up of the treated before they started, %", percentage),
    "strata": ("Strata with both groups", _COUNT),
    "n": ("Participants", _COUNT),
    "participants": ("Participants", _COUNT),
    "events": ("Events", _COUNT),
    "clones": ("Clones", _COUNT),
    "deviated": ("Censored on leaving the strategy", _COUNT),
    "largest_weight": ("Largest weight", _RATIO),
    "failed_draws": ("Bootstrap samples without an answer", _COUNT),
    "event_before": ("Event before the landmark", _COUNT),
    "censored_before": ("Left before the landmark", _COUNT),
    "started_later": ("Started after the landmark", _COUNT),
    "rows": ("Periods", _COUNT),
    "scans": ("Scans", _COUNT),
    "gap_mean": ("Days between scans, mean", _TENTH),
    "gap_sd": ("Days between scans, standard deviation", _TENTH),
}
_LEVELS: Final = {
    "event": "recurrence",
    "competing": "death or transplantation",
    "GLOBAL": "all terms together",
    "risk difference": "",
    "difference": "",
    "ratio": "",
}


def supplement_lines(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    """Every result of an analysis: estimates with limits and P, then the numbers beside them."""
    yield heading(analysis.label.en, analysis.standing)
    found = [numbered.row for numbered in evidence.of(analysis)]
    for variable, level in dict.fromkeys((row.variable, row.level) for row in found):
        mine = [row for row in found if (row.variable, row.level) == (variable, level)]
        statistics = dict.fromkeys(row.statistic for row in mine)
        about = _about(evidence, analysis, variable, level)
        estimates = [name for name in statistics if name in ESTIMATES]
        for name in estimates:
            yield _estimate(evidence, analysis, name, variable, level, about)
        if "p" in statistics and not estimates:
            yield _number(evidence, analysis, "p", variable, level, f"P value{about}", p_value)
        for name in statistics:
            if name in NUMBERS:
                words, print_ = NUMBERS[name]
                yield _number(evidence, analysis, name, variable, level, words + about, print_)


def _estimate(
    evidence: Evidence, analysis: Analysis, name: str, variable: str, level: str, about: str
) -> Line:
    words, print_ = ESTIMATES[name]

    def cell(column: str) -> Words:
        find = partial(evidence.find, analysis, column, variable=variable, level=level)
        limits = with_limits(find(name), find("lower"), find("upper"), print_)
        return (
            joined(limits, "; P\N{NO-BREAK SPACE}", shown(find("p"), p_value))
            if find("p")
            else limits
        )

    label = f"{words}{about} ({evidence.interval_name})"
    return Line(
        plain(label), {c: cell(c) for c in _columns(evidence, analysis, name, variable, level)}
    )


def _number(
    evidence: Evidence,
    analysis: Analysis,
    name: str,
    variable: str,
    level: str,
    label: str,
    print_: Printer,
) -> Line:
    find = partial(evidence.find, analysis, statistic=name, variable=variable, level=level)
    columns = _columns(evidence, analysis, name, variable, level)
    return Line(plain(label), {column: shown(find(column), print_) for column in columns})


def _columns(
    evidence: Evidence, analysis: Analysis, name: str, variable: str, level: str
) -> tuple[str, ...]:
    def has(column: str) -> Numbered | None:
        return evidence.find(analysis, column, name, variable, level)

    return tuple(c for c in (*evidence.groups, *evidence.contrasts, CONTRAST) if has(c))


def _about(evidence: Evidence, analysis: Analysis, variable: str, level: str) -> str:
    """What a line is about, behind the words of its statistic."""
    baseline = baseline_item(evidence.definition, variable)
    if baseline is not None:
        name = level_name(evidence.definition, baseline.item, level)
        return f", {baseline.label.en}{': ' if level else ''}{name}"
    if variable == "of" or variable == "test":
        declared = {a.id: a.label.en for a in evidence.definition.analyses.analyses}
        return f", {declared.get(level, level)}"
    if "month" in variable:
        what = _LEVELS.get(variable.partition(" ")[0], "")
        return f"{f', {what}' if what else ''} by {level} months"
    if variable == "week":
        return f", week {level}"
    shown_level = _LEVELS.get(level, level)
    return f", {shown_level}" if shown_level else ""
