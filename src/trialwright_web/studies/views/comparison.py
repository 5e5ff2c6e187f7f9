"""Two records compared: what changed, what it means, whether outcomes were switched."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from trialwright.errors import Problem, RecordError
from trialwright.record.compare.changes import Comparison
from trialwright.record.compare.diff import compare_records
from trialwright_web.studies.change_rows import group_changes
from trialwright_web.studies.given_record import given_record, limited_to
from trialwright_web.studies.loaded import loaded_study

EARLIER, LATER = "earlier", "later"


@require_http_methods(["GET", "HEAD", "POST"])
@limited_to(records=2)
@never_cache
@csrf_protect
def compare(request: HttpRequest) -> HttpResponse:
    """The form; or the two records that were sent with it, compared. Nothing of them is kept."""
    if request.method != "POST":
        return _form(request, ())
    try:
        comparison = _comparison(request)
    except RecordError as refused:
        return _form(request, refused.problems)
    context = {"comparison": comparison, "groups": group_changes(comparison.changes)}
    return render(request, "studies/comparison.html", context)


def _comparison(request: HttpRequest) -> Comparison:
    """The study's own record stands in for an earlier one that is not given."""
    earlier = given_record(request, EARLIER) or loaded_study().definition.record
    later = given_record(request, LATER)
    if later is None:
        what = _("the later record is missing")
        raise RecordError(Problem("", 0, "", what, _("paste it or choose its file")))
    return compare_records(earlier, later)


def _form(request: HttpRequest, problems: tuple[Problem, ...]) -> HttpResponse:
    context = {
        "problems": problems,
        "earlier": request.POST.get(EARLIER, ""),
        "later": request.POST.get(LATER, ""),
    }
    return render(request, "studies/compare.html", context, status=400 if problems else 200)
