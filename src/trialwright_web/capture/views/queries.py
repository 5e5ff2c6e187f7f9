"""The questions about entries: a list, and the steps from open to closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trialwright.capture.access import permitted
from trialwright.capture.journal.proof import hash_of
from trialwright.errors import TrialwrightError
from trialwright_web.capture.actions import queries as actions
from trialwright_web.capture.actions.settle_queries import PERSON
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.models import Query
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study

STATUSES = ("open", "answered", "closed")
ON_A_PAGE = 100
"""So many queries stand on a page; the CSV file holds all."""
_COLUMNS = ("participant", "number", "visit", "form", "repeat", "item", "origin", "status")


@require_safe
@member_page("queries")
def queries(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every query of one status, those that wait longest first: `?form=`, `?participant=` and
    `?by=check` or `?by=person` narrow them.
    """
    chosen = request.GET.get("status", "open")
    if chosen not in STATUSES:
        raise Http404(_("There is no such status."))
    definition = loaded_study().definition
    asked = {name: request.GET.get(name, "") for name in ("form", "participant", "by")}
    of_study = Query.objects.filter(study=definition.study.id)
    narrowed = _narrowed(of_study, asked)
    found = narrowed.filter(status=chosen).order_by(
        F("since").asc(nulls_first=True), "participant", "number"
    )
    held = dict(narrowed.values_list("status").annotate(n=Count("number")).order_by())
    counts = [(status, held.get(status, 0)) for status in STATUSES]
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    now = datetime.now(UTC)
    rows = [
        (query, definition.forms_by_id.get(query.form), _days(query, now))
        for query in page.object_list
    ]
    context = {
        "rows": rows,
        "counts": counts,
        "chosen": chosen,
        "asked": asked,
        "forms": definition.forms,
        "page": page,
        "definition": definition,
    }
    return answer(request, "capture/queries.html", context, as_csv=lambda: _table(found))


def _narrowed(rows: QuerySet[Query], asked: Mapping[str, str]) -> QuerySet[Query]:
    for name in ("form", "participant"):
        if asked[name]:
            rows = rows.filter(**{name: asked[name]})
    if asked["by"] == "person":
        return rows.filter(origin=PERSON)
    return rows.exclude(origin=PERSON) if asked["by"] == "check" else rows


def _days(query: Query, now: datetime) -> int | None:
    """For how many days it has stood in its status."""
    return (now - datetime.fromisoformat(query.since)).days if query.since else None


def _table(found: QuerySet[Query]) -> Table:
    columns = (*_COLUMNS, "since", "question", "answer")
    rows = [[getattr(query, name) for name in columns] for query in found]
    return Table(columns, tuple(["" if v is None else v for v in row] for row in rows))


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
            request=_key_of(request.POST),
        )
    except TrialwrightError as error:
        return render(request, "capture/refused.html", {"error": error}, status=409)
    return redirect("form-entry", number, visit, form, repeat)


def _key_of(posted: Mapping[str, str]) -> str:
    """The key of the page with what is asked: who goes back and asks something else may do so."""
    key = posted.get("request", "")
    asked = f"{posted.get('item', '')}\n{posted.get('question', '')}"
    return key and f"{key}-{hash_of(asked.encode('utf-8', 'replace'))[:16]}"


def steps(query: Query, actor: Actor) -> tuple[str, ...]:
    """What the actor may do with a query."""
    return tuple(row.action for row in permitted("query", query.status, actor.roles))
