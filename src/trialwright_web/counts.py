"""Whole numbers in addresses: no more digits than any database keeps in a column."""

from __future__ import annotations

from django.urls.converters import IntConverter


class ShortInt(IntConverter):
    """A whole number of nine digits at most; a longer one is an address that does not exist."""

    regex = "[0-9]{1,9}"
