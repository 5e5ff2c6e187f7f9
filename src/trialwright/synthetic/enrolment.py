"""The baseline visit, the treatment given, and the enrolment itself."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.random import Generator

from trialwright.definition.load import Definition
from trialwright.definition.schedule import RUNNING
from trialwright.synthetic.chemistry import draw_sample
from trialwright.synthetic.draws import pick
from trialwright.synthetic.forms import Answer, Answers, Missing, Quantity, Sheet
from trialwright.synthetic.laboratory import chemistry_answers, with_slip
from trialwright.synthetic.parameters import Parameters
from trialwright.synthetic.quality_of_life import draw_answers
from trialwright.synthetic.story import Story
from trialwright.synthetic.treatment import Period
from trialwright.synthetic.virology import report_dna, report_hbsag

ENROLMENT = "ENROLMENT"

#: Who chose the group with the participant: nobody of that name exists.
PHYSICIAN = "physician of the rehearsal"


def baseline_answers(
    chemistry: Generator,
    virology: Generator,
    definition: Definition,
    story: Story,
    parameters: Parameters,
) -> dict[str, Answers]:
    """Chemistry and virology of the baseline visit; complete, since enrolment depends on them."""
    timeline = story.timeline
    date = timeline.date(timeline.samples).isoformat()
    sample = draw_sample(chemistry, story.liver, timeline.samples, False, parameters)
    form = definition.forms_by_id["liver_chemistry"]
    plain = {"plain": 1.0}
    day = timeline.samples - story.antiviral_start
    return {
        "liver_chemistry": chemistry_answers(form, sample, date, story.person, parameters),
        "virology": virology_answers(virology, story, day, date, parameters, plain),
    }


def virology_answers(
    rng: Generator,
    story: Story,
    day: int,
    date: str,
    parameters: Parameters,
    hbsag_styles: Mapping[str, float] | None = None,
) -> dict[str, Answer]:
    """The virology form for `day`, counted from the start of the antiviral strategy."""
    platform = pick(rng, parameters.table("dna_platforms"))
    level = story.hbsag[story.course.group].at(day, parameters.number("log10_hbsag_floor"))
    styles = hbsag_styles or parameters.table("hbsag_styles")
    hbsag = report_hbsag(rng, level, styles, parameters)
    dna = report_dna(rng, story.dna.at(day), platform, parameters)
    return {
        "virology_date": date,
        "hbsag_result": Quantity(hbsag.text, hbsag.unit),
        "hbvdna_result": Quantity(dna.text, dna.unit),
        "hbvdna_platform": platform,
    }


def type_baseline_visit(
    sheet: Sheet, rng: Generator, forms: Mapping[str, Answers], story: Story, parameters: Parameters
) -> None:
    """Save the baseline samples; a slip of the unit is found and put right the same day."""
    day = story.timeline.samples
    for form, answers in forms.items():
        slipped = with_slip(rng, answers, parameters) if form == "liver_chemistry" else None
        if slipped:
            sheet.fill(ENROLMENT, form, slipped, day, at_once=True)
        sheet.fill(ENROLMENT, form, answers, day, at_once=True)


def type_enrolment(
    sheet: Sheet, rng: Generator, usual_health: float, story: Story, parameters: Parameters
) -> None:
    """Save the enrolment with the group, the first questionnaire and the drugs started."""
    timeline = story.timeline
    date = timeline.date(timeline.enrolment).isoformat()
    sheet.fill(
        ENROLMENT,
        "enrolment",
        {
            "enrolment_date": date,
            "treatment_group": story.course.group,
            "group_decided_on": date,
            "group_decided_by": PHYSICIAN,
        },
        timeline.enrolment,
    )
    sheet.fill(
        ENROLMENT,
        "qlqc30",
        questionnaire(date, draw_answers(rng, usual_health, parameters)),
        timeline.enrolment,
    )
    for number, period in enumerate(story.treatment.periods, start=1):
        _type_period(sheet, number, period, story)


def questionnaire(date: str, answers: Mapping[int, int | None]) -> dict[str, Answer]:
    """The questionnaire's form from answers by item number."""
    items = {f"q{n}": str(a) if a is not None else Missing("unknown") for n, a in answers.items()}
    return {"qlq_date": date, **items}


def _type_period(sheet: Sheet, number: int, period: Period, story: Story) -> None:
    """Save a drug when it is started, and again when it has been stopped."""
    known = story.timeline.enrolment
    if period.start > story.last_day:
        return
    started: dict[str, Answer] = {
        "drug": period.drug,
        "start_date": story.timeline.date(period.start).isoformat(),
        "end_date": Missing("not_applicable"),
        "stop_reason": Missing("not_applicable"),
    }
    sheet.fill(RUNNING, "study_treatment", started, max(known, period.start), repeat=number)
    if period.end is None or period.reason is None or period.end > story.last_day:
        return
    ended = started | {
        "end_date": story.timeline.date(period.end).isoformat(),
        "stop_reason": period.reason,
    }
    sheet.fill(RUNNING, "study_treatment", ended, max(known, period.end), repeat=number)
