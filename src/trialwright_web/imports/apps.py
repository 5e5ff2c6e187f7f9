"""The application of imports."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Imports: laboratory tables and ODM files."""

    name = "trialwright_web.imports"
    label = "imports"
