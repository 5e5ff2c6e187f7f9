"""Tell the journal of what happens to accounts: receivers of the signals of sign-in."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
)
from django.contrib.auth.signals import user_logged_in as django_logged_in
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from trialwright_web.accounts.second_factor import has_second_factor
from trialwright_web.accounts.session_limits import begin_session
from trialwright_web.capture.actions.accounts import (
    note_failed_sign_in,
    note_password,
    note_second_factor,
    note_sign_in,
    note_sign_out,
)
from trialwright_web.studies.loaded import loaded_study


@receiver(django_logged_in)
def session_begun(request: HttpRequest, **_: Any) -> None:
    """However the session came about, its time runs from here."""
    begin_session(request)


@receiver(user_logged_in)
def signed_in(user: Any, **_: Any) -> None:
    """After the password and the second factor."""
    note_sign_in(definition=loaded_study().definition, user=user.username)


@receiver(user_logged_out)
def signed_out(user: Any, **_: Any) -> None:
    """By the person, or at the limit of the session."""
    if user is not None:
        note_sign_out(definition=loaded_study().definition, user=user.username)


@receiver(authentication_failed)
def wrong_code(user: Any, **_: Any) -> None:
    """A wrong code of the second factor counts as a wrong password."""
    note_failed_sign_in(definition=loaded_study().definition, user=user.username)


@receiver(password_changed)
def new_password(user: Any, **_: Any) -> None:
    """The person has changed it."""
    note_password(definition=loaded_study().definition, user=user.username)


@receiver([authenticator_added, authenticator_removed])
def factor_changed(user: Any, authenticator: Authenticator, **_: Any) -> None:
    """A second factor was added or taken away; recovery codes come and go with it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        held = has_second_factor(user)
        note_second_factor(definition=loaded_study().definition, user=user.username, held=held)
