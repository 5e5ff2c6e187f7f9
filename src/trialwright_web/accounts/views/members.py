"""Administration: who is a member, in which role, and how they get in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trialwright.capture.access import ROLES, AccessRefused
from trialwright.errors import TrialwrightError
from trialwright_web.accounts.member_rows import member_rows
from trialwright_web.capture.actions.members import (
    LINK_DAYS,
    end_membership,
    invite,
    renew_access,
)
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import may_open, member_page
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study


@require_safe
@member_page("members")
def members(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every member with role, site, since when, second factor and last sign-in."""
    return _list(request, actor)


@never_cache
@require_http_methods(["POST"])
@member_page("member-invite")
def member_invite(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Invite somebody; the page that answers shows the link, once."""
    typed = {name: request.POST.get(name, "").strip() for name in _TYPED}
    try:
        token = invite(by=actor, definition=loaded_study().definition, **typed)
    except TrialwrightError as error:
        return _list(request, actor, refused=error, typed=typed)
    return _link(request, typed["user"], token)


@never_cache
@require_http_methods(["POST"])
@member_page("member-renew")
def member_renew(request: HttpRequest, actor: Actor, user: str) -> HttpResponse:
    """A new link for somebody who cannot sign in any more."""
    try:
        token = renew_access(
            by=actor,
            definition=loaded_study().definition,
            user=user,
            reason=request.POST.get("reason", ""),
            without_second_factor=request.POST.get("without_second_factor") == "yes",
        )
    except TrialwrightError as error:
        return _list(request, actor, refused=error)
    return _link(request, user, token)


@require_http_methods(["POST"])
@member_page("member-end")
def member_end(request: HttpRequest, actor: Actor, user: str) -> HttpResponse:
    """End a role, with the reason."""
    try:
        end_membership(
            by=actor,
            definition=loaded_study().definition,
            user=user,
            role=request.POST.get("role", ""),
            reason=request.POST.get("reason", ""),
        )
    except TrialwrightError as error:
        return _list(request, actor, refused=error)
    return redirect("members")


_TYPED = ("user", "full_name", "email", "role")


def _list(
    request: HttpRequest,
    actor: Actor,
    *,
    refused: TrialwrightError | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    """The list, with what was typed and what was wrong with it."""
    rows = member_rows(loaded_study().definition.study.id)
    context = {
        "rows": rows,
        "may_change": may_open(actor, "member-invite"),
        "roles": ROLES,
        "refused": refused,
        "typed": typed or {},
        "me": actor.user,
    }
    if refused is not None:
        status = 403 if isinstance(refused, AccessRefused) else 409
        return render(request, "members/list.html", context, status=status)
    return answer(request, "members/list.html", context, as_csv=lambda: _table(rows))


def _table(rows: tuple[object, ...]) -> Table:
    columns = (
        "user",
        "full_name",
        "role",
        "site",
        "since",
        "until",
        "status",
        "second_factor",
        "signed_in_at",
    )
    return Table(columns, tuple(tuple(getattr(row, name) for name in columns) for row in rows))


def _link(request: HttpRequest, user: str, token: str) -> HttpResponse:

    address = reverse("accept-invitation", args=[token]) if token else ""
    context = {
        "invited": user,
        "link": request.build_absolute_uri(address) if address else "",
        "days": LINK_DAYS,
    }
    return render(request, "members/link.html", context)
