"""What the pages of accounts have to say in numbers."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def shortest_password() -> int:
    """How many characters a password has at least."""
    length: int = settings.SHORTEST_PASSWORD
    return length
