"""Requests that are refused before a page sees them."""

from __future__ import annotations

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without this site's mark: sent by another site, or from a page of long ago."""
    return render(request, "not_from_here.html", status=403)


def unreadable_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form that is damaged or made of too many parts; or a request under another name."""
    if isinstance(exception, DisallowedHost):
        # Nothing of the study: the page that asked may belong to another site.
        context = {"address": f"http://localhost:{request.get_port()}/"}
        return render(request, "wrong_host.html", context, status=400)
    return render(request, "400.html", status=400)
