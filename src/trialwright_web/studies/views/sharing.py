"""What a data requester would get."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trialwright.errors import Problem, ReleaseRefused
from trialwright.sharing.summary import PackageSummary, is_package, load_summary
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.studies.run import Run, load_run
from trialwright_web.studies.sharing_summary import count_all, list_shared_forms


@require_safe
def sharing(request: HttpRequest) -> HttpResponse:
    """The plan for sharing, and the package of the last run."""
    definition = loaded_study().definition
    run = load_run(settings.OUT_DIRECTORY, definition.study.id)
    package, problems = _package(run)
    context = {
        "plan": definition.sharing,
        "origin": definition.study.origin(definition.sharing.origin),
        "forms": list_shared_forms(definition),
        "totals": count_all(definition),
        "package": package,
        "problems": problems,
        "synthetic": run is not None and run.synthetic,
    }
    return render(request, "studies/sharing.html", context)


def _package(run: Run | None) -> tuple[PackageSummary | None, tuple[Problem, ...]]:
    """The package of a run, or why it is not given out; neither when there is none."""
    if run is None or run.package is None or not is_package(run.package):
        return None, ()
    try:
        return load_summary(run.package), ()
    except ReleaseRefused as refused:
        return None, refused.problems
