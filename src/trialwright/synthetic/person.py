"""One synthetic person from screening to the end of follow-up: draw what is true, then type it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from numpy.random import Generator

from trialwright.capture.eligibility import decide_eligibility
from trialwright.capture.entry import Entry, current_entries
from trialwright.capture.participant import Participant
from trialwright.capture.screening_values import screening_values
from trialwright.definition.load import Definition
from trialwright.synthetic.baseline import draw_baseline
from trialwright.synthetic.consent import type_consent
from trialwright.synthetic.draws import Subject, chance, pick, stream
from trialwright.synthetic.enrolment import baseline_answers, type_baseline_visit, type_enrolment
from trialwright.synthetic.failures import ELIGIBLE, RECURRENCE_SEEN, Failure, failure_of
from trialwright.synthetic.filing import Filing
from trialwright.synthetic.follow_up import FollowUp
from trialwright.synthetic.forms import Sheet
from trialwright.synthetic.indication import ANALOGUE, PEGINTERFERON
from trialwright.synthetic.parameters import Parameters
from trialwright.synthetic.quality_of_life import draw_usual_health
from trialwright.synthetic.recurrence import RecurrenceModel
from trialwright.synthetic.review import type_review
from trialwright.synthetic.running import (
    type_adverse_events,
    type_biopsies,
    type_end,
    type_subsequent_therapy,
)
from trialwright.synthetic.screening import (
    apply_failure,
    permitted_malignancy,
    screening_answers,
    type_screening,
)
from trialwright.synthetic.story import Story, draw_story
from trialwright.synthetic.timeline import origins
from trialwright.synthetic.truth import TruthRow


@dataclass(frozen=True)
class Simulation:
    """What all persons of one cohort share."""

    definition: Definition
    parameters: Parameters
    model: RecurrenceModel
    seed: int


@dataclass(frozen=True)
class SyntheticPerson:
    """The entries of one screened person, and the truth of one who was enrolled."""

    entries: tuple[Entry, ...]
    truth: TruthRow | None


def simulate_person(simulation: Simulation, number: int) -> SyntheticPerson:
    """Simulate the screened person `number`, counted from 1.

    The study's own rules decide on the day of enrolment, from what has been typed until then. Only
    who is ELIGIBLE gets an enrolment entry and a follow-up.
    """
    rng = stream(simulation.seed, number, Subject.RECRUITMENT)
    failure, declines = _draw_failure(rng, simulation.parameters)
    story = draw_person_story(simulation, number, failure)
    if _recurrence_known_before(story, simulation.parameters):
        failure = RECURRENCE_SEEN
    name = f"S-{number:04d}"
    typing = stream(simulation.seed, number, Subject.TYPING)
    sheet = Sheet(simulation.definition, name, story.timeline, typing, simulation.parameters)
    type_before_enrolment(simulation, number, sheet, story, failure)
    if declines or not _eligible(simulation.definition, name, sheet, story):
        _type_early_scans(simulation, sheet, story, failure)
        consent = _consent_entries(simulation, number, name, story, None)
        return SyntheticPerson(_by_time(sheet.entries, consent), None)
    _type_after_enrolment(simulation, number, sheet, story)
    consent = _consent_entries(simulation, number, name, story, story.last_day)
    return SyntheticPerson(_by_time(sheet.entries, consent), _truth(name, story))


def _consent_entries(
    simulation: Simulation, number: int, name: str, story: Story, last_day: int | None
) -> tuple[Entry, ...]:
    """Consent to each use, typed on a sheet of its own so that all else stays as it was."""
    typing = stream(simulation.seed, number, Subject.TYPING_CONSENT)
    sheet = Sheet(simulation.definition, name, story.timeline, typing, simulation.parameters)
    rng = stream(simulation.seed, number, Subject.CONSENT)
    definition, parameters = simulation.definition, simulation.parameters
    type_consent(sheet, rng, definition, story.timeline, parameters, last_day=last_day)
    return sheet.entries


def _by_time(*entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    together = [entry for some in entries for entry in some]
    return tuple(sorted(together, key=lambda entry: (entry.entered_at, entry.id)))


def _draw_failure(rng: Generator, parameters: Parameters) -> tuple[Failure, bool]:
    fails = chance(rng, parameters.number("screening_failures"))
    kind = pick(rng, parameters.table("screening_failure_kinds"))
    declines = chance(rng, parameters.number("declined"))
    return failure_of(kind) if fails else ELIGIBLE, declines


def draw_person_story(simulation: Simulation, number: int, failure: Failure) -> Story:
    """Draw what is true of the screened person `number`, changed as their failure wants it."""
    rng = stream(simulation.seed, number, Subject.BASELINE)
    person = replace(draw_baseline(rng, simulation.parameters), **failure.person)
    schedule = simulation.definition.schedule
    return draw_story(
        simulation.seed, number, person, schedule, simulation.model, simulation.parameters
    )


def _recurrence_known_before(story: Story, parameters: Parameters) -> bool:
    """A read takes some days: a recurrence just before enrolment is not known yet."""
    known = story.timeline.enrolment - int(parameters.number("days_until_read_known"))
    return story.recurred(known)


def type_before_enrolment(
    simulation: Simulation, number: int, sheet: Sheet, story: Story, failure: Failure
) -> None:
    """Save screening, the radical treatment and the samples for enrolment."""
    definition, parameters = simulation.definition, simulation.parameters
    person, timeline = story.person, story.timeline
    rng = stream(simulation.seed, number, Subject.SCREENING)
    forms = screening_answers(rng, definition, person, timeline, parameters)
    permitted = permitted_malignancy(rng, person, parameters)
    malignancies = failure.malignancies or permitted
    if malignancies:
        forms["medical_history"]["other_malignancy"] = "yes"
    type_screening(sheet, apply_failure(forms, failure), malignancies, timeline)
    chemistry = stream(simulation.seed, number, Subject.BASELINE_CHEMISTRY)
    virology = stream(simulation.seed, number, Subject.BASELINE_VIROLOGY)
    samples = baseline_answers(chemistry, virology, definition, story, parameters)
    type_baseline_visit(sheet, chemistry, apply_failure(samples, failure), story, parameters)


def _eligible(definition: Definition, name: str, sheet: Sheet, story: Story) -> bool:
    participant = Participant(name, current_entries(sheet.entries))
    decided_on = story.timeline.date(story.timeline.enrolment)
    values = screening_values(definition, participant, decided_on, rehearsal=True)
    return decide_eligibility(definition, values).overall == "ELIGIBLE"


def _type_early_scans(simulation: Simulation, sheet: Sheet, story: Story, failure: Failure) -> None:
    """The scan that kept somebody out of the study stays on record."""
    if failure is RECURRENCE_SEEN:
        filing = Filing(simulation.definition.schedule, origins(story.timeline))
        follow_up = FollowUp(simulation.definition, sheet, filing, story, simulation.parameters)
        follow_up.type_scans(until=story.timeline.enrolment)


def _type_after_enrolment(simulation: Simulation, number: int, sheet: Sheet, story: Story) -> None:
    definition, parameters = simulation.definition, simulation.parameters
    quality = stream(simulation.seed, number, Subject.QUALITY_OF_LIFE)
    health = draw_usual_health(quality, parameters)
    type_enrolment(sheet, quality, health, story, parameters)
    filing = Filing(definition.schedule, origins(story.timeline, story.antiviral_start))
    follow_up = FollowUp(definition, sheet, filing, story, parameters)
    follow_up.type_scans(until=story.last_day)
    follow_up.type_chemistry(stream(simulation.seed, number, Subject.VISIT_CHEMISTRY))
    follow_up.type_virology(stream(simulation.seed, number, Subject.VISIT_VIROLOGY))
    follow_up.type_questionnaires(quality, health)
    events = stream(simulation.seed, number, Subject.ADVERSE_EVENTS)
    type_biopsies(sheet, story)
    type_adverse_events(sheet, events, story, parameters)
    end = stream(simulation.seed, number, Subject.END)
    type_subsequent_therapy(sheet, end, story, parameters)
    type_end(sheet, end, story, parameters)
    review = stream(simulation.seed, number, Subject.REVIEW)
    type_review(sheet, review, definition, story, parameters)


def _truth(name: str, story: Story) -> TruthRow:
    person, course = story.person, story.course
    alone, added = course.outcomes[ANALOGUE], course.outcomes[PEGINTERFERON]
    start = story.antiviral_start
    pegifn = story.treatment.peginterferon
    losses = {group: hbsag.lost for group, hbsag in story.hbsag.items()}
    return TruthRow(
        participant=name,
        group=course.group,
        propensity=course.propensity,
        enrolment=story.timeline.enrolment,
        antiviral_start=start,
        peginterferon_start=pegifn.start if pegifn else None,
        recurrence_na=alone.recurrence,
        recurrence_pegifn=added.recurrence,
        death_na=alone.death,
        death_pegifn=added.death,
        hbsag_loss_na=_from(start, losses[ANALOGUE]),
        hbsag_loss_pegifn=_from(start, losses[PEGINTERFERON]),
        dropout=course.dropout,
        transplant=course.transplanted,
        age=person.age,
        cirrhosis=person.cirrhosis,
        microvascular=person.microvascular,
        log10_hbsag=person.log10_hbsag,
    )


def _from(start: int, days: int | None) -> int | None:
    return None if days is None else start + days
