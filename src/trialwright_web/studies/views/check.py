"""Check a record: what a reviewer would object to, why, and what to write instead."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from trialwright.errors import Problem, RecordError
from trialwright_web.studies.findings_file import findings_file
from trialwright_web.studies.given_record import given_record, limited_to
from trialwright_web.studies.judgement_day import AS_OF, asked_day
from trialwright_web.studies.review import Review, build_review

FIELD = "record"
PAGE = "page"


@require_http_methods(["GET", "HEAD", "POST"])
@limited_to(records=1)
@never_cache
@csrf_protect
def check(request: HttpRequest) -> HttpResponse:
    """The form; or the record that was sent with it, judged. Nothing of it is kept."""
    if request.method != "POST":
        return _form(request, ())
    try:
        review = _review(request)
    except RecordError as refused:
        return _form(request, refused.problems)
    if review is None:
        return _form(request, (Problem("", 0, "", _("there is no record here yet"), ""),))
    answer = request.POST.get("answer", PAGE)
    if answer != PAGE:
        return findings_file(review, answer)
    return render(request, "studies/checked.html", {"review": review})


def _review(request: HttpRequest) -> Review | None:
    record = given_record(request, FIELD)
    as_of = asked_day(request.POST.get(AS_OF, ""), timezone.localdate())
    return build_review(record, as_of) if record else None


def _form(request: HttpRequest, problems: tuple[Problem, ...]) -> HttpResponse:
    context = {
        "problems": problems,
        "text": request.POST.get(FIELD, ""),
        "as_of": request.POST.get(AS_OF) or timezone.localdate().isoformat(),
    }
    return render(request, "studies/check.html", context, status=400 if problems else 200)
