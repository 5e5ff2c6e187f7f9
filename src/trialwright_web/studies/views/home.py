"""The study page: what is asked, in whom, what is measured when, and what came out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trialwright.definition import Definition
from trialwright.definition.eligibility import Criterion
from trialwright.definition.facts import count_origins
from trialwright.definition.readiness import check_readiness
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.studies.primary_result import PrimaryResult, find_primary_result
from trialwright_web.studies.results_access import results_access
from trialwright_web.studies.run import Run, load_run
from trialwright_web.studies.schedule_table import build_schedule_table, followed_forms

RANDOMISED = "RANDOMIZED"  # as the registry writes it


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page a stranger sees."""
    study = loaded_study()
    definition = study.definition
    run = load_run(settings.OUT_DIRECTORY, definition.study.id)
    access = results_access(request, run)
    context = {
        "definition": definition,
        "endpoints": definition.endpoints.outcomes,
        "inclusions": _criteria(definition, "inclusion"),
        "exclusions": _criteria(definition, "exclusion"),
        "randomised": definition.record.view.design.allocation == RANDOMISED,
        "visit_count": len(definition.schedule.visits),
        "followed": followed_forms(build_schedule_table(definition)),
        "item_count": sum(len(form.items) for form in definition.forms),
        "origins": count_origins(study.facts),
        "readiness": check_readiness(definition),
        "run": run,
        "result": _result(definition, run) if access.sees_results else None,
        "withheld": access.withheld,
        "synthetic": run is not None and run.synthetic,
    }
    return render(request, "studies/home.html", context)


def _result(definition: Definition, run: Run | None) -> PrimaryResult | None:
    return find_primary_result(definition, run.results) if run else None


def _criteria(definition: Definition, kind: str) -> list[Criterion]:
    return [criterion for criterion in definition.eligibility.criteria if criterion.kind == kind]
