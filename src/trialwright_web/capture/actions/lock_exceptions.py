"""Explain why something may stand although the database is locked."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from trialwright.capture.access import check_can
from trialwright.capture.journal.line import Change, differences
from trialwright.capture.lock_obstacles import Obstacle
from trialwright.definition.load import Definition
from trialwright_web.audit.chain import CONFIGURATION, lock_chain
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actions.study import study_status
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.stored import fields_of
from trialwright_web.oversight.lock_readiness import lock_readiness
from trialwright_web.oversight.models import LockException


def explain_obstacles(
    *, by: Actor, definition: Definition, obstacles: Collection[str], reason: str
) -> None:
    """Give one reason for obstacles of these ids; one given before is replaced.

    Raises AccessRefused, or NotPossible where nothing is chosen or one is no longer in the way.
    """
    study = definition.study.id
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        row = check_can("study", "explain", study_status(study), by.roles, reason=reason)
        standing = {each.id: each for each in lock_readiness(definition).obstacles}
        if not obstacles or not set(obstacles) <= standing.keys():
            what = "nothing was chosen, or what was chosen no longer stands in the way"
            raise not_possible("obstacles", what, "look at the list again")
        wanted = [standing[each] for each in sorted(set(obstacles))]
        changes = [_explain(study, each, reason.strip(), by) for each in wanted]
        chain.append(by.act(row, reason), definition.hash, changes)


def _explain(study: str, obstacle: Obstacle, because: str, by: Actor) -> Change:
    participant, visit, form, repeat = obstacle.form
    rows = LockException.objects.filter(study=study, obstacle=obstacle.id)
    before = fields_of("lock_exception", rows.first())
    after = LockException(
        study=study,
        obstacle=obstacle.id,
        participant=participant,
        visit=visit,
        form=form,
        repeat=repeat,
        item=obstacle.item,
        kind=obstacle.kind,
        what=obstacle.what,
        because=because,
        explained_by=by.user,
    )
    if before:
        rows.update(because=because, explained_by=by.user)
    else:
        LockException.objects.bulk_create([after])
    return differences("lock_exception", (obstacle.id,), before, fields_of("lock_exception", after))
