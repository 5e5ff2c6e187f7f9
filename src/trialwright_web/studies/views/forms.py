"""The forms: a list, and each with its items."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trialwright_web.studies.answers import answer
from trialwright_web.studies.form_rows import items_as_table, list_forms, list_items
from trialwright_web.studies.loaded import loaded_study


@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """Every form of the study: what for, when due, what is shared of it."""
    definition = loaded_study().definition
    return answer(
        request,
        "studies/forms.html",
        {"forms": list_forms(definition)},
        as_json=lambda: [form.model_dump(mode="json") for form in definition.forms],
        as_csv=lambda: items_as_table(definition, definition.forms, get_language() or "en"),
    )


@require_safe
def form(request: HttpRequest, identifier: str) -> HttpResponse:
    """One form with every item."""
    definition = loaded_study().definition
    shown = definition.forms_by_id.get(identifier)
    if shown is None:
        raise Http404(_("The study has no form of this name."))
    summary = next(each for each in list_forms(definition) if each.form.id == identifier)
    return answer(
        request,
        "studies/form.html",
        {"form": shown, "summary": summary, "items": list_items(definition, shown)},
        as_json=lambda: shown.model_dump(mode="json"),
        as_csv=lambda: items_as_table(definition, (shown,), get_language() or "en"),
    )
