"""Who may open which page: one table, and the decorator that asks it.

A page that stands in no row of the table cannot be opened by anybody; a test compares the table
with the addresses of the site.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Final
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from trialwright.capture.access import ROLES
from trialwright_web.accounts.second_factor import has_second_factor, needs_second_factor
from trialwright_web.capture.actor import Actor, utc_now
from trialwright_web.capture.models import Membership
from trialwright_web.studies.loaded import loaded_study

_ENTRY: Final = (
    "investigator",
    "coordinator",
    "radiologist",
    "pathologist",
    "laboratory",
    "biobank",
)
_READING: Final = (*_ENTRY, "data_manager", "monitor", "safety_officer", "inspector")

# Page -> who may open it. What they may do there is the table of permissions.
PAGES: Final[dict[str, tuple[str, ...]]] = {
    "work": ROLES,
    "permissions": ROLES,
    "participants": _READING,
    "participant-add": ("investigator", "coordinator"),
    "participant": _READING,
    "eligibility": _READING,
    "consents": _READING,
    "form-entry": _READING,
    "form-mark": _READING,
    "form-sign": ("investigator",),
    "form-compare": ("monitor",),
    "queries": _READING,
    "query-step": _READING,
    "query-ask": ("data_manager", "monitor"),
    "data-review": ("data_manager", "monitor"),
    "verification": ("data_manager", "monitor", "inspector"),
    "amendments": ("data_manager", "monitor", "inspector"),
    "tokens": ("administrator",),
    "imports": ("investigator", "coordinator", "laboratory"),
    "dashboard": (*_READING, "statistician", "dmc_member"),
    "dashboard-list": _READING,
    "journal": ("data_manager", "monitor", "inspector", "administrator"),
    "journal-verify": ("data_manager", "monitor", "inspector", "administrator"),
    "journal-export": ("data_manager", "inspector"),
    "lock": ("data_manager",),
    "unblind": ("statistician",),
    "members": ("inspector", "administrator"),
    "member-invite": ("administrator",),
    "member-renew": ("administrator",),
    "member-end": ("administrator",),
}

View = Callable[..., HttpResponse]


def member_page(name: str) -> Callable[[View], View]:
    """The view of the page `name`: signed in, a member of the study, in a role that may open it.

    The view takes the actor after the request.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect(
                    f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
                )
            actor = actor_of(request)
            if not actor.roles & set(PAGES[name]):
                raise PermissionDenied(_("This page is not for your role in the study."))
            study = loaded_study().definition.study.id
            if needs_second_factor(study, actor.roles) and not has_second_factor(request.user):
                return redirect("mfa_index")
            return view(request, actor, *arguments, **named)

        guarded.page = name  # type: ignore[attr-defined]
        return guarded

    return decorate


def actor_of(request: HttpRequest) -> Actor:
    """The user of a request with the roles they hold now. Nobody in particular has none."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Actor.of("", ())
    return Actor.of(user.username, roles_of(user.username))


def roles_of(user: str) -> tuple[str, ...]:
    """The roles that a user holds in the study at this moment."""
    study, now = loaded_study().definition.study.id, utc_now()
    held = Membership.objects.filter(study=study, user=user, valid_from__lte=now)
    return tuple(m.role for m in held if m.valid_to is None or m.valid_to > now)


def may_open(actor: Actor, name: str) -> bool:
    """Whether the page can be offered to the actor."""
    return bool(actor.roles & set(PAGES[name]))
