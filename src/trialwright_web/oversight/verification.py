"""What the plan of source data verification asks for, and how far it has come, asked in SQL.

The rows are those of `trialwright_web.summaries`: refresh them first (`refresh_verification`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from django.db.models import Count, Q, QuerySet, Sum

from trialwright.capture.source_verification import ITEM_STATES, ItemState, Progress
from trialwright.definition.load import Definition
from trialwright_web.summaries.models import VerificationSummary
from trialwright_web.summaries.people import refresh_verification

Choice = Literal["open", "all"] | ItemState
CHOICES: Final[tuple[Choice, ...]] = ("open", *ITEM_STATES, "all")
"""Which forms to list: those that wait, those with an item in a state, or all."""


@dataclass(frozen=True)
class FormProgress:
    """All saved forms of one kind: their items by state, and how many forms stand on each list."""

    form: str
    items: Progress
    forms: dict[Choice, int]


def forms_to_verify(
    study: str, *, participant: str = "", form: str = ""
) -> QuerySet[VerificationSummary]:
    """Every form, complete or further, of which the plan asks something.

    By participant, in the order of the visits of the study.
    """
    rows = VerificationSummary.objects.filter(study=study)
    rows = rows.filter(participant=participant) if participant else rows
    rows = rows.filter(form=form) if form else rows
    return rows.order_by("participant", "place", "visit", "form", "repeat")


def chosen_forms(
    rows: QuerySet[VerificationSummary], choice: Choice
) -> QuerySet[VerificationSummary]:
    """Those of the forms that stand on one list."""
    return rows.filter(_is(choice))


def progress_by_form(rows: QuerySet[VerificationSummary]) -> tuple[FormProgress, ...]:
    """How far each kind of form is, by its identifier."""
    items = {f"items_{state}": Sum(state) for state in ITEM_STATES}
    forms = {f"forms_{choice}": Count("form", filter=_is(choice)) for choice in CHOICES}
    counted = rows.order_by().values("form").annotate(**items, **forms)
    found = [
        FormProgress(
            row["form"],
            Progress({state: row[f"items_{state}"] for state in ITEM_STATES}),
            {choice: row[f"forms_{choice}"] for choice in CHOICES},
        )
        for row in counted
    ]
    return tuple(sorted(found, key=lambda each: each.form))


def items_of(row: VerificationSummary) -> Progress:
    """The items of one form, counted by state."""
    return Progress({state: getattr(row, state) for state in ITEM_STATES})


def total(forms: tuple[FormProgress, ...]) -> Progress:
    """The progress of all kinds of forms as one."""
    return Progress({state: sum(f.items.counts[state] for f in forms) for state in ITEM_STATES})


def forms_not_verified(definition: Definition, today: date) -> int:
    """How many saved forms of the plan are not marked as source-verified.

    A form is marked once all that is due on it agrees, and no longer once it changes.
    """
    if definition.verification is None:
        return 0
    refresh_verification(definition, today)
    return chosen_forms(forms_to_verify(definition.study.id), "open").count()


def _is(choice: Choice) -> Q:
    if choice == "all":
        return Q()
    return Q(open=True) if choice == "open" else Q(**{f"{choice}__gt": 0})
