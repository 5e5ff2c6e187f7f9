"""The schedule of activities."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from trialwright_web.studies.answers import answer
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.studies.schedule_table import build_schedule_table, schedule_as_table


@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    """Which form is due at which visit, and when a visit may take place."""
    definition = loaded_study().definition
    table = build_schedule_table(definition)
    return answer(
        request,
        "studies/schedule.html",
        {"schedule": table, "origins": definition.study.origins},
        as_json=lambda: {
            "visits": [visit.model_dump(mode="json") for visit in table.visits],
            "running": [form.id for form in table.running],
        },
        as_csv=lambda: schedule_as_table(table, get_language() or "en"),
    )
