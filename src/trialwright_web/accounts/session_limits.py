"""How long a session lasts: half an hour without a request, and twelve hours at most.

A ward's computer is shared. Both limits are settings: SESSION_COOKIE_AGE ends an idle session,
SESSION_LONGEST one that is kept alive.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_BEGAN = "signed_in_at"

Answer = Callable[[HttpRequest], HttpResponseBase]


def begin_session(request: HttpRequest) -> None:
    """Note when the person signed in."""
    request.session[_BEGAN] = time.time()


def end_long_sessions(answer: Answer) -> Answer:
    """Middleware: sign out whoever signed in too long ago; the page then asks to sign in again."""

    def answer_in_time(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            began = request.session.get(_BEGAN)
            if began is None or time.time() - began > settings.SESSION_LONGEST.total_seconds():
                logout(request)
        return answer(request)

    return answer_in_time
