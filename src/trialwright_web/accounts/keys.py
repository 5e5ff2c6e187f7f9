"""Second factors: how their secrets are kept, what they are called, when one may be taken away."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from trialwright_web.accounts.second_factor import FACTORS, needs_second_factor
from trialwright_web.capture.gate import roles_of
from trialwright_web.studies.loaded import loaded_study


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are encrypted with a key made from the site's secret: the database alone is no use."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code is wrong or too old."),
        "cannot_delete_authenticator": _(
            "Your role needs a second factor. Add another one before you remove the last."
        ),
        "cannot_generate_recovery_codes": _("Set up a second factor first."),
    }

    def encrypt(self, text: str) -> str:
        """For the database."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """From the database."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """What the app on the phone shows beside the code."""
        return f"{settings.MFA_TOTP_ISSUER} {self._get_site_name()}"

    def _get_site_name(self) -> str:
        study = loaded_study().definition.study
        return study.short_title.in_language(get_language() or "en")

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.get_username())

    def build_totp_svg(self, url: str) -> str:
        """The picture to scan, as an element of the page: no image from an address."""
        picture: bytes = qrcode.make(url, image_factory=SvgPathImage, border=4).to_string()
        return picture.decode("ascii")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody whose role needs one."""
        user = authenticator.user
        study = loaded_study().definition.study.id
        others = Authenticator.objects.filter(user=user, type__in=FACTORS).exclude(
            pk=authenticator.pk
        )
        return others.exists() or not needs_second_factor(study, roles_of(user.username))

    def generate_authenticator_name(self, user: Any, kind: Authenticator.Type) -> str:
        """Key 1, Key 2, ... until the person gives it a better name."""
        number = 1 + Authenticator.objects.filter(user_id=user.pk, type=kind).count()
        return str(_("Key {number}")).format(number=number)


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"second factors:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
