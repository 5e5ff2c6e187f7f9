"""The study at a glance: accrual, completeness, age of the data, queries, scans, safety."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trialwright.capture.accrual_progress import AccrualProgress, accrual_progress
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import may_open, member_page
from trialwright_web.capture.models import FormInstance, Participant, Query, Study
from trialwright_web.capture.progress import today_at
from trialwright_web.oversight.dashboard_lists import LISTS, ListRow
from trialwright_web.oversight.dashboard_numbers import (
    Count,
    VisitCompleteness,
    accrual_chart,
    accrual_rows,
    accrual_title,
    ages,
    completeness,
    completeness_chart,
    counts,
    enrolments,
)
from trialwright_web.oversight.words import LIST_WORDS
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.summaries.people import refresh_summaries

ON_A_PAGE = 100
_QUERY_STATUSES = ("open", "answered")


@require_safe
@member_page("dashboard")
def dashboard(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every number of the study's progress, each with its list. Nothing is by group."""
    definition = loaded_study().definition
    study, today = definition.study.id, today_at(definition, datetime.now(UTC))
    refresh_summaries(definition, today)
    accrual = accrual_progress(definition.record.view, enrolments(study), today)
    visits, counted = completeness(definition, today), counts(study, today)
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
        "counts": counted,
        "ages": ages(study, today),
        "queries": [
            (s, Query.objects.filter(study=study, status=s).count()) for s in _QUERY_STATUSES
        ],
        "drafts": FormInstance.objects.filter(study=study, status="draft").count(),
        "screened": Participant.objects.filter(study=study).count(),
        "may_list": may_open(actor, "dashboard-list"),
    }
    return answer(
        request,
        "oversight/dashboard.html",
        context,
        as_csv=lambda: _table(accrual, visits, counted),
    )


@require_safe
@member_page("dashboard-list")
def dashboard_list(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """The list behind one number; `?visit=` narrows it."""
    if name not in LISTS:
        raise Http404(_("There is no such list."))
    definition = loaded_study().definition
    today = today_at(definition, datetime.now(UTC))
    refresh_summaries(definition, today)
    visit = request.GET.get("visit", "")
    listed = LISTS[name](definition.study.id, today, visit)
    page = Paginator(listed.rows, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = listed.list_rows(page.object_list)
    context = {
        "title": LIST_WORDS[name],
        "rows": rows,
        "page": page,
        "number": listed.number,
        "visit": visit,
        "dated": any(row.day for row in rows),
        "formed": any(row.place for row in rows),
        "definition": definition,
    }
    return answer(
        request,
        "oversight/dashboard_list.html",
        context,
        as_csv=lambda: _list_table(listed.list_rows()),
    )


def _table(
    accrual: AccrualProgress,
    visits: Sequence[VisitCompleteness],
    counted: Sequence[Count],
) -> Table:
    rows = [
        ("enrolled", end.isoformat(), number) for end, number, _planned in accrual_rows(accrual)
    ]
    rows += [("forms due", each.visit, each.due) for each in visits]
    rows += [("forms complete", each.visit, each.complete) for each in visits]
    rows += [(count.name, "", count.number) for count in counted]
    return Table(("what", "of", "number"), tuple(rows))


def _list_table(rows: Sequence[ListRow]) -> Table:
    columns = ("participant", "visit", "form", "repeat", "day")
    empty = ("", "", "")
    return Table(columns, tuple((r.participant, *(r.place or empty), r.day or "") for r in rows))
