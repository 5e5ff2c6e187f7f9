"""The application of data capture."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    """Capture: the current state of everything that the journal tells of."""

    name = "trialwright_web.capture"
    label = "capture"
