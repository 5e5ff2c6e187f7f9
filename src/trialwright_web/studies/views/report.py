"""The report of the last run."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from trialwright_web.capture.gate import actor_of, may_open
from trialwright_web.studies.answers import answer
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.studies.results_access import results_access
from trialwright_web.studies.run import load_run


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """The report to read here, to download, and as data; or how to make it."""
    definition = loaded_study().definition
    run = load_run(settings.OUT_DIRECTORY, definition.study.id)
    access = results_access(request, run)
    context = {
        "run": run,
        "withheld": access.withheld,
        "may_unblind": may_open(actor_of(request), "unblind"),
        "displays": definition.analyses.displays,
        "synthetic": run is not None and run.synthetic,
        "outdated": run is not None and run.manifest.get("definition_sha256") != definition.hash,
    }
    results = run.results_path if run and access.sees_results else None
    return answer(
        request,
        "studies/report.html",
        context,
        as_json=(lambda: json.loads(results.read_bytes())) if results else None,
    )
