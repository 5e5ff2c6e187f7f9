"""Requests that are refused before a page sees them, and those that no page could answer."""

from __future__ import annotations

import sys

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from trialwright.errors import Problem
from trialwright.sentence import sentence
from trialwright_web.outage import outage_of
from trialwright_web.sentences import problem_in_words, translated

RETRY_SECONDS = 10


def form_not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without this site's mark: sent by another site, or from a page of long ago."""
    return render(request, "not_from_here.html", status=403)


def unreadable_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form that is damaged or made of too many parts; or a request under another name."""
    if isinstance(exception, DisallowedHost):
        # Nothing of the study: the page that asked may belong to another site.
        context = {"address": f"http://localhost:{request.get_port()}/"}
        return render(request, "wrong_host.html", context, status=400)
    if _is_program(request):
        what = sentence("the request cannot be read")
        return _for_program("not_readable", Problem("", 0, "", what), 400)
    return render(request, "400.html", status=400)


def unanswered_request(request: HttpRequest) -> HttpResponse:
    """The database cannot be used (503), or the program has a fault (500).

    Made without the database, which is what failed.
    """
    outage = outage_of(sys.exc_info()[1])
    if outage is None:
        if _is_program(request):
            what = sentence("the fault is in the program, not in what was sent")
            cure = sentence("who runs the site finds in its log what went wrong")
            return _for_program("fault", Problem("", 0, "", what, cure), 500)
        return HttpResponse(render_to_string("500.html"), status=500)
    if _is_program(request):
        response: HttpResponse = _for_program("database", outage, 503)
    else:
        address = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
        context = {"problem": problem_in_words(outage), "address": address}
        response = HttpResponse(render_to_string("outage.html", context), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _is_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _for_program(code: str, problem: Problem, status: int) -> JsonResponse:
    """In the shape of every refusal of the interface for programs."""
    words = {"what": translated(problem.what), "where": "", "cure": translated(problem.cure)}
    return JsonResponse({"problems": [{"code": code, **words, "rule": ""}]}, status=status)
