"""The study at a glance: accrual, completeness, age of the data, queries, scans, safety."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trialwright.capture.accrual_progress import AccrualProgress, accrual_progress
from trialwright.capture.participant_summary import ParticipantSummary
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import may_open, member_page
from trialwright_web.capture.models import FormInstance, Query, Study
from trialwright_web.capture.progress import today_at
from trialwright_web.oversight.dashboard_lists import LISTS, ListRow, list_rows
from trialwright_web.oversight.dashboard_numbers import (
    VisitCompleteness,
    accrual_chart,
    accrual_rows,
    accrual_title,
    ages,
    completeness,
    completeness_chart,
    counts,
)
from trialwright_web.oversight.summaries import summaries
from trialwright_web.oversight.words import LIST_WORDS
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study

_QUERY_STATUSES = ("open", "answered")


@require_safe
@member_page("dashboard")
def dashboard(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every number of the study's progress, each with its list. Nothing is by group."""
    definition = loaded_study().definition
    study, today = definition.study.id, today_at(definition, datetime.now(UTC))
    people = summaries(definition, today)
    enrolled = [each.enrolled_on for each in people if each.enrolled_on]
    accrual = accrual_progress(definition.record.view, enrolled, today)
    visits = completeness(definition, people)
    held = Study.objects.filter(study=study).first()
    synthetic = held is not None and held.rehearsal == "yes"
    context = {
        "today": today,
        "accrual": accrual,
        "accrual_title": accrual_title(accrual),
        "accrual_chart": accrual_chart(accrual, synthetic),
        "accrual_rows": accrual_rows(accrual),
        "visits": visits,
        "completeness_chart": completeness_chart(visits, synthetic) if visits else "",
        "counts": counts(people),
        "ages": ages(people, today),
        "queries": [
            (s, Query.objects.filter(study=study, status=s).count()) for s in _QUERY_STATUSES
        ],
        "drafts": FormInstance.objects.filter(study=study, status="draft").count(),
        "screened": len(people),
        "may_list": may_open(actor, "dashboard-list"),
    }
    return answer(
        request, "oversight/dashboard.html", context, as_csv=lambda: _table(accrual, visits, people)
    )


@require_safe
@member_page("dashboard-list")
def dashboard_list(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """The list behind one number; `?visit=` narrows it."""
    if name not in LISTS:
        raise Http404(_("There is no such list."))
    definition = loaded_study().definition
    people = summaries(definition, today_at(definition, datetime.now(UTC)))
    visit = request.GET.get("visit", "")
    rows = list_rows(name, people, visit)
    context = {
        "title": LIST_WORDS[name],
        "rows": rows,
        "visit": visit,
        "dated": any(row.day for row in rows),
        "formed": any(row.place for row in rows),
        "definition": definition,
    }
    return answer(
        request, "oversight/dashboard_list.html", context, as_csv=lambda: _list_table(rows)
    )


def _table(
    accrual: AccrualProgress,
    visits: Sequence[VisitCompleteness],
    people: Sequence[ParticipantSummary],
) -> Table:
    rows = [
        ("enrolled", end.isoformat(), number) for end, number, _planned in accrual_rows(accrual)
    ]
    rows += [("forms due", each.visit, each.due) for each in visits]
    rows += [("forms complete", each.visit, each.complete) for each in visits]
    rows += [(count.name, "", count.number) for count in counts(people)]
    return Table(("what", "of", "number"), tuple(rows))


def _list_table(rows: Sequence[ListRow]) -> Table:
    columns = ("participant", "visit", "form", "repeat", "day")
    empty = ("", "", "")
    return Table(columns, tuple((r.participant, *(r.place or empty), r.day or "") for r in rows))
