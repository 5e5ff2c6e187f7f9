"""The registry record, with contact data masked."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from trialwright.record.masking import masked_json
from trialwright_web.studies.answers import answer
from trialwright_web.studies.loaded import loaded_study

RAW = "raw"


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """Everything the registry holds about the study, in its own language and order."""
    study = loaded_study()
    context = {
        "record": study.definition.record,
        "sections": [section for section in study.record if section.id != RAW],
        "raw": masked_json(study.definition.record),
    }
    return answer(
        request,
        "studies/record.html",
        context,
        as_json=lambda: json.loads(masked_json(study.definition.record)),
    )
