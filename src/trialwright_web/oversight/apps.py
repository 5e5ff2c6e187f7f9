"""The application of oversight."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Oversight: dashboard, audit view, database lock."""

    name = "trialwright_web.oversight"
    label = "oversight"
