"""The application of summaries."""

from django.apps import AppConfig


class SummariesConfig(AppConfig):
    """Summaries: calendars, events and findings of each participant, as they follow from the entries."""

    name = "trialwright_web.summaries"
    label = "summaries"
