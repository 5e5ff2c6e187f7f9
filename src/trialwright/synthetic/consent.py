"""What each person agrees to, use by use, and what a few take back later.

Consent has a stream and a sheet of its own: nothing else in a cohort depends on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from numpy.random import Generator

from trialwright.definition.consent import Consent, ConsentUse
from trialwright.definition.load import Definition
from trialwright.definition.schedule import RUNNING
from trialwright.errors import DefinitionError, Problem
from trialwright.synthetic.draws import chance, whole
from trialwright.synthetic.forms import Answer, Missing, Sheet
from trialwright.synthetic.hazard import DAYS_PER_YEAR
from trialwright.synthetic.parameters import FILE, Parameters
from trialwright.synthetic.timeline import Timeline

#: The language of the text that simulated people sign: that of the hospital.
LANGUAGE = "zh"


def type_consent(
    sheet: Sheet,
    rng: Generator,
    definition: Definition,
    timeline: Timeline,
    parameters: Parameters,
    *,
    last_day: int | None,
) -> None:
    """Save the first consent, each later one that a new text asks for, and withdrawals.

    `last_day` is the last day of follow-up, counted from T_R; None for who was not enrolled and has
    the first consent only. A study that declares no uses has nothing to save.
    """
    plan = definition.site.consent
    if plan is None:
        return
    permits = _draw_answers(rng, plan, parameters)
    act = _act(plan, timeline.date(timeline.consent), permits)
    # The consent to take part is typed first; this form follows the day after.
    sheet.fill(RUNNING, plan.form, act, timeline.consent, repeat=1, later=1)
    if last_day is not None:
        _type_later_consents(sheet, rng, plan, timeline, parameters, permits, last_day)
        _type_withdrawals(sheet, rng, plan, timeline, parameters, permits, last_day)


def _draw_answers(rng: Generator, plan: Consent, parameters: Parameters) -> dict[str, bool]:
    shares = parameters.table("uses_permitted")
    return {use.id: chance(rng, _of(shares, use, "uses_permitted")) for use in plan.uses}


def _act(plan: Consent, day: date, permits: Mapping[str, bool]) -> dict[str, Answer]:
    text = plan.in_force(day)
    answers: dict[str, Answer] = {
        plan.given_on: day.isoformat(),
        plan.version: text.version if text else Missing("not_applicable"),
        f"{plan.form}.text_language": LANGUAGE,
    }
    answers |= {use.item: "yes" if permits[use.id] else "no" for use in plan.uses}
    return {item.partition(".")[2]: answer for item, answer in answers.items()}


def _type_later_consents(
    sheet: Sheet,
    rng: Generator,
    plan: Consent,
    timeline: Timeline,
    parameters: Parameters,
    permits: Mapping[str, bool],
    last_day: int,
) -> None:
    """Asked again some days after the new text, with the same answers as before."""
    first, repeat = timeline.date(timeline.consent), 1
    for text in plan.texts:
        if not text.reconsent or text.approved_on <= first:
            continue
        wait = whole(rng, parameters.table("days_until_asked_again"))
        day = (text.approved_on - timeline.radical).days + wait
        if day <= last_day:
            repeat += 1
            act = _act(plan, timeline.date(day), permits)
            sheet.fill(RUNNING, plan.form, act, day, repeat=repeat)


def _type_withdrawals(
    sheet: Sheet,
    rng: Generator,
    plan: Consent,
    timeline: Timeline,
    parameters: Parameters,
    permits: Mapping[str, bool],
    last_day: int,
) -> None:
    rates = parameters.table("uses_withdrawn")
    found: list[tuple[int, str]] = []
    for use in plan.uses:
        wait = float(rng.exponential())
        rate = _of(rates, use, "uses_withdrawn")
        if rate > 0 and permits[use.id]:
            found.append((timeline.enrolment + 1 + int(wait / rate * DAYS_PER_YEAR), use.id))
    if plan.withdrawal is None:
        return
    in_time = sorted((day, name) for day, name in found if day <= last_day)
    for repeat, (day, name) in enumerate(in_time, start=1):
        answers: dict[str, Answer] = {
            plan.withdrawal.withdrawn_on.partition(".")[2]: timeline.date(day).isoformat(),
            plan.withdrawal.use.partition(".")[2]: name,
        }
        sheet.fill(RUNNING, plan.withdrawal.form, answers, day, repeat=repeat)


def _of(table: Mapping[str, float], use: ConsentUse, name: str) -> float:
    if use.id not in table:
        what = f"no share is given for the use {use.id}"
        raise DefinitionError(Problem(FILE, 0, f"parameters.{name}", what, "add it"))
    return float(table[use.id])
