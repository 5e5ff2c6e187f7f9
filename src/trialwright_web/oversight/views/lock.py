"""The lock of the database: what stands in its way, why some of it may, lock and unlock."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trialwright.capture.lock_obstacles import KINDS, Obstacle
from trialwright.definition import Definition
from trialwright.definition.forms import Form, Item
from trialwright.errors import TrialwrightError
from trialwright_web.accounts.adapter import confirm_password
from trialwright_web.capture.actions.lock_exceptions import explain_obstacles
from trialwright_web.capture.actions.study import lock_study, study_status, unlock_study
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.gate import member_page
from trialwright_web.oversight.lock_readiness import LockReadiness, lock_readiness
from trialwright_web.studies.answers import Table, answer
from trialwright_web.studies.loaded import loaded_study

PER_KIND = 50
"""The page shows so many obstacles of one kind; the CSV file holds all."""


@dataclass(frozen=True)
class ShownObstacle:
    """An obstacle with the form and item it is about, and its explanation where there is one."""

    obstacle: Obstacle
    form: Form | None
    item: Item | None
    because: str

    @property
    def names_item(self) -> bool:
        """Whether the item has to be named: what a check says begins with it."""
        return self.item is not None and not self.obstacle.what.startswith(self.item.label.en)


@dataclass(frozen=True)
class ObstacleGroup:
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
        chosen = request.POST.getlist("obstacle")
        explain_obstacles(by=actor, definition=definition, obstacles=chosen, reason=reason)
        return None
    if not confirm_password(request, request.POST.get("password", "")):
        said = _("That is not your password. Nothing was changed.")
        return render(request, "capture/refused.html", {"said": said}, status=403)
    if action == "unlock":
        unlock_study(by=actor, definition=definition, reason=reason)
    else:
        lock_study(by=actor, definition=definition)
    return None


def _page(request: HttpRequest, definition: Definition) -> HttpResponse:
    status = study_status(definition.study.id)
    readiness = lock_readiness(definition)
    context = {
        "status": status,
        "groups": [group for kind in KINDS if (group := _group(definition, readiness, kind)).count],
        "left": len(readiness.left),
        "definition": definition,
        "per_kind": PER_KIND,
    }
    return answer(request, "oversight/lock.html", context, as_csv=lambda: _table(readiness))


def _group(definition: Definition, readiness: LockReadiness, kind: str) -> ObstacleGroup:
    """Those that nobody explained come first."""
    told = readiness.explained
    mine = [each for each in readiness.obstacles if each.kind == kind]
    mine.sort(key=lambda each: each.id in told)
    shown = tuple(_shown(definition, each, told.get(each.id, "")) for each in mine[:PER_KIND])
    return ObstacleGroup(kind, len(mine), sum(each.id not in told for each in mine), shown)


def _shown(definition: Definition, obstacle: Obstacle, because: str) -> ShownObstacle:
    form = definition.forms_by_id.get(obstacle.form[2])
    item = form.by_id.get(obstacle.item) if form else None
    return ShownObstacle(obstacle, form, item, because)


def _table(readiness: LockReadiness) -> Table:
    columns = ("kind", "participant", "visit", "form", "repeat", "item", "what", "because")
    rows = tuple(
        (o.kind, *o.form, o.item, o.what, readiness.explained.get(o.id, ""))
        for o in readiness.obstacles
    )
    return Table(columns, rows)
