"""Source data verification on the pages of others: on a form, and in somebody's work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django import template
from django.template import RequestContext

from trialwright.capture.access import can
from trialwright.capture.form_content import read_content
from trialwright.capture.source_verification import ItemState
from trialwright.definition import Definition
from trialwright.definition.forms import Form, Item
from trialwright_web.capture.actions.verification_rows import states_of
from trialwright_web.capture.form_posts import in_words
from trialwright_web.capture.models import FormInstance
from trialwright_web.capture.progress import today_at
from trialwright_web.oversight.models import SourceVerification
from trialwright_web.oversight.verification import forms_not_verified
from trialwright_web.oversight.words import VERIFICATION_WORDS

register = template.Library()


@dataclass(frozen=True)
class ComparedItem:
    """One item to verify: what stands in it, where it stands, and the last comparison of it."""

    item: Item
    value: str
    state: ItemState
    last: SourceVerification | None


@register.filter
def verification_word(state: str) -> str:
    """The state of a verification in the language of the page."""
    return str(VERIFICATION_WORDS[state])


@register.inclusion_tag("oversight/form_verification.html", takes_context=True)
def form_verification(
    context: RequestContext, held: FormInstance | None, form: Form, definition: Definition
) -> dict[str, Any]:
    """The items of a form that are to be compared with the source; nothing where there are none."""
    if definition.verification is None or held is None or held.status == "draft":
        return {}
    states = states_of(definition, held)
    return {
        "held": held,
        "rows": _rows(held, form, definition, states) if states else [],
        "may_compare": can("form", "compare_source", held.status, context["actor_roles"]),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("oversight/verification_due.html", takes_context=True)
def verification_due(context: RequestContext, definition: Definition) -> dict[str, Any]:
    """How much waits to be verified, for those who verify."""
    if definition.verification is None or not can(
        "form", "compare_source", "complete", context["actor_roles"]
    ):
        return {}
    return {"shown": True, "forms": forms_not_verified(definition, _today(definition))}


def _rows(
    held: FormInstance, form: Form, definition: Definition, states: dict[str, ItemState]
) -> list[ComparedItem]:
    found = SourceVerification.objects.filter(
        study=held.study,
        participant=held.participant,
        visit=held.visit,
        form=held.form,
        repeat=held.repeat,
    )
    last = {row.item: row for row in found}
    content = read_content(held.content)
    return [
        ComparedItem(
            form.by_id[item], in_words(definition, form, item, content), state, last.get(item)
        )
        for item, state in states.items()
    ]


@register.simple_tag
def not_compared(definition: Definition) -> int:
    """How many forms of the plan wait to be compared with their source."""
    return forms_not_verified(definition, _today(definition))


def _today(definition: Definition) -> date:
    return today_at(definition, datetime.now(UTC))
