"""Adverse events beside the CTCAE v5.0 list of the site: terms and grades that do not exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from trialwright.capture.checks import NEAR_A_TERM, NO_GRADE, NO_TERM
from trialwright.capture.entry import Entry
from trialwright.capture.finding import Finding
from trialwright.capture.participant import Participant
from trialwright.definition.load import Definition
from trialwright.instruments.ctcae.coding import code_event
from trialwright.instruments.ctcae.grade import entered_grade
from trialwright.instruments.ctcae.term_list import CtcaeTerm
from trialwright.sentence import sentence

#: Roles of an endpoint of adverse events.
TERM, GRADE = "term", "grade"


def check_event_coding(
    definition: Definition, people: Iterable[Participant], terms: Mapping[str, CtcaeTerm]
) -> tuple[Finding, ...]:
    """Find coded events whose term the list lacks, or whose term lacks their grade (CTC-01, CTC-31).

    `terms` is the site's own list by name. An event without a term is not coded yet: no finding.
    """
    roles = _roles(definition)
    if roles is None:
        return ()
    term, grade = roles
    return tuple(
        finding
        for participant in people
        for entry, name in participant.values(term)
        for finding in _coded(entry, name, term, grade, terms)
    )


def _roles(definition: Definition) -> tuple[str, str] | None:
    """The items of term and grade; both stand on one form."""
    for endpoint in definition.endpoints.endpoints:
        if TERM in endpoint.roles and GRADE in endpoint.roles:
            return endpoint.roles[TERM], endpoint.roles[GRADE]
    return None


def _coded(
    entry: Entry, name: str, term: str, grade: str, terms: Mapping[str, CtcaeTerm]
) -> Iterator[Finding]:
    term_item, grade_item = term.partition(".")[2], grade.partition(".")[2]
    # Another text than 1 to 5 is a finding of the form's own check.
    given = entered_grade(entry.value(grade_item))
    found = code_event(name, given, terms)
    if found.term is None:
        what = sentence(NO_TERM, term=name)
        if found.nearest:
            what = sentence(NEAR_A_TERM, term=name, meant=found.nearest[0])
        yield Finding(entry.id, term_item, "no term", what)
    elif found.grade_exists is False:
        what = sentence(NO_GRADE, term=found.term, grades=found.grades, grade=given)
        yield Finding(entry.id, grade_item, "no such grade", what)
