"""Who has to have a second factor, and who has one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from trialwright_web.capture.models import Study

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: Any) -> bool:
    """Whether the user has set up an authenticator app or a security key."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def needs_second_factor(study: str, roles: Collection[str]) -> bool:
    """Whether somebody with these roles gets no further without one: a setting names the roles.

    Not in a rehearsal, whose accounts and passwords are known to everybody.
    """
    if not set(roles) & set(settings.REQUIRE_SECOND_FACTOR):
        return False
    return not Study.objects.filter(study=study, rehearsal="yes").exists()
