"""Tokens of programs: a list, a new one, the end of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trialwright.errors import TrialwrightError
from trialwright_web.api.models import ApiToken
from trialwright_web.capture.actions.tokens import LONGEST_DAYS, end_token, make_token
from trialwright_web.capture.actor import Actor, utc_now
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.models import Membership
from trialwright_web.studies.loaded import loaded_study


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_page("tokens")
def tokens(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every token; make one, which is shown this once; end one."""
    if request.method != "POST":
        return _page(request, {})
    definition, posted = loaded_study().definition, request.POST
    name = posted.get("name", "").strip()
    try:
        if posted.get("action") == "end":
            reason = posted.get("reason", "")
            end_token(by=actor, definition=definition, name=name, reason=reason)
            return redirect("tokens")
        user, _, role = posted.get("member", "").partition("/")
        days = posted.get("days", "")
        secret = make_token(
            by=actor,
            definition=definition,
            name=name,
            user=user,
            role=role,
            days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
        )
    except TrialwrightError as error:
        return _page(request, {"problems": error.problems}, status=409)
    return _page(request, {"secret": secret, "made": name})


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    study, now = loaded_study().definition.study.id, utc_now()
    rows = ApiToken.objects.filter(study=study).order_by("name")
    members = Membership.objects.filter(study=study, valid_to__isnull=True)
    context |= {
        "rows": [(row, row.ended_at is None and row.expires_at > now) for row in rows],
        "members": members.order_by("user", "role"),
        "longest": LONGEST_DAYS,
    }
    return render(request, "api/tokens.html", context, status=status)
