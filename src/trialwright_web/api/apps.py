"""The application of the interface for programs."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens and the routes below /api/."""

    name = "trialwright_web.api"
    label = "api"
