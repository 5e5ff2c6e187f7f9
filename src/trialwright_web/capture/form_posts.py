"""What a browser sends of a form: the values typed, those chosen from a newer version, or none at all."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trialwright.capture.entry import MISSING_REASONS, EnteredValue
from trialwright.capture.form_content import Content
from trialwright.definition import Definition
from trialwright.definition.forms import Form
from trialwright.errors import Problem, TrialwrightError
from trialwright_web.capture.form_fields import YES_NO, Conflict, posted_values
from trialwright_web.capture.templatetags.capture_text import status_word

MINE, THEIRS = "mine", "theirs"


def chosen_values(form: Form, posted: QueryDict, theirs: Content) -> tuple[EnteredValue, ...]:
    """The values typed, but for items whose newer version was chosen on the page of a stale save."""
    return tuple(
        _theirs(value.item, theirs) if posted.get(f"choose.{value.item}") == THEIRS else value
        for value in posted_values(form, posted)
    )


def undecided(form: Form, posted: QueryDict) -> tuple[str, ...]:
    """The items of a stale save for which no version was chosen: none is taken by default."""
    asked = [name for name in posted.getlist("conflict") if name in form.by_id]
    return tuple(name for name in asked if posted.get(f"choose.{name}") not in (MINE, THEIRS))


def not_done_values(form: Form, posted: QueryDict) -> tuple[EnteredValue, ...]:
    """A whole form that was not done: the reason stands at every item.

    Raises TrialwrightError where values were typed as well, or no reason was given.
    """
    typed = [value for value in posted_values(form, posted) if value.value]
    reason = posted.get("not_done", "")
    if typed:
        names = ", ".join(
            form.by_id[value.item].label.in_language(get_language() or "en") for value in typed
        )
        cure = _("clear them, or save the form as complete")
        raise TrialwrightError(
            Problem("", 0, "", _("Values were typed: {names}").format(names=names), cure)
        )
    if reason not in MISSING_REASONS:
        raise TrialwrightError(Problem("", 0, "", _("Say why the form was not done"), ""))
    return tuple(EnteredValue(item.id, None, None, reason) for item in form.items)


def conflicts(
    definition: Definition,
    form: Form,
    theirs: Content,
    mine: Content,
    posted: QueryDict | None = None,
) -> Mapping[str, Conflict]:
    """Both versions of every item in which they differ, and which one was chosen in `posted`."""
    given = posted or QueryDict()
    return {
        item.id: Conflict(
            in_words(definition, form, item.id, mine),
            in_words(definition, form, item.id, theirs),
            given.get(f"choose.{item.id}", ""),
        )
        for item in form.items
        if theirs.get(item.id) != mine.get(item.id)
    }


def _theirs(item: str, theirs: Content) -> EnteredValue:
    parts = theirs.get(item, {})
    return EnteredValue(item, parts.get("value"), parts.get("unit"), parts.get("reason"))


def in_words(definition: Definition, form: Form, name: str, content: Content) -> str:
    """A value as it is read: codes by their label, with its unit, or why it is missing."""
    parts, item = content.get(name, {}), form.by_id[name]
    if "value" not in parts:
        return status_word(parts["reason"]) if "reason" in parts else _("nothing")
    codes = definition.codelists_by_id[item.codelist].codes if item.codelist else ()
    labels = {code.code: code.label for code in (codes or YES_NO)}
    text = parts["value"]
    if item.type in ("code", "yes_no") and text in labels:
        return labels[text].in_language(get_language() or "en")
    return f"{text} {parts.get('unit', '')}".strip()


def posted_revision(posted: Mapping[str, str], unsent: str = "") -> int:
    """The revision that a page was made from; -1, which no form has, for what is no such number."""
    text = posted.get("revision", unsent)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
