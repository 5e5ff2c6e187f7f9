"""The application of the journal."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Audit: journal lines, heads, and the triggers that refuse to change them."""

    name = "trialwright_web.audit"
    label = "audit"
