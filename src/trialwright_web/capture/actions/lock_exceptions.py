"""Explain why something may stand although the database is locked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from django.db import transaction

from trialwright.capture.access import check_can
from trialwright.capture.journal.line import Change, differences
from trialwright.capture.lock_obstacles import KINDS, Obstacle
from trialwright.definition.load import Definition
from trialwright_web.audit.chain import CONFIGURATION, lock_chain
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actions.study import study_status
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.progress import today_at
from trialwright_web.capture.stored import fields_of
from trialwright_web.oversight.models import LockException
from trialwright_web.oversight.obstacle_rows import standing_obstacles
from trialwright_web.summaries.checks import refresh_checks, unchecked_people


def explain_obstacles(
    *,
    by: Actor,
    definition: Definition,
    obstacles: Collection[str],
    reason: str,
    participants: Collection[str] | None = None,
) -> None:
    """Give one reason for obstacles of these ids; one given before is replaced.

    `participants` says whose they are, so that those of others need not be looked through.
    Raises AccessRefused, or NotPossible where nothing is chosen or one is no longer in the way.
    """
    study = definition.study.id
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        row = check_can("study", "explain", study_status(study), by.roles, reason=reason)
        standing = {each.id: each for each in _standing(definition, participants)}
        if not obstacles or not set(obstacles) <= standing.keys():
            what = "nothing was chosen, or what was chosen no longer stands in the way"
            raise not_possible("obstacles", what, "look at the list again")
        wanted = [standing[each] for each in sorted(set(obstacles))]
        changes = [_explain(study, each, reason.strip(), by) for each in wanted]
        chain.append(by.act(row, reason), definition.hash, changes)


def _standing(definition: Definition, participants: Collection[str] | None) -> Iterator[Obstacle]:
    """What stands in the way as the entries are now."""
    study, today = definition.study.id, today_at(definition, datetime.now(UTC))
    unchecked = unchecked_people(definition, today)
    chosen = [n for n in unchecked if participants is None or n in participants]
    refresh_checks(definition, today, chosen)
    for kind in KINDS:
        yield from standing_obstacles(study, kind, participants)


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
