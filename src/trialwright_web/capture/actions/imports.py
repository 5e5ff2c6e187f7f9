"""Carry out an import: every form of its plan, or none."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from trialwright.capture.form_content import read_content
from trialwright.capture.imports.plan import FormKey, ImportedValue, ImportPlan, plan_import
from trialwright.capture.save import FormState
from trialwright.definition.load import Definition
from trialwright_web.capture.actions.forms import save_form
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.models import FormInstance, Participant


def planned_import(
    definition: Definition, values: Sequence[ImportedValue], file: str
) -> ImportPlan:
    """What the values would do to the forms as they stand now. Raises ImportRefused."""
    study = definition.study.id
    wanted = {value.key[0] for value in values}
    known = Participant.objects.filter(study=study, number__in=wanted)
    numbers = frozenset(known.values_list("number", flat=True))
    held: dict[FormKey, FormState] = {}
    for row in FormInstance.objects.filter(study=study, participant__in=wanted):
        state = FormState(row.status, row.revision, read_content(row.content))
        held[row.participant, row.visit, row.form, row.repeat] = state
    return plan_import(definition, values, held, numbers, file)


def import_values(
    *,
    by: Actor,
    definition: Definition,
    values: Sequence[ImportedValue],
    file: str,
    digest: str,
    reason: str,
) -> ImportPlan:
    """Save every form of the plan in one transaction. `digest` names what was looked at.

    Each save is the action of the page, with its checks, queries and voided signatures. Raises
    NotPossible where the data changed since the plan was shown, and whatever one save raises: then
    nothing of the file is there.
    """
    with transaction.atomic():
        plan = planned_import(definition, values, file)
        if plan.digest != digest:
            what = "forms changed since this import was shown"
            raise not_possible("file", what, "look at what would change now, and import then")
        for save in plan.saves:
            save_form(
                by=by,
                definition=definition,
                key=save.key,
                values=save.values,
                revision=save.revision,
                intent=save.intent,
                reason=reason,
            )
    return plan
