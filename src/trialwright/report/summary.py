"""The first page's answer: what was found, in a few linked numbers and without a causal claim."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from trialwright.definition.analyses import Analysis
from trialwright.report.document import Block, Paragraph, Run, Words, plain
from trialwright.report.evidence import ALL, CONTRAST, Evidence, joined, shown, with_limits
from trialwright.report.numerals import fixed, p_value, percentage

_COUNT = partial(fixed, places=0)
_RATIO = partial(fixed, places=2)


def summary_blocks(evidence: Evidence, synthetic: bool) -> Iterator[Block]:
    """The flow, the registered comparison of the primary endpoint, and how to read it."""
    if synthetic:
        yield Paragraph((Run("SYNTHETIC", mark="warning"), Run(_SYNTHETIC)), "warning")
    yield Paragraph(plain(evidence.definition.study.question.en, "strong"))
    for words in (_flow(evidence), _curves(evidence), _beside(evidence), _model(evidence)):
        if words:
            yield Paragraph(words)
    yield Paragraph(
        (Run(_NOT_CAUSAL), Run("Limitations and bias", "section-limitations"), Run("."))
    )


_SYNTHETIC = (
    " The participants of this report are simulated. Its numbers rehearse the study and say "
    "nothing about patients or treatments."
)
_NOT_CAUSAL = (
    "The groups were not formed by chance. These comparisons describe the groups; they are not "
    "effects of treatment: see "
)


def _registered(evidence: Evidence, method: str) -> Analysis | None:
    """The analysis of the primary endpoint that the record registers."""
    declared = evidence.definition.endpoints.endpoints
    primary = {endpoint.id for endpoint in declared if endpoint.rank == "primary"}
    return next(
        (
            analysis
            for analysis in evidence.definition.analyses.analyses
            if analysis.method == method
            and analysis.standing == "as registered"
            and analysis.endpoint in primary
        ),
        None,
    )


def _flow(evidence: Evidence) -> Words:
    flow = evidence.first_by("participant_flow")
    if flow is None:
        return ()
    find = partial(evidence.find, flow)
    counts = [
        joined(shown(find(g, "count", "enrolled"), _COUNT), f" with {evidence.group_name(g)}")
        for g in evidence.groups
    ]
    screened = shown(find(ALL, "count", "screened"), _COUNT)
    enrolled = shown(find(ALL, "count", "enrolled"), _COUNT)
    return joined(screened, " people were screened and ", enrolled, " enrolled: ", *_and(counts))


def _curves(evidence: Evidence) -> Words:
    analysis = _registered(evidence, "kaplan_meier")
    if analysis is None or not analysis.at_months:
        return ()
    month = max(analysis.at_months)
    start = f"Cumulative recurrence by {month} months ({evidence.interval_name}) was "
    return joined(start, *_rates(evidence, analysis, month))


def _beside(evidence: Evidence) -> Words:
    """REC-10: what other readings of the last scans make of the same figure."""
    analysis = _registered(evidence, "kaplan_meier")
    if analysis is None or not analysis.at_months:
        return ()
    month = max(analysis.at_months)
    words: Words = ()
    for other in evidence.definition.analyses.readings_beside(analysis):
        if month in other.at_months:
            start = f"Sensitivity analysis “{other.label.en}”: by {month} months "
            words = joined(words, " " if words else "", start, *_rates(evidence, other, month))
    return words


def _rates(evidence: Evidence, analysis: Analysis, month: int) -> Iterator[Words | str]:
    rates = []
    for group in evidence.groups:
        find = partial(evidence.find, analysis, group, variable="month", level=str(month))
        bounds = find("lower"), find("upper")
        rate = with_limits(find("cumulative_incidence"), *bounds, partial(percentage, places=1))
        rates.append(joined(rate, f" % with {evidence.group_name(group)}"))
    return _and(rates)


def _model(evidence: Evidence) -> Words:
    cox, test = _registered(evidence, "cox"), _registered(evidence, "log_rank")
    words: Words = ()
    for column in evidence.contrasts if cox else ():
        assert cox
        level = column.removeprefix(CONTRAST).strip() or _other_group(evidence)
        find = partial(evidence.find, cox, column, variable="group", level=level)
        estimate = find("hazard_ratio") or evidence.find(cox, column, "hazard_ratio")
        ratio = with_limits(estimate, find("lower"), find("upper"), _RATIO)
        against = evidence.group_name(evidence.definition.analyses.reference_group)
        name = f"{evidence.group_name(level)} against {against}"
        words = joined(words, f"{cox.label.en}: hazard ratio {name} ", ratio, ". ")
    if test:
        p = shown(evidence.find(test, CONTRAST, "p"), p_value)
        words = joined(words, f"{test.label.en}: P ", p, ".")
    return words


def _other_group(evidence: Evidence) -> str:
    reference = evidence.definition.analyses.reference_group
    return next(group for group in evidence.groups if group != reference)


def _and(parts: list[Words]) -> Iterator[Words | str]:
    for i, part in enumerate(parts):
        yield part
        yield "." if i == len(parts) - 1 else " and " if i == len(parts) - 2 else ", "
