"""What follows on a form that is complete: review, verification, signature, lock."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trialwright.capture.access import AccessRefused
from trialwright.errors import Problem, TrialwrightError
from trialwright_web.accounts.adapter import confirm_password
from trialwright_web.capture.actions.forms import mark_form
from trialwright_web.capture.actions.refusals import StaleSave
from trialwright_web.capture.actions.signatures import sign_forms
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.form_posts import posted_revision
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.stored import FormKey, form_at
from trialwright_web.capture.views.form_entry import form_of, form_page
from trialwright_web.studies.loaded import loaded_study


@require_http_methods(["POST"])
@member_page("form-mark")
def form_mark(
    request: HttpRequest, actor: Actor, number: str, visit: str, form: str, repeat: int
) -> HttpResponse:
    """Review, verify, lock or unlock a form."""
    key = (number, visit, form, repeat)
    form_of(key)
    action = request.POST.get("action", "")
    if action not in ("review", "verify", "lock", "unlock"):
        raise Http404(_("There is no such action."))
    try:
        mark_form(
            by=actor,
            definition=loaded_study().definition,
            key=key,
            action=action,
            reason=request.POST.get("reason", ""),
            revision=posted_revision(request.POST),
        )
    except StaleSave as error:
        return _look_again(request, actor, key, error)
    except TrialwrightError as error:
        return render(request, "capture/refused.html", {"error": error}, status=_status(error))
    return redirect("form-entry", number, visit, form, repeat)


@require_http_methods(["POST"])
@member_page("form-sign")
def form_sign(
    request: HttpRequest, actor: Actor, number: str, visit: str, form: str, repeat: int
) -> HttpResponse:
    """Sign a form: the password again, and what the signature means."""
    key = (number, visit, form, repeat)
    shown = form_of(key)
    if not confirm_password(request, request.POST.get("password", "")):
        said = TrialwrightError(
            Problem("", 0, "", _("That is not your password. Nothing was signed."))
        )
        held = form_at(loaded_study().definition.study.id, key)
        return form_page(request, actor, key, shown, held, status=403, refused=said)
    meaning = request.POST.get("meaning", "approved")
    try:
        sign_forms(
            by=actor,
            definition=loaded_study().definition,
            keys=[key],
            meaning=meaning,
            seen={key: posted_revision(request.POST)},
        )
    except StaleSave as error:
        return _look_again(request, actor, key, error)
    except TrialwrightError as error:
        return render(request, "capture/refused.html", {"error": error}, status=_status(error))
    return redirect("form-entry", number, visit, form, repeat)


def _look_again(request: HttpRequest, actor: Actor, key: FormKey, error: StaleSave) -> HttpResponse:
    """The form as it stands now, for who was about to sign or mark an earlier version of it."""
    return form_page(request, actor, key, form_of(key), error.theirs, status=409, refused=error)


def _status(error: TrialwrightError) -> int:
    return 403 if isinstance(error, AccessRefused) else 409
