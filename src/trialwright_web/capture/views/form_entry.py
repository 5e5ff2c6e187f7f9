"""Fill in a form: show it, save it, and say what is wrong without losing a character."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from django.contrib.auth.hashers import check_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trialwright.capture.access import NEW, AccessRefused, can, permitted
from trialwright.capture.finding import Finding
from trialwright.capture.form_content import Content, ContentError, form_content, read_content
from trialwright.definition.forms import Form
from trialwright.errors import TrialwrightError
from trialwright_web.capture.actions.forms import mark_form, save_form
from trialwright_web.capture.actions.refusals import NotComplete, StaleSave
from trialwright_web.capture.actions.signatures import sign_forms
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.form_fields import Messages, form_fields, posted_values, reasons
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.models import FormInstance, Participant, Query
from trialwright_web.capture.stored import FormKey, form_at
from trialwright_web.studies.loaded import loaded_study


@require_http_methods(["GET", "HEAD", "POST"])
@member_page("form-entry")
def form_entry(
    request: HttpRequest, actor: Actor, number: str, visit: str, form: str, repeat: int
) -> HttpResponse:
    """One form of one participant at one visit."""
    key = (number, visit, form, repeat)
    shown = _form(key)
    if request.method != "POST":
        held = form_at(loaded_study().definition.study.id, key)
        return _page(request, actor, key, shown, held)
    return _save(request, actor, key, shown)


def _save(request: HttpRequest, actor: Actor, key: FormKey, shown: Form) -> HttpResponse:
    definition = loaded_study().definition
    values = posted_values(shown, request.POST)
    intent = "draft" if request.POST.get("intent") == "draft" else "complete"
    reason = request.POST.get("reason", "")
    held = form_at(definition.study.id, key)
    typed: Content = {}
    try:
        typed = form_content(values)
        save_form(
            by=actor,
            definition=definition,
            key=key,
            values=values,
            revision=_number(request.POST.get("revision", "0")),
            intent=intent,
            reason=reason,
            request=request.POST.get("request", ""),
        )
    except NotComplete as refused:
        said = Messages(problems=_by_item(refused.findings))
        return _page(request, actor, key, shown, held, typed, said, status=422, reason=reason)
    except ContentError as refused:
        said = Messages(problems={p.key: (p.what,) for p in refused.problems})
        return _page(request, actor, key, shown, held, typed, said, status=422, reason=reason)
    except StaleSave as refused:
        theirs = read_content(refused.theirs.content)
        said = Messages(conflicts=_conflicts(theirs, typed))
        return _page(
            request,
            actor,
            key,
            shown,
            refused.theirs,
            typed,
            said,
            status=409,
            reason=reason,
            stale=refused,
        )
    except TrialwrightError as refused:
        return _page(
            request,
            actor,
            key,
            shown,
            held,
            typed,
            None,
            status=409,
            reason=reason,
            refused=refused,
        )
    return redirect(request.path + "?saved=1")


def _page(
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
    stale: StaleSave | None = None,
    refused: TrialwrightError | None = None,
) -> HttpResponse:
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


@require_http_methods(["POST"])
@member_page("form-mark")
def form_mark(
    request: HttpRequest, actor: Actor, number: str, visit: str, form: str, repeat: int
) -> HttpResponse:
    """Review, verify, lock or unlock a form."""
    key = (number, visit, form, repeat)
    _form(key)
    action = request.POST.get("action", "")
    if action not in ("review", "verify", "lock", "unlock"):
        raise Http404(_("There is no such action."))
    try:
        mark_form(
            by=actor,
            definition=loaded_study().definition,
            key=key,
            action=action,
            reason=request.POST.get("reason", ""),
        )
    except TrialwrightError as error:
        return render(request, "capture/refused.html", {"error": error}, status=_status(error))
    return redirect("form-entry", number, visit, form, repeat)


@require_http_methods(["POST"])
@member_page("form-sign")
def form_sign(
    request: HttpRequest, actor: Actor, number: str, visit: str, form: str, repeat: int
) -> HttpResponse:
    """Sign a form: the password again, and what the signature means."""
    key = (number, visit, form, repeat)
    shown = _form(key)
    if not check_password(request.POST.get("password", ""), request.user.password):
        said = TrialwrightErrorText(_("That is not your password. Nothing was signed."))
        held = form_at(loaded_study().definition.study.id, key)
        return _page(request, actor, key, shown, held, status=403, refused=said)
    meaning = request.POST.get("meaning", "approved")
    try:
        sign_forms(by=actor, definition=loaded_study().definition, keys=[key], meaning=meaning)
    except TrialwrightError as error:
        return render(request, "capture/refused.html", {"error": error}, status=_status(error))
    return redirect("form-entry", number, visit, form, repeat)


class TrialwrightErrorText(TrialwrightError):
    """A refusal of the page itself, in the language of the page."""

    def __init__(self, text: str) -> None:
        from trialwright.errors import Problem

        super().__init__(Problem("", 0, "", text))


def _form(key: FormKey) -> Form:
    """The form of the address. Http404 where the study, the visit or the participant has none."""
    definition = loaded_study().definition
    number, visit, form, repeat = key
    found = definition.forms_by_id.get(form)
    known = Participant.objects.filter(study=definition.study.id, number=number).exists()
    if found is None or not known or found.repeating != (repeat > 0) or not _fits(visit, form):
        raise Http404(_("There is no such form."))
    return found


def _fits(visit: str, form: str) -> bool:
    schedule = loaded_study().definition.schedule
    planned = next((v.forms for v in schedule.visits if v.id == visit), None)
    if planned is not None:
        return form in planned
    return visit.startswith("UNSCHEDULED") or (
        visit == "RUNNING" and form in {each.form for each in schedule.running}
    )


def _queries(key: FormKey) -> list[Query]:
    number, visit, form, repeat = key
    study = loaded_study().definition.study.id
    found = Query.objects.filter(
        study=study, participant=number, visit=visit, form=form, repeat=repeat
    )
    return list(found.order_by("number"))


def _questions(queries: Iterable[Query]) -> Mapping[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {}
    for query in queries:
        if query.status != "closed":
            said[query.item] = (*said.get(query.item, ()), query.question)
    return said


def _by_item(findings: Iterable[Finding]) -> Mapping[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {}
    for finding in findings:
        said[finding.item] = (*said.get(finding.item, ()), finding.message)
    return said


def _conflicts(theirs: Content, mine: Content) -> Mapping[str, str]:
    """What stands in the database now, for every item where it differs from what was typed."""
    items = sorted(theirs.keys() | mine.keys())
    return {
        item: " ".join(
            (theirs.get(item, {}).get("value", "–"), theirs.get(item, {}).get("unit", ""))
        )
        for item in items
        if theirs.get(item) != mine.get(item)
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _status(error: TrialwrightError) -> int:
    return 403 if isinstance(error, AccessRefused) else 409
