"""Source data verification: what is due, and the comparison of one form."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trialwright.capture.source_verification import ITEM_STATES
from trialwright.errors import TrialwrightError
from trialwright_web.capture.actions.source_verification import compare_source
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.form_posts import posted_revision
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.progress import today_at
from trialwright_web.capture.views.form_entry import form_of
from trialwright_web.oversight.verification import (
    CHOICES,
    chosen_forms,
    forms_to_verify,
    items_of,
    progress_by_form,
    total,
)
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.summaries.models import VerificationSummary
from trialwright_web.summaries.people import refresh_verification

ON_A_PAGE: Final = 50
"""So many forms stand on a page; the CSV file holds all."""


@require_safe
@member_page("verification")
def verification(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is to be compared with the source, by participant and visit: `?state=`, `?participant=`
    and `?form=` narrow it.
    """
    choice = next((each for each in CHOICES if each == request.GET.get("state", "open")), None)
    if choice is None:
        raise Http404(_("There is no such status."))
    definition = loaded_study().definition
    refresh_verification(definition, today_at(definition, datetime.now(UTC)))
    asked = {name: request.GET.get(name, "") for name in ("participant", "form")}
    forms = forms_to_verify(definition.study.id, **asked)
    by_form, found = progress_by_form(forms), chosen_forms(forms, choice)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": definition.verification,
        "progress": total(by_form),
        "by_form": by_form,
        "page": page,
        "rows": [(row, items_of(row)) for row in page],
        "choices": [(each, sum(form.forms[each] for form in by_form)) for each in CHOICES],
        "chosen": choice,
        "asked": asked,
        "definition": definition,
    }
    return answer(request, "oversight/verification.html", context, as_csv=lambda: _table(found))


@require_http_methods(["POST"])
@member_page("form-compare")
def form_compare(
    request: HttpRequest, actor: Actor, number: str, visit: str, form: str, repeat: int
) -> HttpResponse:
    """Keep what the comparison of a form with its source said; back to the form."""
    key, posted = (number, visit, form, repeat), request.POST
    known = form_of(key).by_id
    said = {item: posted.get(f"source.{item}", "") for item in known}
    if posted.get("rest") == "agrees":
        waiting = known.keys() & posted.getlist("waiting")
        said |= {item: "agrees" for item in waiting if not said[item]}
    try:
        compare_source(
            by=actor,
            definition=loaded_study().definition,
            key=key,
            revision=posted_revision(posted),
            verified=[item for item, word in said.items() if word == "agrees"],
            differs={
                item: posted.get(f"differs.{item}", "")
                for item, word in said.items()
                if word == "differs"
            },
        )
    except TrialwrightError as error:
        return render(request, "capture/refused.html", {"error": error}, status=409)
    return redirect("form-entry", number, visit, form, repeat)


def _table(found: QuerySet[VerificationSummary]) -> Table:
    columns = ("participant", "visit", "form", "repeat", *ITEM_STATES)
    return Table(columns, tuple(found.values_list(*columns)))
