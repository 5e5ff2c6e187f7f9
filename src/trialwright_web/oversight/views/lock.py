"""The lock of the database: what stands in its way, why some of it may, lock and unlock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trialwright.capture.lock_obstacles import Obstacle
from trialwright.definition import Definition
from trialwright.definition.forms import Form, Item
from trialwright.errors import TrialwrightError
from trialwright_web.accounts.adapter import confirm_password
from trialwright_web.capture.actions.lock_exceptions import explain_obstacles
from trialwright_web.capture.actions.study import lock_study, study_status, unlock_study
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import member_page
from trialwright_web.capture.models import Participant
from trialwright_web.capture.progress import today_at
from trialwright_web.oversight.lock_readiness import lock_readiness
from trialwright_web.oversight.obstacle_rows import ObstacleGroup, obstacle_groups
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study
from trialwright_web.summaries.background import (
    check_in_background,
    is_running,
    lock_in_background,
)
from trialwright_web.summaries.checks import refresh_checks, unchecked_people
from trialwright_web.summaries.models import LockRun

PER_KIND = 50
"""The page shows so many obstacles of one kind; the CSV file holds all."""
CHECKED_AT_ONCE = 5
"""So many participants are checked while somebody waits for the page; more, beside it."""
LOCKED_AT_ONCE = 100
"""With more participants the run of all checks before a lock goes on beside the page."""
LOOK_AGAIN = "3"
"""So many seconds until the page of a run that goes on is asked for again."""


@dataclass(frozen=True)
class ShownObstacle:
    """An obstacle with the form and item it is about, and its explanation where there is one."""

    obstacle: Obstacle
    form: Form | None
    item: Item | None
    because: str

    @property
    def chosen(self) -> str:
        """How the page names it when it is chosen: whose it is, and its id."""
        return f"{self.obstacle.form[0]} {self.obstacle.id}"

    @property
    def names_item(self) -> bool:
        """Whether the item has to be named: what a check says begins with it."""
        return self.item is not None and not self.obstacle.what.startswith(self.item.label.en)


@dataclass(frozen=True)
class ShownGroup:
    """The obstacles of one kind: how many, how many unexplained, and the first of them."""

    kind: str
    count: int
    left: int
    shown: tuple[ShownObstacle, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@member_page("lock")
def lock(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What stands in the way of the lock; to explain it; to lock or unlock with the password."""
    definition = loaded_study().definition
    if request.method != "POST":
        return _page(request, definition)
    try:
        refused = _carry_out(request, actor, definition)
    except TrialwrightError as error:
        return render(request, "capture/refused.html", {"error": error}, status=409)
    return refused or redirect("lock")


def _carry_out(request: HttpRequest, actor: Actor, definition: Definition) -> HttpResponse | None:
    action, reason = request.POST.get("action", ""), request.POST.get("reason", "")
    if action == "explain":
        _explain(actor, definition, request.POST.getlist("obstacle"), reason)
        return None
    if not confirm_password(request, request.POST.get("password", "")):
        said = _("That is not your password. Nothing was changed.")
        return render(request, "capture/refused.html", {"said": said}, status=403)
    if action == "unlock":
        unlock_study(by=actor, definition=definition, reason=reason)
    elif Participant.objects.filter(study=definition.study.id).count() <= LOCKED_AT_ONCE:
        lock_study(by=actor, definition=definition)
    else:
        lock_in_background(
            definition.study.id,
            actor,
            lambda tell: lock_study(by=actor, definition=definition, progress=tell),
        )
    return None


def _explain(actor: Actor, definition: Definition, chosen: Iterable[str], reason: str) -> None:
    named = [each.rpartition(" ") for each in chosen]
    # An id alone is looked for among everybody's obstacles.
    known = all(participant for participant, _, _ in named)
    explain_obstacles(
        by=actor,
        definition=definition,
        obstacles=[obstacle for _, _, obstacle in named],
        reason=reason,
        participants={participant for participant, _, _ in named} if known else None,
    )


def _page(request: HttpRequest, definition: Definition) -> HttpResponse:
    study = definition.study.id
    unchecked, people = _bring_up_to_date(definition)
    run = LockRun.objects.filter(study=study).first()
    running = run is not None and is_running(run)
    groups = obstacle_groups(study, PER_KIND)
    context = {
        "status": study_status(study),
        "groups": [_shown_group(definition, group) for group in groups],
        "left": sum(group.left for group in groups),
        "unchecked": unchecked,
        "people": people,
        "run": run,
        "running": running,
        "definition": definition,
        "per_kind": PER_KIND,
    }
    response = answer(request, "oversight/lock.html", context, as_csv=lambda: _table(definition))
    if running or unchecked:
        response["Refresh"] = LOOK_AGAIN
    return response


def _bring_up_to_date(definition: Definition) -> tuple[int, int]:
    """How many participants have yet to be checked, of how many. A few are checked now; more are
    checked beside the page, which then says so.
    """
    today = today_at(definition, datetime.now(UTC))
    people = Participant.objects.filter(study=definition.study.id).count()
    unchecked = unchecked_people(definition, today)
    if len(unchecked) <= CHECKED_AT_ONCE:
        refresh_checks(definition, today, unchecked)
        return 0, people
    check_in_background(definition, today)
    return len(unchecked), people


def _shown_group(definition: Definition, group: ObstacleGroup) -> ShownGroup:
    shown = tuple(_shown(definition, each, because) for each, because in group.shown)
    return ShownGroup(group.kind, group.count, group.left, shown)


def _shown(definition: Definition, obstacle: Obstacle, because: str) -> ShownObstacle:
    form = definition.forms_by_id.get(obstacle.form[2])
    item = form.by_id.get(obstacle.item) if form else None
    return ShownObstacle(obstacle, form, item, because)


def _table(definition: Definition) -> Table:
    readiness = lock_readiness(definition)
    columns = ("kind", "participant", "visit", "form", "repeat", "item", "what", "because")
    rows = tuple(
        (o.kind, *o.form, o.item, o.what, readiness.explained.get(o.id, ""))
        for o in readiness.obstacles
    )
    return Table(columns, rows)
