"""Adverse events with grade, seriousness and causality for each drug (rules SYN-08, SAF-01, SAF-14).

Days count from T_R. Grades are those a site would enter; the simulation knows no laboratory limits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from numpy.random import Generator

from trialwright.synthetic.draws import chance, pick, whole
from trialwright.synthetic.parameters import Parameters
from trialwright.synthetic.treatment import Period, Treatment

NO_EXPOSURE = "no_exposure"


@dataclass(frozen=True)
class AdverseEvent:
    """One event as the site reports it; `day_known` is False where only the month is."""

    kind: str
    day: int
    grade: int
    causality_na: str
    causality_pegifn: str
    day_known: bool = True
    worsened: bool = False
    hospital: bool = False
    life_threatening: bool = False
    important: bool = False
    death: bool = False


def draw_adverse_events(
    rng: Generator, treatment: Treatment, enrolment: int, last_day: int, parameters: Parameters
) -> Iterator[AdverseEvent]:
    """Draw the events of one participant, those of peginterferon first."""
    course = treatment.peginterferon
    marks = {kind: float(rng.random()) for kind in parameters.table("pegifn_aes")}
    if course is not None:
        yield from _of_peginterferon(rng, course, marks, treatment, last_day, parameters)
    for kind, share in parameters.table("na_aes").items():
        happens = chance(rng, share)
        day = enrolment + 1 + int(rng.random() * parameters.number("follow_up_days"))
        drawn = draw_event(rng, kind, day, treatment, parameters)
        if happens and day <= last_day:
            yield drawn
    if chance(rng, parameters.number("ae_before_treatment")):
        yield draw_event(rng, "infection", enrolment - 1, treatment, parameters)


def _of_peginterferon(
    rng: Generator,
    course: Period,
    marks: dict[str, float],
    treatment: Treatment,
    last_day: int,
    parameters: Parameters,
) -> Iterator[AdverseEvent]:
    end = min(course.end or last_day, last_day)
    latest = parameters.table("pegifn_ae_onset_days")
    for kind, share in parameters.table("pegifn_aes").items():
        day = course.start + whole(rng, {"low": 0, "high": latest[kind]})
        drawn = draw_event(rng, kind, day, treatment, parameters)
        if marks[kind] < share and day <= end:
            yield drawn
    if course.reason == "adverse_event" and course.end == end:
        yield _that_stops(rng, course, end, treatment, parameters)


def _that_stops(
    rng: Generator, course: Period, end: int, treatment: Treatment, parameters: Parameters
) -> AdverseEvent:
    """The event for which peginterferon was stopped, some days before the last dose."""
    kind = pick(rng, parameters.table("stopping_aes"))
    grade = int(parameters.number("stopping_grade"))
    day = max(course.start, end - int(parameters.number("stopping_ae_days")))
    return draw_event(rng, kind, day, treatment, parameters, grade)


def draw_event(
    rng: Generator,
    kind: str,
    day: int,
    treatment: Treatment,
    parameters: Parameters,
    grade: int | None = None,
) -> AdverseEvent:
    """Draw one event of a kind and day; its grade too, unless it is given."""
    drawn = int(pick(rng, parameters.table("ae_grades")))
    hospital = chance(rng, parameters.number("ae_hospital_from_grade_3"))
    known = not chance(rng, parameters.number("ae_partial_date"))
    worse = chance(rng, parameters.number("ae_worsened"))
    important = chance(rng, parameters.number("ae_important"))
    grade = grade or drawn
    return AdverseEvent(
        kind=kind,
        day=day,
        grade=grade,
        causality_na=_causality(rng, kind, day, "na", treatment, parameters),
        causality_pegifn=_causality(rng, kind, day, "pegifn", treatment, parameters),
        day_known=known,
        worsened=worse,
        hospital=hospital and grade >= 3,
        life_threatening=grade == 4,
        important=important and grade >= 2,
    )


def _causality(
    rng: Generator, kind: str, day: int, drug: str, treatment: Treatment, parameters: Parameters
) -> str:
    """The WHO-UMC answer: no exposure before the first dose (SAF-12), else by who causes it."""
    course = treatment.peginterferon
    exposed = (
        treatment.analogue_on(day) if drug == "na" else course is not None and course.start <= day
    )
    likely = kind in parameters.table("pegifn_aes" if drug == "pegifn" else "na_caused")
    answer = pick(rng, parameters.table("causality_likely" if likely else "causality_other"))
    return answer if exposed else NO_EXPOSURE
