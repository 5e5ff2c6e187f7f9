"""Addresses of the account: those of allauth that a member needs, and no other.

There is no sign-up, no e-mail address to confirm, no password reset by mail and no provider
elsewhere, so these have no address at all.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path

from trialwright_web.accounts.views.invitation import accept_invitation
from trialwright_web.accounts.views.overview import overview

_second_factor = [
    path("", overview, name="mfa_index"),
    path("code/", mfa.authenticate, name="mfa_authenticate"),
    path("confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("app/", totp.activate_totp, name="mfa_activate_totp"),
    path("app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("codes/file/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("keys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("keys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("keys/confirm/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("keys/<count:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("keys/<count:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("invitation/<str:token>/", accept_invitation, name="accept-invitation"),
    path("second-factor/", include(_second_factor)),
]
