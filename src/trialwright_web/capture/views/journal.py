"""The journal of a participant, of a form, or of the configuration; and the whole as one file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trialwright.capture.journal.proof import Line, canonical, check_chain
from trialwright_web.audit.chain import CONFIGURATION, participant_chain
from trialwright_web.audit.models import JournalLine
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import member_page
from trialwright_web.studies.loaded import loaded_study


@dataclass(frozen=True)
class ShownChange:
    """One field of one object, before and after, as text."""

    subject: str
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class ShownLine:
    """A line of the journal as a person reads it."""

    seq: int
    at: str
    by: str
    role: str
    action: str
    reason: str
    hash: str
    changes: tuple[ShownChange, ...]


@require_safe
@member_page("journal")
def journal(request: HttpRequest, actor: Actor, number: str = "") -> HttpResponse:
    """Everything that was done, newest first: `?subject=` and `?by=` narrow it."""
    study = loaded_study().definition.study.id
    chain = participant_chain(number) if number else CONFIGURATION
    rows = list(JournalLine.objects.filter(study=study, chain=chain).order_by("seq"))
    faults = list(check_chain(Line(r.study, r.chain, r.seq, r.body, r.hash) for r in rows))
    subject, by = request.GET.get("subject", ""), request.GET.get("by", "")
    shown = [line for row in reversed(rows) if (line := _shown(row, subject, by))]
    context = {
        "number": number,
        "lines": shown,
        "total": len(rows),
        "faults": faults,
        "subject": subject,
        "by": by,
    }
    return render(request, "capture/journal.html", context)


@require_safe
@member_page("journal-export")
def journal_export(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    """The whole journal of the study, one line of JSON each: what the proof reads."""
    study = loaded_study().definition.study.id
    rows = JournalLine.objects.filter(study=study).order_by("chain", "seq")
    response = StreamingHttpResponse(_trail(rows), content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{study}-journal.jsonl"'
    return response


def _trail(rows: Any) -> Iterator[bytes]:
    for row in rows.iterator(chunk_size=500):
        line = Line(row.study, row.chain, row.seq, row.body, row.hash)
        yield canonical(line._asdict()) + b"\n"


def _shown(row: JournalLine, subject: str, by: str) -> ShownLine | None:
    """The line, or None where it is about something or somebody else than was asked for."""
    body = json.loads(row.body)
    if by and body["by"] != by:
        return None
    changes = tuple(_changes(body, subject))
    if subject and not changes:
        return None
    told = [body[name] for name in ("seq", "at", "by", "role", "action", "reason")]
    return ShownLine(*told, hash=row.hash, changes=changes)


def _changes(body: dict[str, Any], subject: str) -> Iterator[ShownChange]:
    for change in body["changes"]:
        name = "/".join((change["kind"], *change["key"]))
        if subject and not name.startswith(subject):
            continue
        for field, (old, new) in sorted(change["fields"].items()):
            yield ShownChange(name, field.removeprefix("values."), _text(old), _text(new))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    return str(value)
