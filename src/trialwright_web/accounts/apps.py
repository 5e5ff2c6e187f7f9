"""The application of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts: users, invitations, sessions, second factors."""

    name = "trialwright_web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the journal to the signals of sign-in."""
        from trialwright_web.accounts import journal  # noqa: F401
