"""The study's registry record, contact data masked, with findings beside the words they quote."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trialwright.errors import RecordError
from trialwright.record.annotate import EVERY
from trialwright.record.lint.finding import Severity
from trialwright.record.masking import masked_json
from trialwright_web.studies.answers import answer
from trialwright_web.studies.findings_file import findings_file
from trialwright_web.studies.judgement_day import AS_OF, asked_day, version_day
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.studies.review import Review, build_review

ALL = "all"


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """Everything the registry holds about the study, in its own language and order.

    `?severity=error` shows the findings of one severity, `?as-of=` judges as on another day.
    """
    chosen = request.GET.get("severity", ALL)
    if chosen not in (ALL, *Severity):
        raise Http404(_("A finding is an error, a warning or a note."))
    review = _review(request, chosen)
    total = len(review.report.findings)
    context = {
        "review": review,
        "severity": chosen,
        "severities": [(ALL, total), *((s.value, number) for s, number in review.tally)],
    }
    registered = loaded_study().definition.record
    return answer(
        request, "studies/record.html", context, as_json=lambda: json.loads(masked_json(registered))
    )


@require_safe
def record_findings(request: HttpRequest, kind: str) -> HttpResponse:
    """The findings on the study's record as JSON or SARIF, or the corrections to propose."""
    return findings_file(_review(request, ALL), kind)


def _review(request: HttpRequest, chosen: str) -> Review:
    study = loaded_study()
    registered = study.definition.record
    try:
        as_of = asked_day(request.GET.get(AS_OF, ""), version_day(registered))
    except RecordError as refused:
        raise Http404(str(refused)) from None
    shown = EVERY if chosen == ALL else {Severity(chosen)}
    return build_review(registered, as_of, study.resolutions, shown, study.registry_values)
