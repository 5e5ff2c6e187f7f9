"""Data review: what is new or changed since one last looked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from trialwright.errors import TrialwrightError
from trialwright_web.capture.actions.review_marks import mark_review
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.models import FormInstance
from trialwright_web.oversight.models import ReviewMark
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study

SHOWN = 200
"""So many forms at a time, the oldest first: the mark goes no further than what was shown."""


@require_http_methods(["GET", "HEAD", "POST"])
@member_page("data-review")
def data_review(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The forms saved since the mark of this user; to set the mark after the last one shown."""
    definition = loaded_study().definition
    if request.method == "POST":
        try:
            until = request.POST.get("until", "")
            mark_review(by=actor, definition=definition, until=until)
        except TrialwrightError as error:
            return render(request, "capture/refused.html", {"error": error}, status=409)
        return redirect("data-review")
    study = definition.study.id
    mark = ReviewMark.objects.filter(study=study, user=actor.user).first()
    since = mark.reviewed_at if mark else ""
    found = FormInstance.objects.filter(study=study, saved_at__gt=since).order_by("saved_at")
    rows = list(found[:SHOWN])
    context = {
        "rows": rows,
        "found": found.count(),
        "since": since,
        "until": rows[-1].saved_at if rows else "",
        "definition": definition,
    }
    return answer(
        request,
        "oversight/data_review.html",
        context,
        as_csv=lambda: Table(
            ("participant", "visit", "form", "repeat", "revision", "saved_by", "saved_at"),
            tuple(
                (r.participant, r.visit, r.form, r.repeat, r.revision, r.saved_by, r.saved_at)
                for r in found
            ),
        ),
    )
