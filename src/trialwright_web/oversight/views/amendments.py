"""Versions of the definition: those that were in force, and the one that waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trialwright.definition import Definition
from trialwright.definition.consent import ConsentText
from trialwright.errors import TrialwrightError
from trialwright_web.capture.actions.amend import amendment_consequences, put_in_force
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.consent_rows import ConsentRow, consent_day, rows_asked_again
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.models import FormInstance, StudyVersion
from trialwright_web.capture.progress import today_at
from trialwright_web.oversight.versions import waiting_definition
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.summaries.background import catch_up


@require_http_methods(["GET", "HEAD", "POST"])
@member_page("amendments")
def amendments(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the waiting version changes for which entries; to put it in force with the password."""
    try:
        if request.method == "POST":
            return _put_in_force(request, actor)
        return _page(request)
    except TrialwrightError as error:
        return render(request, "capture/refused.html", {"error": error}, status=409)


def _page(request: HttpRequest) -> HttpResponse:
    definition = loaded_study().definition
    study = definition.study.id
    waiting = waiting_definition(definition)
    consequences = amendment_consequences(definition, waiting) if waiting else ()
    texts = waiting.site.consent.texts if waiting and waiting.site.consent else ()
    known = definition.site.consent.texts if definition.site.consent else ()
    reconsent = [text for text in texts if text.reconsent and text not in known]
    context = {
        "versions": [
            (v, FormInstance.objects.filter(study=study, definition=v.definition).count())
            for v in StudyVersion.objects.filter(study=study).order_by("-number")
        ],
        "in_force": definition.hash,
        "waiting": waiting,
        "consequences": consequences,
        "refused": any(each.refused for each in consequences),
        "reconsent": reconsent,
        "asked_again": _asked_again(waiting, reconsent) if waiting else (),
        "definition": waiting or definition,
    }
    return render(request, "oversight/amendments.html", context)


def _asked_again(waiting: Definition, texts: Sequence[ConsentText]) -> tuple[ConsentRow, ...]:
    """Who must be asked again once the waiting version and its texts are in force."""
    if not texts:
        return ()
    today = consent_day(waiting, today_at(waiting, datetime.now(UTC)))
    return rows_asked_again(waiting, max(today, texts[-1].approved_on))


def _put_in_force(request: HttpRequest, actor: Actor) -> HttpResponse:
    if not check_password(request.POST.get("password", ""), request.user.password):
        said = _("That is not your password. Nothing was changed.")
        return render(request, "capture/refused.html", {"said": said}, status=403)
    old = loaded_study().definition
    new = waiting_definition(old)
    if new is None or new.hash != request.POST.get("definition", ""):
        said = _("The study's folder has changed since this page was shown. Look again.")
        return render(request, "capture/refused.html", {"said": said}, status=409)
    put_in_force(
        by=actor,
        old=old,
        new=new,
        directory=settings.STUDY_DIRECTORY,
        reason=request.POST.get("reason", ""),
    )
    loaded_study.cache_clear()
    catch_up(loaded_study().definition)
    return redirect("amendments")
