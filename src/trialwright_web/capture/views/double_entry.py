"""A form that is entered twice: two pages that show nobody else's values, then the comparison."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from trialwright.capture.access import NEW, can
from trialwright.capture.conditional_items import conditional
from trialwright.capture.double_entry import (
    ENTERED_ONCE,
    ENTERED_TWICE,
    BlindEntry,
    Turn,
    differing_items,
    entered_state,
)
from trialwright.capture.finding import Finding
from trialwright.capture.form_content import Content, ContentError, form_content
from trialwright.definition.forms import Form, Item
from trialwright.errors import TrialwrightError
from trialwright_web.capture.actions.double_entry import enter_apart, settle_entries
from trialwright_web.capture.actions.double_entry_rows import blind_entries
from trialwright_web.capture.actions.refusals import NotComplete
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.form_fields import (
    Messages,
    form_fields,
    items_not_asked,
    posted_values,
    reasons,
)
from trialwright_web.capture.form_posts import in_words
from trialwright_web.capture.models import FormInstance
from trialwright_web.capture.questions import finding_in_words
from trialwright_web.capture.stored import FormKey
from trialwright_web.sentences import translated
from trialwright_web.studies.loaded import loaded_study


@dataclass(frozen=True)
class Difference:
    """An item in which two entries differ, and which of them was chosen."""

    item: Item
    first: str
    second: str
    chosen: str


def double_entry(
    request: HttpRequest, actor: Actor, key: FormKey, shown: Form, held: FormInstance | None
) -> HttpResponse:
    """The page of such a form before it is complete: enter it, wait, or settle the differences."""
    entries = blind_entries(loaded_study().definition.study.id, key)
    state = entered_state(held.status if held else NEW, entries)
    if state == ENTERED_TWICE:
        return _comparison(request, actor, key, shown, entries)
    return _entry(request, actor, key, shown, state, entries)


def _entry(
    request: HttpRequest,
    actor: Actor,
    key: FormKey,
    shown: Form,
    state: str,
    entries: tuple[BlindEntry, ...],
) -> HttpResponse:
    definition, status = loaded_study().definition, 200
    typed: Content = {}
    said, refused = Messages(), None
    if request.method == "POST":
        values, intent = posted_values(shown, request.POST), request.POST.get("intent", "")
        try:
            typed = form_content(values)
            if intent == "asked":
                return JsonResponse({"not_asked": sorted(items_not_asked(shown, typed))})
            if intent != "show":
                enter_apart(by=actor, definition=definition, key=key, values=values)
                return redirect(request.path)
        except NotComplete as error:
            said, status = Messages(problems=_by_item(error.findings)), 422
        except ContentError as error:
            said, status = (
                Messages(problems={p.key: (translated(p.what),) for p in error.problems}),
                422,
            )
        except TrialwrightError as error:
            refused, status = error, 409
    action = "enter_second" if state == ENTERED_ONCE else "enter_first"
    own = any(entry.by == actor.user for entry in entries)
    sees_first = bool(entries) and can("study", "view_journal", "open", actor.roles)
    fields = form_fields(definition, shown, typed, said)
    context = _about(key, shown, state) | {
        "fields": fields,
        "problems": [field for field in fields if field.problems],
        "whole_form": said.problems.get("", ()),
        "refused": refused,
        "typed": bool(typed),
        "conditional": conditional(shown),
        "reasons": reasons(),
        "second": state == ENTERED_ONCE,
        "own": own,
        "may_enter": can("form", action, state, actor.roles) and not own and not sees_first,
    }
    return render(request, "capture/double_entry.html", context, status=status)


def _comparison(
    request: HttpRequest,
    actor: Actor,
    key: FormKey,
    shown: Form,
    entries: tuple[BlindEntry, ...],
) -> HttpResponse:
    definition, posted = loaded_study().definition, request.POST
    may = can("form", "settle_entries", ENTERED_TWICE, actor.roles) and (
        "data_manager" in actor.roles or any(entry.by == actor.user for entry in entries)
    )
    first, second = (entry.content for entry in entries)
    items = differing_items(shown, first, second)
    status, refused = 200, None
    if request.method == "POST":
        try:
            settle_entries(
                by=actor,
                definition=definition,
                key=key,
                choices=_choices(request, items),
                reason=posted.get("reason", ""),
            )
            return redirect(request.path + "?saved=1")
        except TrialwrightError as error:
            status = 422 if isinstance(error, NotComplete) else 409
            refused = error
    differences = [
        Difference(
            shown.by_id[item],
            in_words(definition, shown, item, first),
            in_words(definition, shown, item, second),
            posted.get(f"choose.{item}", ""),
        )
        for item in items
    ]
    context = _about(key, shown, ENTERED_TWICE) | {
        "entries": entries,
        "differences": differences if may else [],
        "count": len(items),
        "may_settle": may,
        "refused": refused,
        "reason": posted.get("reason", ""),
    }
    return render(request, "capture/settle_entries.html", context, status=status)


def _by_item(findings: Iterable[Finding]) -> dict[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {}
    for finding in findings:
        said[finding.item] = (*said.get(finding.item, ()), finding_in_words(finding))
    return said


def _choices(request: HttpRequest, items: tuple[str, ...]) -> dict[str, Turn]:
    turns: dict[str, Turn] = {"first": "first", "second": "second"}
    chosen = {item: request.POST.get(f"choose.{item}", "") for item in items}
    return {item: turns[word] for item, word in chosen.items() if word in turns}


def _about(key: FormKey, shown: Form, state: str) -> dict[str, object]:
    number, visit, _form, repeat = key
    return {
        "number": number,
        "visit_id": visit,
        "form": shown,
        "repeat": repeat,
        "state": state,
        "held": None,
        "definition": loaded_study().definition,
    }
