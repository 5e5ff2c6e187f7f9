"""The application of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts: users."""

    name = "trialwright_web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
