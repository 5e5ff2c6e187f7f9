"""Import a file: choose it, look at what it would change, then all of it or nothing."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trialwright.errors import Problem, TrialwrightError
from trialwright_web.capture.actions.imports import import_values, planned_import
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import member_page
from trialwright_web.imports.reading import (
    ODM,
    ImportedFile,
    import_reason,
    mapping_names,
    read_values,
)
from trialwright_web.studies.loaded import loaded_study

SHOWN_FORMS = 200
LIMIT_BYTES = 20_000_000
"""What a file that comes back from the page may unpack to."""


@require_http_methods(["GET", "HEAD", "POST"])
@member_page("imports")
def imports(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Choose a file; see what it would change; import it."""
    if request.method != "POST":
        return _page(request, {})
    try:
        if request.POST.get("action") == "import":
            return _carry_out(request, actor)
        return _dry_run(request)
    except TrialwrightError as error:
        return _page(request, {"problems": error.problems}, status=422)


def _dry_run(request: HttpRequest) -> HttpResponse:
    sent = request.FILES.get("file")
    if sent is None:
        raise _refused(_("No file was chosen."))
    file = ImportedFile(sent.name or "file", sent.read())
    definition, kind = loaded_study().definition, request.POST.get("kind", "")
    values = read_values(definition, settings.STUDY_DIRECTORY, kind, file)
    plan = planned_import(definition, values, file.name)
    context = {
        "plan": plan,
        "shown": plan.saves[:SHOWN_FORMS],
        "kind": kind,
        "file": file.name,
        "packed": _packed(file.data),
        "definition": definition,
    }
    return _page(request, context)


def _carry_out(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The file comes back from the page, and what it leads to now must be what was shown."""
    name = request.POST.get("file", "file")
    data = _unpacked(request.POST.get("packed", ""))
    definition, kind = loaded_study().definition, request.POST.get("kind", "")
    file = ImportedFile(name, data)
    values = read_values(definition, settings.STUDY_DIRECTORY, kind, file)
    done = import_values(
        by=actor,
        definition=definition,
        values=values,
        file=name,
        digest=request.POST.get("digest", ""),
        reason=import_reason(request.POST.get("reason", ""), file),
    )
    return _page(request, {"done": len(done.saves), "file": name})


def _packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data)).decode("ascii")


def _unpacked(text: str) -> bytes:
    """The bytes that the page kept; a bomb unpacks no further than the largest file."""
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(text, validate=True), LIMIT_BYTES)
    except (binascii.Error, zlib.error, ValueError):
        raise _refused(_("The file did not come back whole. Choose it again.")) from None
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise _refused(_("The file did not come back whole. Choose it again."))
    return data


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    kinds = [*mapping_names(settings.STUDY_DIRECTORY), ODM]
    return render(request, "imports/imports.html", {"kinds": kinds, **context}, status=status)


def _refused(what: str) -> TrialwrightError:
    return TrialwrightError(Problem("", 0, "", what))
