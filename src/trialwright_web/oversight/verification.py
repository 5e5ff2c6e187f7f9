"""Read what the plan of source data verification asks for, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Q

from trialwright.capture.conditional_items import conditional
from trialwright.capture.form_content import read_content
from trialwright.capture.source_verification import (
    VERIFIABLE,
    ItemCheck,
    ItemState,
    Progress,
    asked_items,
    item_states,
    planned_items,
    progress,
)
from trialwright.definition.load import Definition
from trialwright_web.capture.actions.verification_rows import sample_of
from trialwright_web.capture.models import FormInstance
from trialwright_web.capture.stored import FormKey
from trialwright_web.oversight.models import SourceVerification


@dataclass(frozen=True)
class FormVerification:
    """One saved form of which the plan asks something. `marked`: it is source-verified."""

    key: FormKey
    states: tuple[ItemState, ...]
    marked: bool

    @property
    def participant(self) -> str:
        """The screening number."""
        return self.key[0]

    @property
    def visit(self) -> str:
        """The visit of the form."""
        return self.key[1]

    @property
    def form(self) -> str:
        """The form's identifier."""
        return self.key[2]

    @property
    def repeat(self) -> int:
        """Which of a repeating form."""
        return self.key[3]

    @property
    def open(self) -> bool:
        """Whether it waits to be verified: an item, or the mark that fell with another change."""
        return not self.marked or self.progress.open > 0

    @property
    def progress(self) -> Progress:
        """Its items, counted by state."""
        return progress(self.states)


def form_verifications(
    definition: Definition, *, participant: str = "", form: str = ""
) -> Iterator[FormVerification]:
    """Every form, complete or further, of which the plan asks something; empty without a plan.

    By participant, in the order of the visits of the study.
    """
    plan = definition.verification
    if plan is None:
        return
    sample, compared = sample_of(definition), _compared(definition.study.id, participant, form)

    @cache
    def planned(form: str, visit: str, in_sample: bool) -> tuple[str, ...]:
        known = definition.forms_by_id.get(form)
        return planned_items(plan, known, visit, in_sample=in_sample) if known else ()

    sometimes = {each.id for each in definition.forms if conditional(each)}
    place = {visit.id: number for number, visit in enumerate(definition.schedule.visits)}
    saved = _saved(definition.study.id, participant, form, sometimes)
    for key, marked, content in sorted(
        saved, key=lambda one: (one[0][0], place.get(one[0][1], len(place)), one[0])
    ):
        items = planned(key[2], key[1], key[0] in sample)
        if content and items:
            items = asked_items(items, definition.forms_by_id[key[2]], read_content(content))
        if items:
            states = item_states(items, compared.get(key, {}))
            yield FormVerification(key, tuple(states.values()), marked)


def forms_not_verified(definition: Definition) -> int:
    """How many saved forms of the plan are not marked as source-verified; counted by the database.

    A form is marked once all that is due on it agrees, and no longer once it changes.
    """
    plan = definition.verification
    if plan is None:
        return 0
    sample, named = sample_of(definition), Q()
    for row in plan.rows:
        forms = {*row.forms, *(item.partition(".")[0] for item in row.items)}
        place = Q(form__in=forms, visit__in=row.visits) if row.visits else Q(form__in=forms)
        named |= place if row.extent == "everybody" else place & Q(participant__in=sample)
    saved = FormInstance.objects.filter(study=definition.study.id, verified_by__isnull=True)
    return saved.filter(named, status__in=sorted(VERIFIABLE)).count()


def total(forms: Sequence[FormVerification]) -> Progress:
    """The progress of many forms as one."""
    return progress(state for form in forms for state in form.states)


def _saved(
    study: str, participant: str, form: str, sometimes: set[str]
) -> list[tuple[FormKey, bool, str]]:
    """The forms, whether each is marked, and its content where that decides which items are asked."""
    rows = FormInstance.objects.filter(study=study, status__in=sorted(VERIFIABLE))
    rows = rows.filter(participant=participant) if participant else rows
    rows = rows.filter(form=form) if form else rows
    columns = ("participant", "visit", "form", "repeat", "verified_by")
    plain = rows.exclude(form__in=sometimes).values_list(*columns)
    found = [((who, visit, name, n), by is not None, "") for who, visit, name, n, by in plain]
    conditioned = rows.filter(form__in=sometimes).values_list(*columns, "content")
    found += [
        ((who, visit, name, n), by is not None, text)
        for who, visit, name, n, by, text in conditioned
    ]
    return found


def _compared(study: str, participant: str, form: str) -> dict[FormKey, dict[str, ItemCheck]]:
    rows = SourceVerification.objects.filter(study=study)
    rows = rows.filter(participant=participant) if participant else rows
    rows = rows.filter(form=form) if form else rows
    found: dict[FormKey, dict[str, ItemCheck]] = {}
    columns = ("participant", "visit", "form", "repeat", "item", "outcome", "fallen_because")
    for number, visit, name, repeat, item, outcome, fallen in rows.values_list(*columns):
        check = ItemCheck("differs" if outcome == "differs" else "verified", fallen is not None)
        found.setdefault((number, visit, name, repeat), {})[item] = check
    return found
