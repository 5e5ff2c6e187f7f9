"""Typing answers into forms: entries as a site would save them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from numpy.random import Generator

from trialwright.capture.entry import EnteredValue, Entry
from trialwright.definition.forms import Item
from trialwright.definition.load import Definition
from trialwright.definition.schedule import RUNNING
from trialwright.errors import DefinitionError, Problem
from trialwright.synthetic.filing import UNSCHEDULED
from trialwright.synthetic.parameters import FILE, Parameters
from trialwright.synthetic.timeline import Timeline

OPENING = time(1, 0, tzinfo=UTC)  # nine o'clock at the site
MORNING_MINUTES, MINUTES_A_FORM = 240, 10
WRITERS = {
    "mri_read": "radiologist",
    "mri_lesion": "radiologist",
    "biopsy": "pathologist",
    "investigator_judgement": "investigator",
    "enrolment": "investigator",
    "adverse_event": "investigator",
    "death": "investigator",
}


@dataclass(frozen=True)
class Missing:
    """A field left empty, with the reason."""

    reason: str


@dataclass(frozen=True)
class Quantity:
    """A text in a unit other than the form's first one."""

    text: str
    unit: str


Answer = str | Missing | Quantity
Answers = Mapping[str, Answer]


def amount(value: float, step: Decimal) -> str:
    """The number in whole steps, as exact decimal text."""
    return str(round(value / float(step)) * step)


def step_of(definition: Definition, form: str, item: str) -> Decimal:
    """The smallest step in which an item is entered. DefinitionError where the study lacks it."""
    found = definition.forms_by_id.get(form)
    if found is None or item not in found.by_id:
        raise _misfit(f"the item {form}.{item}")
    return found.by_id[item].smallest_step


class Sheet:
    """The entries of one participant as they are saved, in any order.

    Nothing is saved before consent: what was done earlier is written down then. What would be saved
    after the cut-off does not exist yet.
    """

    def __init__(
        self,
        definition: Definition,
        participant: str,
        timeline: Timeline,
        rng: Generator,
        parameters: Parameters,
    ) -> None:
        self._definition, self._participant = definition, participant
        self._timeline, self._rng, self._cutoff = timeline, rng, parameters.cutoff
        self._delays = parameters.table("days_to_entry")
        self._visits = {visit.id for visit in definition.schedule.visits} | {RUNNING}
        self._versions: dict[tuple[str, str, int], Entry] = {}
        self._entries: list[Entry] = []
        self._last_of_day: dict[date, datetime] = {}

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every version saved so far, in order of time."""
        return tuple(sorted(self._entries, key=lambda entry: (entry.entered_at, entry.id)))

    def fill(
        self,
        visit: str,
        form: str,
        answers: Answers,
        day: int,
        *,
        repeat: int = 0,
        later: int = 0,
        at_once: bool = False,
        by: str | None = None,
    ) -> None:
        """Save a form about `day` (counted from T_R), as many days after it as is usual.

        `at_once` saves it the same day, `later` adds days, `by` names who else than usual saves it. Items that `answers` does not name stay
        empty without a reason. A form already saved gets another version, always after the last.
        """
        self._check_names(visit, form, answers)
        key = (visit, form, repeat)
        before = self._versions.get(key)
        delay = 0 if at_once else int(self._delays.get(form, 0))
        known = max(self._timeline.consent, day + later + delay)
        saved = self._saved_at(self._timeline.date(known))
        if saved.date() > self._cutoff:
            return
        version = int(before.id.rpartition(".v")[2]) + 1 if before else 1
        entry = Entry(
            id=f"{self._participant}.{visit}.{form}.{repeat}.v{version}",
            participant=self._participant,
            visit=visit,
            form=form,
            repeat=repeat,
            values=self._values(form, answers),
            entered_at=saved,
            by=by or f"{WRITERS.get(form, 'coordinator')}-{1 + int(self._rng.random() * 2)}",
            definition_hash=self._definition.hash,
        )
        self._versions[key] = entry
        self._entries.append(entry)

    def _check_names(self, visit: str, form: str, answers: Answers) -> None:
        """The simulation knows forms, items and visits by name; a study may call them otherwise."""
        if visit not in self._visits and not visit.startswith(UNSCHEDULED):
            raise _misfit(f"the visit {visit}")
        if form not in self._definition.forms_by_id:
            raise _misfit(f"the form {form}")
        items = {item.id for item in self._definition.forms_by_id[form].items}
        for unknown in sorted(set(answers) - items):
            raise _misfit(f"the item {form}.{unknown}")

    def _saved_at(self, day: date) -> datetime:
        """One form is typed after the other: the next of a day comes some minutes after the last."""
        mark = float(self._rng.random())
        if day in self._last_of_day:
            saved = self._last_of_day[day] + timedelta(minutes=1 + int(mark * MINUTES_A_FORM))
        else:
            saved = datetime.combine(day, OPENING) + timedelta(minutes=int(mark * MORNING_MINUTES))
        self._last_of_day[day] = saved
        return saved

    def _values(self, form: str, answers: Answers) -> tuple[EnteredValue, ...]:
        items = self._definition.forms_by_id[form].items
        values = tuple(_entered(item, answers.get(item.id)) for item in items)
        for item, entered in zip(items, values, strict=True):
            if item.codelist and entered.value is not None:
                codes = self._definition.codelists_by_id[item.codelist].labels
                if entered.value not in codes:
                    raise _misfit(f"the code {entered.value} of {form}.{item.id}")
        return values


def _misfit(what: str) -> DefinitionError:
    cure = "the simulation is written for PRTRAS 001: keep its names"
    return DefinitionError(Problem(FILE, 0, "", f"this study lacks {what}", cure))


def _entered(item: Item, answer: Answer | None) -> EnteredValue:
    match answer:
        case None:
            return EnteredValue(item.id, None)
        case Missing(reason):
            return EnteredValue(item.id, None, None, reason)
        case Quantity(text, unit):
            return EnteredValue(item.id, text, unit)
        case text:
            return EnteredValue(item.id, text, item.units[0] if item.units else None)
