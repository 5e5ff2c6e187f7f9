"""What is wrong with the data of a whole study: each form by itself, then each participant.

A finding names the entry and the item. Nothing is corrected or left out: an impossible date, a
negative size or a unit that no form declares is asked about, never turned into another number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Final
from zoneinfo import ZoneInfo

from trialwright.capture import checks as say
from trialwright.capture.consent_check import check_consent_between_forms
from trialwright.capture.eligibility_record import EligibilityDeviation
from trialwright.capture.enrolment_deviations import enrolment_deviation
from trialwright.capture.entry import Entry
from trialwright.capture.event_coding import check_event_coding
from trialwright.capture.exposure_check import check_exposure
from trialwright.capture.finding import Finding, Kind
from trialwright.capture.form_check import check_entry
from trialwright.capture.group_check import check_group_dates
from trialwright.capture.participant import Participant
from trialwright.capture.review.unmatched import check_reviews
from trialwright.capture.screening import Screening
from trialwright.definition.load import Definition
from trialwright.instruments.ctcae.term_list import CtcaeTerm
from trialwright.instruments.partial_date import DateSpan, possible_days
from trialwright.sentence import sentence

#: The input of the eligibility rules that is the date of birth, and the role of an endpoint that is
#: the platform of a laboratory test.
BIRTH, ASSAY = "birth_date", "assay"


@dataclass(frozen=True)
class CheckedData:
    """What the checks say of a study's data: findings to ask about, and deviations with a reason."""

    findings: tuple[Finding, ...] = ()
    deviations: tuple[EligibilityDeviation, ...] = ()


def check_data(
    definition: Definition,
    people: Sequence[Participant],
    screenings: Mapping[str, Screening],
    data_cutoff: date,
    terms: Mapping[str, CtcaeTerm] | None = None,
) -> CheckedData:
    """Check every current entry of every participant, in their order.

    `screenings` holds the eligibility decision on each by id, `data_cutoff` is the last day whose
    data may be there; `terms` is the site's list of CTCAE terms
    by name, None where it has given none.
    """
    findings: list[Finding] = []
    deviations: list[EligibilityDeviation] = []
    for participant in people:
        findings += check_participant(definition, participant, data_cutoff)
        found = enrolment_deviation(definition, participant, screenings[participant.id])
        if isinstance(found, Finding):
            findings.append(found)
        elif found:
            deviations.append(found)
    if terms is not None:
        findings += check_event_coding(definition, people, terms)
    return CheckedData(tuple(findings), tuple(deviations))


def check_participant(
    definition: Definition, participant: Participant, data_cutoff: date
) -> Iterator[Finding]:
    """Check one participant: forms one by one, then dates, repeated entries and assays."""
    for entry in participant.entries:
        yield from check_entry(definition, entry)
    yield from check_between_forms(definition, participant, data_cutoff)


#: What only several forms of a participant can show.
BETWEEN_FORMS: Final[frozenset[Kind]] = frozenset(
    {
        "before birth",
        "after death",
        "after the cut-off",
        "after it was entered",
        "same entry again",
        "several assays",
        "belongs to nothing",
        "not consented",
        "after consent ended",
        "followed without consent",
        "consent text",
        "treatment period",
        "group decision",
    }
)


def check_between_forms(
    definition: Definition, participant: Participant, data_cutoff: date
) -> Iterator[Finding]:
    """Check the forms of one participant against each other: dates, repeats, assays, consent."""
    yield from _impossible_dates(definition, participant, data_cutoff)
    yield from _repeated_entries(definition, participant)
    yield from _several_assays(definition, participant)
    yield from check_reviews(definition, participant)
    yield from check_consent_between_forms(definition, participant, data_cutoff)
    yield from check_exposure(definition, participant)
    yield from check_group_dates(definition, participant)


