"""Requests that are refused before a page sees them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without this site's mark: sent by another site, or from a page of long ago."""
    return render(request, "403.html", status=403)


def unreadable_form(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form that is damaged, or made of too many parts."""
    return render(request, "400.html", status=400)
