"""The lines of the readings of an endpoint: the definition's first, then the others beside it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from trialwright.analysis.registered.readings import PRIMARY, READING
from trialwright.definition.analyses import Analysis
from trialwright.report.document import Words, plain
from trialwright.report.evidence import Evidence, joined, shown, with_limits
from trialwright.report.lines import Line, heading
from trialwright.report.numerals import fixed, percentage

_COUNT = partial(fixed, places=0)
#: Readings that are no sensitivity of endpoints.yaml, in words.
LABELS: Final = {
    "literal_adjacent": "The record's words: two neighbouring tests six months apart",
    "second_date_later": "The confirming test may lie after two years",
    "sustained": "Confirmed and not lost again within two years",
    "on_treatment": "Visits up to the end of study treatment",
    "record_list": "The record's five criteria, without “other medically important”",
}


def reading_lines(evidence: Evidence, analysis: Analysis) -> Iterator[Line]:
    """For each reading who has the outcome, and how many participants it answers otherwise."""
    yield heading(analysis.label.en, analysis.standing)
    found = (numbered.row for numbered in evidence.of(analysis))
    for reading in dict.fromkeys(row.level for row in found if row.variable == READING):
        yield Line(
            plain(_label(evidence, analysis, reading)),
            {group: _outcome(evidence, analysis, group, reading) for group in evidence.groups},
        )
        if reading != PRIMARY:
            find = partial(evidence.find, analysis, variable=READING, level=reading)
            cells = {g: shown(find(g, statistic="changed"), _COUNT) for g in evidence.groups}
            yield Line(plain("Participants with another answer or date", "quiet"), cells)


def _label(evidence: Evidence, analysis: Analysis, reading: str) -> str:
    if reading == PRIMARY:
        return "As this study defines it"
    endpoint = evidence.definition.endpoints.endpoint(analysis.endpoint or "")
    declared = {sensitivity.id: sensitivity.label.en for sensitivity in endpoint.sensitivities}
    return declared.get(reading) or LABELS.get(reading, reading.replace("_", " "))


def _outcome(evidence: Evidence, analysis: Analysis, group: str, reading: str) -> Words:
    find = partial(evidence.find, analysis, group, variable=READING, level=reading)
    counted = find("events") or find("count")
    counts = joined(shown(counted, _COUNT), " / ", shown(find("n"), _COUNT))
    if find("cumulative_incidence") is not None:
        limits = find("lower"), find("upper")
        rate = with_limits(find("cumulative_incidence"), *limits, percentage)
        counts = joined(counts, "; ", rate)
    open_ = find("cannot_determine")
    known = open_ is None or not open_.row.value
    return counts if known else joined(counts, "; open ", shown(open_, _COUNT))
