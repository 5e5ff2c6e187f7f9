"""The questions about entries: a list, and the steps from open to closed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trialwright.capture.access import permitted
from trialwright.errors import TrialwrightError
from trialwright_web.capture.actions import queries as actions
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.models import Query
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study

STATUSES = ("open", "answered", "closed")


@require_safe
@member_page("queries")
def queries(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every query of one status, those that wait longest first."""
    chosen = request.GET.get("status", "open")
    if chosen not in STATUSES:
        raise Http404(_("There is no such status."))
    definition = loaded_study().definition
    study = definition.study.id
    found = Query.objects.filter(study=study, status=chosen).order_by("participant", "number")
    counts = [(s, Query.objects.filter(study=study, status=s).count()) for s in STATUSES]
    rows = [(query, definition.forms_by_id.get(query.form)) for query in found]
    return answer(
        request,
        "capture/queries.html",
        {"rows": rows, "counts": counts, "chosen": chosen},
        as_csv=lambda: Table(
            (
                "participant",
                "number",
                "visit",
                "form",
                "repeat",
                "item",
                "status",
                "question",
                "answer",
            ),
            tuple(
                (
                    q.participant,
                    q.number,
                    q.visit,
                    q.form,
                    q.repeat,
                    q.item,
                    q.status,
                    q.question,
                    q.answer or "",
                )
                for q in found
            ),
        ),
    )


@require_http_methods(["POST"])
@member_page("query-step")
def query_step(request: HttpRequest, actor: Actor, number: str, query: int) -> HttpResponse:
    """Answer, close or ask again; back to the form it is about."""
    definition = loaded_study().definition
    asked = Query.objects.filter(
        study=definition.study.id, participant=number, number=query
    ).first()
    if asked is None:
        raise Http404(_("There is no such query."))
    text, action = request.POST.get("text", ""), request.POST.get("action", "")
    common = {"by": actor, "definition": definition, "participant": number, "number": query}
    try:
        if action == "answer":
            actions.answer(**common, text=text)
        elif action == "ask_again":
            actions.ask_again(**common, reason=text)
        elif action == "close":
            actions.close(**common)
        else:
            raise Http404(_("There is no such action."))
    except TrialwrightError as error:
        return render(request, "capture/refused.html", {"error": error}, status=409)
    return redirect("form-entry", number, asked.visit, asked.form, asked.repeat)


@require_http_methods(["POST"])
@member_page("query-ask")
def query_ask(
    request: HttpRequest, actor: Actor, number: str, visit: str, form: str, repeat: int
) -> HttpResponse:
    """Ask about an item of a form."""
    key = (number, visit, form, repeat)
    try:
        actions.ask(
            by=actor,
            definition=loaded_study().definition,
            key=key,
            item=request.POST.get("item", ""),
            question=request.POST.get("question", ""),
        )
    except TrialwrightError as error:
        return render(request, "capture/refused.html", {"error": error}, status=409)
    return redirect("form-entry", number, visit, form, repeat)


def steps(query: Query, actor: Actor) -> tuple[str, ...]:
    """What the actor may do with a query."""
    return tuple(row.action for row in permitted("query", query.status, actor.roles))
