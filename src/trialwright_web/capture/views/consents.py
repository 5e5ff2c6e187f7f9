"""The consent texts, what everybody permits, who must be asked again and what was withdrawn."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from trialwright.capture.consent import PermittedUse
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.consent_rows import (
    ConsentRow,
    asked_again,
    consent_day,
    everybody,
    rows_of,
    with_withdrawals,
    withdrawals,
)
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.progress import today_at
from trialwright_web.studies.answers import Row, Table, answer
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.summaries.people import refresh_summaries

ON_A_PAGE = 100
LISTED = 100
"""So many stand on the lists above that of everybody; the CSV file holds all."""


@require_safe
@member_page("consents")
def consents(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What everybody permits today, who must be asked again and what withdrawal has stopped."""
    definition = loaded_study().definition
    study, plan = definition.study.id, definition.site.consent
    today = today_at(definition, datetime.now(UTC))
    refresh_summaries(definition, today)
    day, again = consent_day(definition, today), asked_again(study)
    page = Paginator(everybody(study), ON_A_PAGE).get_page(request.GET.get("page"))
    withdrew = with_withdrawals(study)
    every = withdrawals(definition, rows_of(definition, withdrew, day))
    # A specimen that is not on the list is not destroyed: this one is never cut short.
    specimens = [each for each in every if each.of_specimens]
    withdrawn = every[:LISTED]
    context = {
        "plan": plan,
        "in_force": plan.in_force(day) if plan else None,
        "rows": rows_of(definition, page.object_list, day),
        "page": page,
        "again": rows_of(definition, again[:LISTED], day),
        "again_number": again.count(),
        "withdrawn": withdrawn,
        "withdrawn_number": len(every),
        "listed": LISTED,
        "specimens": specimens,
        "definition": definition,
    }
    uses = [use.id for use in plan.uses] if plan else []
    columns = ("participant", "version", "given_on", "withdrawn_on", "due", *uses)
    since = tuple(f"{use}_since" for use in uses)
    return answer(
        request,
        "capture/consents.html",
        context,
        as_csv=lambda: Table(
            (*columns, *since),
            tuple(_row(row) for row in rows_of(definition, everybody(study), day)),
        ),
    )


def _row(row: ConsentRow) -> Row:
    state = row.state
    uses: tuple[PermittedUse, ...] = state.uses
    return (
        state.participant,
        state.version or "",
        state.given_on or "",
        state.withdrawn_on or "",
        row.due.version if row.due else "",
        *(use.state for use in uses),
        *(use.since or "" for use in uses),
    )
