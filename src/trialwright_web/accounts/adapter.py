"""Nobody signs up: an administrator invites. Wrong passwords are counted in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trialwright_web.capture.actions.accounts import is_account_locked, note_failed_sign_in
from trialwright_web.studies.loaded import loaded_study

# One sentence for every refusal: it must not tell whether the user name exists.
WRONG = _("The user name or the password is wrong.")
LOCKED = _("Too many wrong passwords. Wait a quarter of an hour and try again.")


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator's invitation, never by a visitor."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": LOCKED,
        "rate_limited": LOCKED,
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a locked account before its password is looked at."""
        study = loaded_study().definition.study.id
        if is_account_locked(study=study, user=_account(credentials)):
            raise ValidationError(LOCKED, code="too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password."""
        user = _account(credentials)
        note_failed_sign_in(definition=loaded_study().definition, user=user)

    def send_notification_mail(self, *_arguments: Any, **_named: Any) -> None:
        """Nothing: the site sends no mail; what happens to an account stands in the journal."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account."""
        from django.urls import reverse

        return reverse("mfa_index")


def _account(credentials: Mapping[str, str]) -> str:
    """The user name that was meant: in capitals it opens the same account, and locks it too."""
    return credentials.get("username", "").lower()


def confirm_password(request: HttpRequest, password: str) -> bool:
    """Whether this is the password of who is signed in: asked again at a signature or a lock.

    A wrong one counts as at the sign-in: an open session is no place to guess at.
    """
    user = request.user
    definition = loaded_study().definition
    if not user.is_authenticated or not isinstance(user, AbstractBaseUser):
        return False
    name = user.get_username()
    if is_account_locked(study=definition.study.id, user=name):
        return False
    # Not the user's own method: it may renew the hash, which would end the session.
    if check_password(password, user.password):
        return True
    note_failed_sign_in(definition=definition, user=name)
    return False
