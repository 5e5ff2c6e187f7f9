"""Source data verification: what is due, and the comparison of one form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.core.paginator import Paginator
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
from trialwright_web.capture.views.form_entry import form_of
from trialwright_web.oversight.verification import FormVerification, form_verifications, total
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study

ON_A_PAGE: Final = 50
"""So many forms stand on a page; the CSV file holds all."""
OPEN, ALL = "open", "all"
_CHOICES: Final = (OPEN, *ITEM_STATES, ALL)


@require_safe
@member_page("verification")
def verification(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is to be compared with the source, by participant and visit: `?state=`, `?participant=`
    and `?form=` narrow it.
    """
    chosen = request.GET.get("state", OPEN)
    if chosen not in _CHOICES:
        raise Http404(_("There is no such status."))
    definition = loaded_study().definition
    asked = {name: request.GET.get(name, "") for name in ("participant", "form")}
    forms = list(form_verifications(definition, **asked))
    found = [form for form in forms if _is(form, chosen)]
    context = {
        "plan": definition.verification,
        "progress": total(forms),
        "by_form": _by_form(forms),
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "choices": [(each, sum(_is(form, each) for form in forms)) for each in _CHOICES],
        "chosen": chosen,
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


def _is(form: FormVerification, state: str) -> bool:
    if state == OPEN:
        return form.open
    return state == ALL or state in form.states


def _by_form(forms: Sequence[FormVerification]) -> list[tuple[str, object]]:
    names = dict.fromkeys(form.form for form in sorted(forms, key=lambda form: form.form))
    return [(name, total([form for form in forms if form.form == name])) for name in names]


def _table(forms: Sequence[FormVerification]) -> Table:
    columns = ("participant", "visit", "form", "repeat", *ITEM_STATES)
    rows = [(*form.key, *(form.progress.counts[s] for s in ITEM_STATES)) for form in forms]
    return Table(columns, tuple(rows))
