"""Filters of the pages of oversight."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from django import template

from trialwright.capture.form_content import read_content
from trialwright.capture.journal.proof import Fault
from trialwright.capture.lock_obstacles import Obstacle
from trialwright.definition import Definition
from trialwright.definition.forms import Item
from trialwright.errors import TrialwrightError
from trialwright_web.capture.gate import PAGES
from trialwright_web.capture.models import FormInstance, StudyVersion
from trialwright_web.capture.questions import text_in_words
from trialwright_web.oversight.fault_words import fault_in_words
from trialwright_web.oversight.refusal_words import kept_refusal_in_words
from trialwright_web.oversight.versions import kept_version
from trialwright_web.oversight.words import CHANGE_WORDS, OBSTACLE_TEXTS, OBSTACLE_WORDS

register = template.Library()


@register.filter
def opens(roles: Collection[str], page: str) -> bool:
    """Whether somebody with these roles may open the page."""
    return bool(set(roles) & set(PAGES[page]))


@register.filter
def obstacle_word(kind: str) -> str:
    """The heading of one kind of obstacle."""
    return str(OBSTACLE_WORDS[kind])


@register.filter
def refusal_words(text: str, definition: Definition) -> str:
    """Why a run of all checks did not lock, as it was kept."""
    return kept_refusal_in_words(definition, text)


@register.filter
def fault_words(fault: Fault) -> str:
    """What does not hold in the journal, and where."""
    return fault_in_words(fault)


@register.filter
def obstacle_words(obstacle: Obstacle, definition: Definition) -> str:
    """What an obstacle says: the question or finding, or the sentence of its kind."""
    if not obstacle.what:
        return str(OBSTACLE_TEXTS[obstacle.kind])
    place = (obstacle.form[2], obstacle.item)
    return text_in_words(definition, place, obstacle.what)


@register.filter
def one_decimal(number: Fraction) -> str:
    """A number to one decimal."""
    return f"{float(number):.1f}"


@register.filter
def change_word(kind: str) -> str:
    """What an amendment does to an item."""
    return str(CHANGE_WORDS[kind])


@register.inclusion_tag("oversight/earlier_version.html")
def earlier_version(held: FormInstance | None, definition: Definition) -> dict[str, Any]:
    """The version that an entry was made under, and its answers under the questions of then."""
    if held is None or held.definition == definition.hash:
        return {}
    found = StudyVersion.objects.filter(study=held.study, definition=held.definition).first()
    return {"earlier": found, "rows": _as_asked(held) if found else []}


def _as_asked(held: FormInstance) -> list[tuple[Item, str]]:
    try:
        form = kept_version(held.study, held.definition).forms_by_id.get(held.form)
    except TrialwrightError:
        return []
    content = read_content(held.content)
    return [(i, " ".join(content.get(i.id, {}).values())) for i in form.items] if form else []
