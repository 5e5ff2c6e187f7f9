"""Every statement of the definition with its provenance."""

from __future__ import annotations

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trialwright.definition.facts import FactRow, count_origins
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study

ALL = "all"


@require_safe
def facts(request: HttpRequest) -> HttpResponse:
    """The statements, all of them or those of one origin (`?origin=assumption`)."""
    study = loaded_study()
    counts = count_origins(study.facts)
    chosen = request.GET.get("origin", ALL)
    if chosen != ALL and chosen not in counts:
        raise Http404(_("Statements come from the record, an assumption or a site parameter."))
    shown = [fact for fact in study.facts if chosen in (ALL, fact.origin)]
    context = {
        "facts": shown,
        "chosen": chosen,
        "filters": [(ALL, len(study.facts)), *counts.items()],
        "open_decisions": study.definition.site.open_decisions,
    }
    return answer(
        request,
        "studies/facts.html",
        context,
        as_json=lambda: [_as_object(fact) for fact in shown],
        as_csv=lambda: _as_table(shown, get_language() or "en"),
    )


def _as_object(fact: FactRow) -> dict[str, object]:
    return asdict(fact) | {"about": fact.about.model_dump(mode="json")}


def _as_table(shown: list[FactRow], language: str) -> Table:
    columns = ("file", "key", "about", "origin", "source", "rules")
    rows = (
        (f.file, f.key, f.about.in_language(language), f.origin, f.source, " ".join(f.rules))
        for f in shown
    )
    return Table(columns, tuple(rows))
