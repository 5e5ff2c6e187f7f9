"""Forms that are entered twice, in somebody's work."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import RequestContext

from trialwright.capture.access import can
from trialwright.capture.double_entry import ENTERED_ONCE, ENTERED_TWICE
from trialwright.definition import Definition
from trialwright_web.capture.unsettled_forms import UnsettledForm, unsettled_forms

register = template.Library()


@register.inclusion_tag("capture/double_entry_work.html", takes_context=True)
def double_entry_work(context: RequestContext, definition: Definition) -> dict[str, Any]:
    """The forms that wait for a second entry by this person, and those they can settle."""
    forms = unsettled_forms(definition.study.id)
    roles, user = context["actor_roles"], context["user"].get_username()
    return {
        "definition": definition,
        "second": [form for form in forms if _may_enter(form, user, roles)],
        "differing": [form for form in forms if _may_settle(form, user, roles)],
    }


def _may_enter(form: UnsettledForm, user: str, roles: frozenset[str]) -> bool:
    if (
        form.status != ENTERED_ONCE
        or user in form.by
        or can("study", "view_journal", "open", roles)
    ):
        return False
    return can("form", "enter_second", ENTERED_ONCE, roles)


def _may_settle(form: UnsettledForm, user: str, roles: frozenset[str]) -> bool:
    if form.status != ENTERED_TWICE or not can("form", "settle_entries", ENTERED_TWICE, roles):
        return False
    return user in form.by or "data_manager" in roles
