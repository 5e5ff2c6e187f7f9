"""A record that a visitor pastes or uploads: read in memory, judged, and forgotten."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from trialwright.errors import Problem, RecordError
from trialwright.record.read import MAX_BYTES, Record, parse_record

View = Callable[..., HttpResponse]
# The other fields of a form, and what a form adds around each.
FORM_BYTES = 64 * 1024
REST_BYTES = 64_000_000
CHUNK = 1 << 16


def limited_to(records: int) -> Callable[[View], View]:
    """A view that takes forms of at most this many records; a larger one is refused unread."""
    most = records * MAX_BYTES + FORM_BYTES

    def decorated(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if _length(request) > most:
                _discard(request)
                return render(request, "413.html", {"megabytes": MAX_BYTES // 10**6}, status=413)
            return view(request, *args, **kwargs)

        return limited

    return decorated


def given_record(request: HttpRequest, name: str) -> Record | None:
    """The record in the form's fields `name` and `name-file`; None when both are empty.

    Raises RecordError when it cannot be read, or when both are filled.
    """
    # A form sends every line end as two characters; the text was pasted with one.
    text = request.POST.get(name, "").replace("\r\n", "\n")
    upload = request.FILES.get(f"{name}-file")
    if isinstance(upload, UploadedFile):
        if text.strip():
            what = _("there is a text and a file")
            raise RecordError(Problem("", 0, "", what, _("give one of the two")))
        return parse_record(upload.read(), upload.name or _("uploaded file"))
    return parse_record(text.encode(), _("pasted text")) if text.strip() else None


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() else 0


def _discard(request: HttpRequest) -> None:
    """Read what a browser is still sending, up to a bound: before that it shows no answer."""
    left = REST_BYTES
    while left > 0 and (chunk := request.read(CHUNK)):
        left -= len(chunk)
