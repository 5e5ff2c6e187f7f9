"""What was found on a record as a file for machines."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from trialwright.record.lint.output_json import lint_json
from trialwright.record.lint.output_sarif import lint_sarif
from trialwright.record.propose_output import proposal_json
from trialwright_web.studies.review import Review

JSON, SARIF, CORRECTIONS = "json", "sarif", "corrections"


def findings_file(review: Review, kind: str) -> HttpResponse:
    """The findings as JSON or SARIF, or the corrections to propose as JSON, to be saved.

    Http404 for any other kind.
    """
    number, media = review.report.nct_id, "application/json; charset=utf-8"
    if kind == JSON:
        return _saved(lint_json(review.report), media, f"{number}-findings.json")
    if kind == CORRECTIONS:
        return _saved(proposal_json(review.proposal), media, f"{number}-corrections.json")
    if kind == SARIF:
        text = lint_sarif(review.report, review.record.name)
        return _saved(text, "application/sarif+json; charset=utf-8", f"{number}-findings.sarif")
    raise Http404(_("This page has no such format."))


def _saved(text: str, media: str, name: str) -> HttpResponse:
    response = HttpResponse(text + "\n", content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
