"""The findings on a record as a file for machines."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from trialwright.record.lint.finding import LintReport
from trialwright.record.lint.output_json import lint_json
from trialwright.record.lint.output_sarif import lint_sarif
from trialwright.record.read import Record

JSON, SARIF = "json", "sarif"


def findings_file(report: LintReport, record: Record, kind: str) -> HttpResponse:
    """The report as JSON or SARIF, to be saved. Http404 for any other kind."""
    if kind == JSON:
        text, media = lint_json(report), "application/json; charset=utf-8"
    elif kind == SARIF:
        text, media = lint_sarif(report, record.name), "application/sarif+json; charset=utf-8"
    else:
        raise Http404(_("This page has no such format."))
    response = HttpResponse(text + "\n", content_type=media)
    name = f"{report.nct_id}-findings.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
