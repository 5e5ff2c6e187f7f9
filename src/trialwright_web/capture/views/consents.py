"""The consent texts, what everybody permits, who must be asked again and what was withdrawn."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from trialwright.capture.consent import PermittedUse
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.consent_rows import (
    ConsentRow,
    consent_day,
    consent_rows,
    people_with_consent,
    withdrawals,
)
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.progress import today_at
from trialwright_web.studies.answers import Row, Table, answer
from trialwright_web.studies.loaded import loaded_study


@require_safe
@member_page("consents")
def consents(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What everybody permits today, who must be asked again and what withdrawal has stopped."""
    definition = loaded_study().definition
    day = consent_day(definition, today_at(definition, datetime.now(UTC)))
    rows = consent_rows(definition, people_with_consent(definition), day)
    withdrawn, plan = withdrawals(definition, rows), definition.site.consent
    context = {
        "plan": plan,
        "in_force": plan.in_force(day) if plan else None,
        "rows": rows,
        "again": [row for row in rows if row.state.ask_again and row.due],
        "withdrawn": withdrawn,
        "specimens": [each for each in withdrawn if each.of_specimens],
        "definition": definition,
    }
    uses = [use.id for use in plan.uses] if plan else []
    columns = ("participant", "version", "given_on", "withdrawn_on", "due", *uses)
    since = tuple(f"{use}_since" for use in uses)
    return answer(
        request,
        "capture/consents.html",
        context,
        as_csv=lambda: Table((*columns, *since), tuple(_row(row) for row in rows)),
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
