"""The site's mark, at the address where a browser looks for it unasked."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

MARK = "trialwright_web/mark.svg"


@require_safe
@cache_control(max_age=86400)
def mark(request: HttpRequest) -> HttpResponse:
    """The drawing that pages of the site name themselves; the report and data files cannot."""
    return HttpResponse(_drawing(), content_type="image/svg+xml")


@cache
def _drawing() -> bytes:
    return Path(str(finders.find(MARK))).read_bytes()
