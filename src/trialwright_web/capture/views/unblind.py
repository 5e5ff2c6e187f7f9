"""Record that the study is unblinded."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trialwright.errors import TrialwrightError
from trialwright_web.accounts.adapter import confirm_password
from trialwright_web.capture.actions import study as actions
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.models import Study
from trialwright_web.studies.loaded import loaded_study


@require_http_methods(["GET", "HEAD", "POST"])
@member_page("unblind")
def unblind(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What unblinding does, whether it can be done now, and the form to do it."""
    definition = loaded_study().definition
    if request.method != "POST":
        state = Study.objects.filter(study=definition.study.id).first()
        return render(request, "capture/unblind.html", {"state": state})
    if not confirm_password(request, request.POST.get("password", "")):
        said = _("That is not your password. Nothing was changed.")
        return render(request, "capture/refused.html", {"said": said}, status=403)
    try:
        actions.unblind(by=actor, definition=definition, reason=request.POST.get("reason", ""))
    except TrialwrightError as error:
        return render(request, "capture/refused.html", {"error": error}, status=409)
    return redirect("unblind")
