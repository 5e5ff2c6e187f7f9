"""The forms that belong to no visit: events, tissue, further treatment, death and withdrawal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from numpy.random import Generator

from trialwright.definition.schedule import RUNNING
from trialwright.synthetic.adverse_events import AdverseEvent, draw_adverse_events, draw_event
from trialwright.synthetic.draws import chance, pick, whole
from trialwright.synthetic.forms import Answer, Missing, Sheet
from trialwright.synthetic.parameters import Parameters
from trialwright.synthetic.scans import EXTRAHEPATIC
from trialwright.synthetic.story import Story

#: The kinds that are one term of CTCAE v5.0; the others are coded by hand (rule CTC-31).
CTCAE_TERMS = {
    "flu_like": "Flu like symptoms",
    "fatigue": "Fatigue",
    "headache": "Headache",
    "myalgia": "Myalgia",
    "injection_site": "Injection site reaction",
    "fever": "Fever",
    "neutropenia": "Neutrophil count decreased",
    "thrombocytopenia": "Platelet count decreased",
    "alt_increased": "Alanine aminotransferase increased",
    "depression": "Depression",
    "creatinine": "Creatinine increased",
    "hypophosphatemia": "Hypophosphatemia",
}
SERIOUS = (
    ("serious_death", "death"),
    ("serious_life_threatening", "life_threatening"),
    ("serious_hospitalisation", "hospital"),
    ("serious_other", "important"),
)


def type_biopsies(sheet: Sheet, story: Story) -> None:
    """Save every tissue sample under the date on which it was taken."""
    for number, biopsy in enumerate(story.imaging.biopsies, start=1):
        lesion = biopsy.lesion
        distance: Answer = Missing("unknown" if lesion.site == "liver" else "not_applicable")
        answers: dict[str, Answer] = {
            "collection_date": story.timeline.date(biopsy.day).isoformat(),
            "biopsy_site": lesion.site,
            "biopsy_distance_mm": distance
            if lesion.distance_mm is None
            else str(lesion.distance_mm),
            "histology": biopsy.histology,
            "biopsy_lesion_number": str(lesion.number),
            "biopsy_lesion_new": "yes" if lesion.new else "no",
        }
        sheet.fill(RUNNING, "biopsy", answers, biopsy.day, repeat=number)


def type_subsequent_therapy(
    sheet: Sheet, rng: Generator, story: Story, parameters: Parameters
) -> None:
    """Save what was done about a recurrence, or a transplantation without one (REC-09)."""
    outside = story.imaging.lesion is not None and story.imaging.lesion.site == EXTRAHEPATIC
    table = "therapies_extrahepatic" if outside else "therapies_liver"
    kind = pick(rng, parameters.table(table))
    wait = whole(rng, parameters.table("therapy_days"))
    confirmed, transplanted = story.imaging.confirmed, story.course.transplanted
    if confirmed is not None:
        _type_therapy(sheet, kind, confirmed + wait, story)
    elif transplanted is not None:
        _type_therapy(sheet, "transplant", transplanted, story)


def _type_therapy(sheet: Sheet, kind: str, day: int, story: Story) -> None:
    if day <= story.last_day:
        answers = {"therapy_kind": kind, "therapy_date": story.timeline.date(day).isoformat()}
        sheet.fill(RUNNING, "subsequent_therapy", answers, day, repeat=1)


def type_adverse_events(sheet: Sheet, rng: Generator, story: Story, parameters: Parameters) -> None:
    """Save the adverse events in order of onset."""
    enrolment, last = story.timeline.enrolment, story.last_day
    drawn = draw_adverse_events(rng, story.treatment, enrolment, last, parameters)
    events = sorted([*drawn, *_of_decline(story, rng, parameters), *_of_death(story)], key=_onset)
    for number, event in enumerate(events, start=1):
        answers = adverse_event_answers(event, story)
        sheet.fill(RUNNING, "adverse_event", answers, event.day, repeat=number)


def type_end(sheet: Sheet, rng: Generator, story: Story, parameters: Parameters) -> None:
    """Save a death or a withdrawal, whichever ended follow-up."""
    recurred = story.recurred(story.last_day)
    cause = pick(rng, parameters.table("causes_after_recurrence" if recurred else "causes"))
    reason = pick(rng, parameters.table("withdrawal_reasons"))
    date = story.timeline.date(story.last_day).isoformat()
    if died(story):
        answers = {"death_date": date, "death_cause": cause}
        sheet.fill(RUNNING, "death", answers, story.last_day)
    elif story.last_day == story.course.dropout:
        left = {"withdrawal_date": date, "withdrawal_reason": reason}
        sheet.fill(RUNNING, "withdrawal", left, story.last_day)


def died(story: Story) -> bool:
    """Whether the participant died under observation."""
    return story.last_day == story.course.actual.death


def adverse_event_answers(event: AdverseEvent, story: Story) -> dict[str, Answer]:
    """The form of one event."""
    date = story.timeline.date(event.day).isoformat()
    with_pegifn = story.treatment.peginterferon is not None
    pegifn = event.causality_pegifn if with_pegifn else Missing("not_applicable")
    answers: dict[str, Answer] = {
        "ae_term": event.kind.replace("_", " "),
        "ae_class": event.kind,
        "ctcae_term": CTCAE_TERMS.get(event.kind, Missing("not_done")),
        "onset_date": date if event.day_known else date[: len("2027-03")],
        "worsened": _yes_no(event.worsened),
        "ae_grade": str(event.grade),
        "ae_related_na": event.causality_na,
        "ae_related_pegifn": pegifn,
        "serious_disability": "no",
        "serious_congenital": "no",
    }
    return answers | {item: _yes_no(getattr(event, name)) for item, name in SERIOUS}


def _of_decline(story: Story, rng: Generator, parameters: Parameters) -> Iterable[AdverseEvent]:
    """A decline of liver function is reported as an event once it has begun."""
    hospital = chance(rng, parameters.number("ae_hospital_liver"))
    decline = story.liver.decline
    if decline is None or not story.timeline.enrolment < decline.start <= story.last_day:
        return ()
    grade = 3 if hospital else 2
    event = draw_event(rng, "hepatic_event", decline.start, story.treatment, parameters, grade)
    return (replace(event, hospital=hospital),)


def _of_death(story: Story) -> Iterable[AdverseEvent]:
    """A death without recurrence is the outcome of an event of grade 5."""
    if not died(story) or story.recurred(story.last_day):
        return ()
    return (
        AdverseEvent("other", story.last_day, 5, "unlikely", "unlikely", hospital=True, death=True),
    )


def _onset(event: AdverseEvent) -> tuple[int, str]:
    return event.day, event.kind


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
