"""The eligibility criteria as rules."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from trialwright_web.studies.answers import answer
from trialwright_web.studies.criteria_rows import criteria_as_table, list_criteria
from trialwright_web.studies.deviation_rows import show_deviations
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.studies.run import load_run


@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    """Each criterion in words, as the expression that decides it, and as registered."""
    definition = loaded_study().definition
    run = load_run(settings.OUT_DIRECTORY, definition.study.id)
    deviations = run.deviations if run else None
    context = {
        "deviations": show_deviations(definition, deviations) if deviations else None,
        "synthetic": run is not None and deviations is not None and run.synthetic,
        "inclusions": list_criteria(definition, "inclusion"),
        "exclusions": list_criteria(definition, "exclusion"),
        "definition": definition,
    }
    return answer(
        request,
        "studies/criteria.html",
        context,
        as_json=lambda: [c.model_dump(mode="json") for c in definition.eligibility.criteria],
        as_csv=lambda: criteria_as_table(definition, get_language() or "en"),
    )
