"""Fill in a form: show it, save it, and say what is wrong without losing a character."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trialwright.capture.access import NEW, can, permitted
from trialwright.capture.conditional_items import conditional
from trialwright.capture.finding import Finding
from trialwright.capture.form_content import Content, ContentError, form_content, read_content
from trialwright.definition.forms import Form
from trialwright.errors import TrialwrightError
from trialwright_web.capture.actions.forms import save_form
from trialwright_web.capture.actions.refusals import NotComplete, StaleSave
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.form_fields import (
    Messages,
    form_fields,
    items_not_asked,
    posted_values,
    reasons,
)
from trialwright_web.capture.form_posts import (
    chosen_values,
    conflicts,
    not_done_values,
    posted_revision,
    undecided,
)
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.models import FormInstance, Participant, Query
from trialwright_web.capture.questions import finding_in_words, query_in_words
from trialwright_web.capture.stored import FormKey, form_at
from trialwright_web.capture.views.double_entry import double_entry
from trialwright_web.sentences import translated
from trialwright_web.studies.loaded import loaded_study


@require_http_methods(["GET", "HEAD", "POST"])
@member_page("form-entry")
def form_entry(
    request: HttpRequest, actor: Actor, number: str, visit: str, form: str, repeat: int
) -> HttpResponse:
    """One form of one participant at one visit."""
    key = (number, visit, form, repeat)
    shown = form_of(key)
    held = form_at(loaded_study().definition.study.id, key)
    if shown.double_entry and (held is None or held.status == "draft"):
        return double_entry(request, actor, key, shown, held)
    if request.method != "POST":
        return form_page(request, actor, key, shown, held)
    return _save(request, actor, key, shown)


def _save(request: HttpRequest, actor: Actor, key: FormKey, shown: Form) -> HttpResponse:
    definition, posted = loaded_study().definition, request.POST
    intent, reason = posted.get("intent", ""), posted.get("reason", "")
    revision = posted_revision(posted, "0")
    held = form_at(definition.study.id, key)
    # A choice between two versions is one about the version that stands there now.
    current = held is not None and held.revision == revision
    theirs = read_content(held.content) if held is not None and current else {}
    values, typed = posted_values(shown, posted), {}
    page = partial(form_page, request, actor, key, shown, reason=reason)
    try:
        typed = form_content(values)
        compared = conflicts(definition, shown, theirs, typed, posted) if current else {}
        open_items = undecided(shown, posted) if current else ()
        if intent == "asked":
            return JsonResponse({"not_asked": sorted(items_not_asked(shown, typed))})
        if intent == "show":
            said = Messages(conflicts=compared if posted.getlist("conflict") else {})
            return page(held, typed, said, revision=revision)
        if open_items:
            problem = (_("Choose one of the two versions."),)
            said = Messages(dict.fromkeys(open_items, problem), conflicts=compared)
            return page(held, typed, said, status=409)
        if intent == "not_done":
            values = not_done_values(shown, posted)
        else:
            values = chosen_values(shown, posted, theirs)
            typed = form_content(values)
        save_form(
            by=actor,
            definition=definition,
            key=key,
            values=values,
            revision=revision,
            intent="draft" if intent == "draft" else "complete",
            reason=reason,
            request=posted.get("request", ""),
        )
    except NotComplete as refused:
        said = Messages(problems=_by_item(refused.findings))
        return page(held, typed, said, status=422)
    except ContentError as refused:
        said = Messages(problems={p.key: (translated(p.what),) for p in refused.problems})
        return page(held, typed, said, status=422)
    except StaleSave as refused:
        newer = read_content(refused.theirs.content)
        said = Messages(conflicts=conflicts(definition, shown, newer, typed))
        return page(refused.theirs, typed, said, status=409, stale=refused)
    except TrialwrightError as refused:
        return page(held, typed, status=409, refused=refused)
    return redirect(request.path + "?saved=1")


def form_page(
    request: HttpRequest,
    actor: Actor,
    key: FormKey,
    shown: Form,
    held: FormInstance | None,
    typed: Content | None = None,
    said: Messages | None = None,
    *,
    status: int = 200,
    reason: str = "",
    revision: int | None = None,
    stale: StaleSave | None = None,
    refused: TrialwrightError | None = None,
) -> HttpResponse:
    """The page of a form, with what was typed where that is not yet what stands there."""
    definition = loaded_study().definition
    state = held.status if held else NEW
    content = typed if typed is not None else read_content(held.content) if held else {}
    queries = _queries(key)
    said = said or Messages()
    said = Messages(said.problems, _questions(queries), said.conflicts)
    fields = form_fields(definition, shown, content, said)
    writes = [a for a in ("save_draft", "complete", "change") if can("form", a, state, actor.roles)]
    context = {
        "number": key[0],
        "visit": next((v for v in definition.schedule.visits if v.id == key[1]), None),
        "visit_id": key[1],
        "form": shown,
        "repeat": key[3],
        "held": held,
        "state": state,
        "fields": fields,
        "revision": (held.revision if held else 0) if revision is None else revision,
        "typed": typed is not None,
        "conditional": conditional(shown),
        "whole_form": said.problems.get("", ()),
        "problems": [field for field in fields if field.problems],
        "queries": queries,
        "writes": writes,
        "marks": [
            row
            for row in permitted("form", state, actor.roles)
            if row.action in ("review", "verify", "lock", "unlock")
        ],
        "may_sign": can("form", "sign", state, actor.roles),
        "may_ask": can("query", "ask", NEW, actor.roles) and held is not None,
        "reasons": reasons(),
        "reason": reason,
        "request_key": uuid.uuid4().hex,
        "saved": request.GET.get("saved") == "1" and request.method == "GET",
        "stale": stale,
        "refused": refused,
        "definition": definition,
    }
    return render(request, "capture/form_entry.html", context, status=status)


def form_of(key: FormKey) -> Form:
    """The form of the address. Http404 where the study, the visit or the participant has none."""
    definition = loaded_study().definition
    number, visit, form, repeat = key
    found = definition.forms_by_id.get(form)
    known = Participant.objects.filter(study=definition.study.id, number=number).exists()
    if found is None or not known or found.repeating != (repeat > 0):
        raise Http404(_("There is no such form."))
    if not definition.has_form_at(visit, form):
        raise Http404(_("There is no such form."))
    return found


def _queries(key: FormKey) -> list[Query]:
    number, visit, form, repeat = key
    study = loaded_study().definition.study.id
    found = Query.objects.filter(
        study=study, participant=number, visit=visit, form=form, repeat=repeat
    )
    return list(found.order_by("number"))


def _questions(queries: Iterable[Query]) -> Mapping[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {}
    definition = loaded_study().definition
    for query in queries:
        if query.status != "closed":
            said[query.item] = (*said.get(query.item, ()), query_in_words(definition, query))
    return said


def _by_item(findings: Iterable[Finding]) -> Mapping[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {}
    for finding in findings:
        said[finding.item] = (*said.get(finding.item, ()), finding_in_words(finding))
    return said
