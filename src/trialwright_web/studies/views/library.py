"""The library: many records to search, each with its findings and beside similar studies."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trialwright.errors import RecordError
from trialwright.record.library.compare import compare_study
from trialwright.record.library.search import search_library
from trialwright.record.library.stored import stored_record
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.judgement_day import version_day
from trialwright_web.studies.library_file import (
    NAME,
    asked,
    library,
    library_is_built,
    query_of,
)
from trialwright_web.studies.review import build_review

COLUMNS = ("nct_id", "title", "sponsor", "status", "enrolment", "errors", "warnings", "notes")


@require_safe
def library_search(request: HttpRequest) -> HttpResponse:
    """The search form with what it found; without a library, how to build one."""
    if not library_is_built():
        return render(request, "studies/library.html", {"built": False})
    try:
        with library() as connection:
            found = search_library(connection, query_of(request.GET))
    except RecordError as refused:
        context = {"built": False, "problems": refused.problems}
        return render(request, "studies/library.html", context)
    rows = tuple(tuple(study[name] for name in COLUMNS) for study in found.studies)
    return answer(
        request,
        "studies/library.html",
        {"built": True, "found": found, "asked": asked(request.GET)},
        as_json=lambda: [dict(zip(COLUMNS, row, strict=True)) for row in rows],
        as_csv=lambda: Table(COLUMNS, rows),
    )


@require_safe
def library_record(request: HttpRequest, number: str) -> HttpResponse:
    """One record of the library with its findings, and where it stands among similar studies."""
    name = settings.OUT_DIRECTORY / NAME
    try:
        with library() as connection:
            record = stored_record(connection, number, name)
            comparison = compare_study(connection, number, name)
    except RecordError as refused:
        raise Http404(str(refused)) from None
    review = build_review(record, version_day(record))
    context = {"review": review, "comparison": comparison}
    return render(request, "studies/library_record.html", context)
