"""Follow the link of an invitation: choose a password, once."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from trialwright.errors import TrialwrightError
from trialwright_web.accounts.models import Invitation
from trialwright_web.capture.actions.members import accept, open_link
from trialwright_web.studies.loaded import loaded_study


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link. 410 for one that does not work any more."""
    link = open_link(token)
    if link is None:
        return render(request, "account/invitation_gone.html", status=410)
    if request.method != "POST":
        return render(request, "account/invitation.html", {"invited": link.user})
    problems = _problems(link, request.POST.get("password", ""), request.POST.get("again", ""))
    if problems:
        context = {"invited": link.user, "problems": problems}
        return render(request, "account/invitation.html", context, status=422)
    definition = loaded_study().definition
    try:
        accept(definition=definition, token=token, password=request.POST["password"])
    except TrialwrightError:  # used at this very moment in another window
        return render(request, "account/invitation_gone.html", status=410)
    return render(request, "account/invitation_accepted.html", {"invited": link.user})


def _problems(link: Invitation, password: str, again: str) -> list[str]:
    try:
        validate_password(password, link.user)
    except ValidationError as error:
        return list(error.messages)
    return [] if password == again else [_("The two passwords are not the same.")]
