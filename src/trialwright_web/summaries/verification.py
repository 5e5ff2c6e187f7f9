"""How far the verification of each form is, for the list of what is to be compared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from trialwright.capture.form_content import read_content
from trialwright.capture.source_verification import (
    VERIFIABLE,
    ItemCheck,
    asked_items,
    item_states,
    planned_items,
    progress,
)
from trialwright.definition import Definition
from trialwright_web.capture.actions.verification_rows import checks_of
from trialwright_web.capture.models import FormInstance
from trialwright_web.capture.stored import FormKey
from trialwright_web.oversight.models import SourceVerification
from trialwright_web.summaries.models import VerificationSummary


def verification_rows(
    definition: Definition, sample: Collection[str], forms: Sequence[FormInstance]
) -> list[VerificationSummary]:
    """A row for each of these forms of which the plan asks something; none without a plan.

    `forms` are all forms of some participants, `sample` is who belongs to the sample of the plan.
    """
    plan = definition.verification
    if plan is None:
        return []

    @cache
    def planned(form: str, visit: str, in_sample: bool) -> tuple[str, ...]:
        known = definition.forms_by_id.get(form)
        return planned_items(plan, known, visit, in_sample=in_sample) if known else ()

    compared = _compared(definition.study.id, sorted({form.participant for form in forms}))
    places = {visit.id: place for place, visit in enumerate(definition.schedule.visits)}
    found = []
    for held in forms:
        items = planned(held.form, held.visit, held.participant in sample)
        if items and held.status in VERIFIABLE:
            content = read_content(held.content)
            due = asked_items(items, definition.forms_by_id[held.form], content)
            if due:
                place = places.get(held.visit, len(places))
                found.append(_row(held, place, due, compared.get(_key_of(held), {})))
    return found


def _row(
    held: FormInstance, place: int, due: Sequence[str], checks: dict[str, ItemCheck]
) -> VerificationSummary:
    reached = progress(item_states(due, checks).values())
    return VerificationSummary(
        study=held.study,
        participant=held.participant,
        visit=held.visit,
        form=held.form,
        repeat=held.repeat,
        place=place,
        open=held.verified_by is None or reached.open > 0,
        **reached.counts,
    )


def _compared(study: str, numbers: Sequence[str]) -> dict[FormKey, dict[str, ItemCheck]]:
    rows: dict[FormKey, list[SourceVerification]] = {}
    held = SourceVerification.objects.filter(study=study, participant__in=numbers)
    for row in held.defer("compared"):
        rows.setdefault(_key_of(row), []).append(row)
    return {key: checks_of(some) for key, some in rows.items()}


def _key_of(row: FormInstance | SourceVerification) -> FormKey:
    return row.participant, row.visit, row.form, row.repeat
