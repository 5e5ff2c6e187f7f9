"""Addresses that nothing can stand at: PostgreSQL has no text with a NUL character."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


def refuse_odd_addresses(answer: Answer) -> Answer:
    """Middleware: an address or a question with NUL in it is answered before any view asks for it.

    A form is not looked at here: its view says which of the fields is wrong.
    """

    def answer_addresses(request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            if request.path.startswith("/api/"):
                raise BadRequest("a NUL character stands in the address")
            raise Http404
        return answer(request)

    return answer_addresses
