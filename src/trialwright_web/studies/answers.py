"""Answer with a page, or with the same content as JSON or CSV (`?format=json`)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from trialwright.exchange.spreadsheet import inert

Row = Sequence[object]


@dataclass(frozen=True)
class Table:
    """A table as data: one name for each column, rows as long."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def answer(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    as_json: Callable[[], object] | None = None,
    as_csv: Callable[[], Table] | None = None,
) -> HttpResponse:
    """The page, or what `?format=` asks for. Http404 for a form the page does not have."""
    asked = request.GET.get("format", "html")
    if asked == "html":
        offered = {"csv": as_csv, "json": as_json}
        formats = [name for name, made in offered.items() if made]
        return render(request, template, {**context, "formats": formats})
    if asked == "json" and as_json:
        text = json.dumps(as_json(), ensure_ascii=False, indent=2)
        return HttpResponse(text + "\n", content_type="application/json; charset=utf-8")
    if asked == "csv" and as_csv:
        return _csv_file(as_csv(), _file_name(request))
    raise Http404(_("This page has no such format."))


def _csv_file(table: Table, name: str) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    # The byte order mark makes spreadsheets read the Chinese as UTF-8.
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _cell(value: object) -> object:
    """What somebody typed is shown by a spreadsheet and never run; the JSON has it as typed."""
    return inert(value) if isinstance(value, str) else value


def _file_name(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.url_name if match and match.url_name else "table"
