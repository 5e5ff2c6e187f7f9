"""Filters of the pages of data capture."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import template
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trialwright.capture.access import permitted
from trialwright.capture.finding import Finding
from trialwright.definition import Definition
from trialwright.definition.eligibility import Criterion
from trialwright.definition.forms import Form
from trialwright.definition.scalars import Bilingual
from trialwright.definition.schedule import RUNNING
from trialwright.errors import Problem
from trialwright_web.capture.models import Query
from trialwright_web.capture.questions import (
    finding_in_words,
    query_in_words,
    reason_in_words,
    text_in_words,
    void_in_words,
)
from trialwright_web.capture.words import ACTION_WORDS, STATUS_WORDS
from trialwright_web.sentences import problem_in_words, translated

register = template.Library()


@register.filter
def words(text: str) -> list[str]:
    """The words of a text, for a loop over a few fixed names."""
    return text.split()


@register.filter
def status_word(status: str) -> str:
    """A state, role or reason in the language of the page."""
    return str(STATUS_WORDS.get(status, status))


@register.filter
def action_word(action: str) -> str:
    """An action in the language of the page."""
    return str(ACTION_WORDS.get(action, action))


@register.filter
def said(text: str) -> str:
    """A sentence of the library in the language of the page."""
    return translated(text)


@register.filter
def problem_words(problem: Problem) -> str:
    """What is wrong, and what mends it."""
    return problem_in_words(problem)


@register.filter
def finding_words(finding: Finding) -> str:
    """What a check says, what mends it, and the rule."""
    return finding_in_words(finding)


@register.filter
def query_words(query: Query, definition: Definition) -> str:
    """What a query asks."""
    return query_in_words(definition, query)


@register.filter
def stored_words(text: str, definition: Definition) -> str:
    """What a check said, as a file has kept it."""
    return text_in_words(definition, ("", ""), text)


@register.filter
def reason_words(reason: str, criterion: Criterion) -> str:
    """Why a criterion is left open."""
    return reason_in_words(criterion, reason)


@register.filter
def void_words(because: str, definition: Definition) -> str:
    """Why a signature is void: the form, and what happened to it."""
    return void_in_words(definition, because)


@register.filter
def journal_action(action: str) -> str:
    """What a line of the journal says was done, such as form.complete."""
    subject, _dot, done = action.partition(".")
    return f"{status_word(subject)}: {action_word(done)}"


@register.filter
def moment(at: str) -> str:
    """A time of the journal to the minute, with its zone."""
    return f"{at[:10]} {at[11:16]} UTC"


@register.filter
def visit_label(visit: str, definition: Definition) -> str:
    """The name of a visit."""
    planned = next((v for v in definition.schedule.visits if v.id == visit), None)
    if planned is not None:
        return planned.label.in_language(get_language() or "en")
    if visit == RUNNING:
        return _("when it happens")
    number = visit.rpartition("_")[2]
    return _("Unscheduled visit {number}").format(number=number if number.isdigit() else 1)


@register.filter
def form_label(form: str, definition: Definition) -> str:
    """The name of a form."""
    known = definition.forms_by_id.get(form)
    return known.label.in_language(get_language() or "en") if known else form


@register.filter
def days_off(state: Any) -> str:
    """How far outside its window a visit took place."""
    days = abs(state.days_off)
    if state.days_off > 0:
        return ngettext("{n} day after the window", "{n} days after the window", days).format(
            n=days
        )
    return ngettext("{n} day before the window", "{n} days before the window", days).format(n=days)


@register.filter
def next_repeat(progress: Any, form: Form) -> int:
    """The number of the next entry of a form: the first free one."""
    if not form.repeating:
        return 0
    return 1 + max((cell.repeat for cell in progress.running if cell.form == form.id), default=0)


@register.filter
def query_steps(query: Any, roles: Collection[str]) -> list[str]:
    """What somebody with these roles may do with a query."""
    rows = permitted("query", query.status, roles)
    return [row.action for row in rows if row.action != "view"]


@register.filter
def drug_label(drug: str, definition: Definition) -> str:
    """The name of a study drug."""
    known = next((each for each in definition.study.drugs if each.id == drug), None)
    return known.label.in_language(get_language() or "en") if known else drug


@register.filter
def group_label(group: str, definition: Definition) -> str:
    """The name of a group."""
    known = next((each for each in definition.study.groups if each.id == group), None)
    return known.label.in_language(get_language() or "en") if known else group


@register.filter
def use_label(use: str, definition: Definition) -> str:
    """The name of a use of data or specimens."""
    plan = definition.site.consent
    known = next((each for each in plan.uses if each.id == use), None) if plan else None
    return known.label.in_language(get_language() or "en") if known else use


@register.filter
def code_label(code: str | None, labels: Mapping[str, Bilingual]) -> str:
    """The name of a code; the code itself where the list does not know it, a dash for none."""
    known = labels.get(code or "")
    return known.in_language(get_language() or "en") if known else code or "–"


@register.filter
def use_stops(use: str, definition: Definition) -> str:
    """What the withdrawal of a use stops; empty where the site does not say."""
    plan = definition.site.consent
    known = next((each for each in plan.uses if each.id == use), None) if plan else None
    said = known.on_withdrawal if known else None
    return said.in_language(get_language() or "en") if said else ""


@register.filter
def item_label(reference: str, definition: Definition) -> str:
    """The name of the item that "form.item" names, after that of its form."""
    language = get_language() or "en"
    form = definition.forms_by_id[reference.partition(".")[0]].label.in_language(language)
    return f"{form} › {definition.item(reference).label.in_language(language)}"


@register.filter
def place_in(form: str, places: Mapping[str, tuple[str, int]]) -> tuple[str, int] | None:
    """Where a form has been filled in: visit and repeat; None where it has not."""
    return places.get(form)