def _impossible_dates(
    definition: Definition, participant: Participant, data_cutoff: date
) -> Iterator[Finding]:
    """Dates before birth, after death, after the cut-off, or after the day they were typed."""
    birth_item = _birth_item(definition)
    death_item = definition.study.milestones.death
    birth = _first(participant, birth_item)
    death = _first(participant, death_item)
    zone = ZoneInfo(definition.site.time_zone)
    for entry, item, span in _dates(definition, participant):
        typed, find = _day_in(zone, entry.entered_at), partial(_finding, definition, entry, item)
        if birth and span.latest < birth:
            yield find("before birth", say.BEFORE_BIRTH, birth=birth)
        elif span.earliest > data_cutoff:
            yield find("after the cut-off", say.AFTER_CUTOFF, cutoff=data_cutoff)
        elif span.earliest > typed:
            yield find("after it was entered", say.AFTER_ENTRY, day=typed)
        elif death and span.earliest > death:
            yield find("after death", say.AFTER_DEATH, death=death)


def _dates(
    definition: Definition, participant: Participant
) -> Iterator[tuple[Entry, str, DateSpan]]:
    for entry in participant.entries:
        form = definition.forms_by_id.get(entry.form)
        dates = form.dates if form else frozenset()
        for value in entry.values if dates else ():
            if value.item in dates and (span := possible_days(value.value)):
                yield entry, value.item, span


@lru_cache(maxsize=4096)
def _day_in(zone: ZoneInfo, moment: datetime) -> date:
    return moment.astimezone(zone).date()


def _birth_item(definition: Definition) -> str:
    source = definition.eligibility.inputs.get(BIRTH)
    return (source.item if source else None) or ""


def _first(participant: Participant, reference: str) -> date | None:
    return next((day for day, _ in participant.dates(reference)), None)


def _repeated_entries(definition: Definition, participant: Participant) -> Iterator[Finding]:
    """The same answers under another name: a row that was sent or typed twice.

    Forms with a date are compared over all visits; without one, equal answers at two visits are no
    surprise, and only repeats at one visit are compared.
    """
    seen: dict[tuple[object, ...], str] = {}
    for entry in participant.entries:
        form = definition.forms_by_id.get(entry.form)
        answers = tuple([(v.item, v.value, v.unit) for v in entry.values if v.value is not None])
        if form is None or not answers:
            continue
        dated = not form.dates.isdisjoint(item for item, *_ in answers)
        key = (entry.form, answers, "" if dated else entry.visit)
        first = seen.setdefault(key, entry.id)
        if first != entry.id:
            what = sentence(say.SAME_AGAIN, form=form.label, entry=first)
            yield Finding(entry.id, "", "same entry again", what)


def _several_assays(definition: Definition, participant: Participant) -> Iterator[Finding]:
    """Tests of one endpoint on several platforms; the first one of another platform is named (HBS-07)."""
    for endpoint in definition.endpoints.endpoints:
        if not (reference := endpoint.roles.get(ASSAY)):
            continue
        dates = endpoint.roles.get("date", "")
        day_of = {entry.id: day for day, entry in participant.dates(dates)}
        tests = sorted(
            (day_of[entry.id], entry.id, assay)
            for entry, assay in participant.values(reference)
            if entry.id in day_of
        )
        assays = list(dict.fromkeys(assay for *_, assay in tests))
        if len(assays) > 1:
            first = next(entry for _, entry, assay in tests if assay == assays[1])
            item = definition.item(reference)
            what = sentence(
                say.SEVERAL_ASSAYS, item=item.label, count=len(assays), assays=", ".join(assays)
            )
            yield Finding(first, item.id, "several assays", what)


def _finding(
    definition: Definition, entry: Entry, item: str, kind: Kind, template: str, **days: date
) -> Finding:
    label = definition.item(f"{entry.form}.{item}").label
    what = sentence(template, item=label, value=entry.value(item), **days)
    return Finding(entry.id, item, kind, what)
