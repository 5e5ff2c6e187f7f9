"""Whether the database can be locked: every check over every entry, and what nobody explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from trialwright.capture.lock_obstacles import KINDS, Obstacle, unexplained
from trialwright.definition.load import Definition
from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import sentence
from trialwright_web.audit.chain import participant_chain
from trialwright_web.audit.models import JournalHead
from trialwright_web.capture.models import Participant
from trialwright_web.capture.progress import today_at
from trialwright_web.oversight.obstacle_rows import (
    explanations,
    standing_obstacles,
    unexplained_obstacles,
)
from trialwright_web.oversight.refusal_words import MORE, SETTLE, obstacle_sentence
from trialwright_web.summaries.checks import (
    Checked,
    Progress,
    check_everybody,
    check_people,
    refresh_checks,
    unchecked_people,
)

_TOLD = 5
"""So many obstacles are told in the refusal; the page lists all."""


class NotReadyToLock(TrialwrightError):
    """Obstacles are left that nobody explained. Nothing was changed."""

    def __init__(self, definition: Definition, left: tuple[Obstacle, ...]) -> None:
        self.left = left
        first, cure = left[:_TOLD], sentence(SETTLE)
        told = [Problem("", 0, "", obstacle_sentence(definition, each), cure) for each in first]
        if len(left) > _TOLD:
            told.append(Problem("", 0, "", sentence(MORE, count=len(left) - _TOLD)))
        super().__init__(told)


@dataclass(frozen=True)
class LockReadiness:
    """Every obstacle, and the explanations given: obstacle id -> why it may stand."""

    obstacles: tuple[Obstacle, ...]
    explained: dict[str, str]

    @property
    def left(self) -> tuple[Obstacle, ...]:
        """What the lock waits for."""
        return unexplained(self.obstacles, self.explained)


def lock_readiness(definition: Definition) -> LockReadiness:
    """Everything in the way now. Checks run over the entries of whoever they have not run over
    since something was done.
    """
    study, today = definition.study.id, today_at(definition, datetime.now(UTC))
    refresh_checks(definition, today, unchecked_people(definition, today))
    found = (each for kind in KINDS for each in standing_obstacles(study, kind))
    return LockReadiness(tuple(found), explanations(study))


def run_all_checks(definition: Definition, progress: Progress) -> list[Checked]:
    """Run every check over every entry now, whatever was found before. It may take long."""
    return check_everybody(definition, today_at(definition, datetime.now(UTC)), progress)


def check_ready_to_lock(definition: Definition, checked: Sequence[Checked]) -> None:
    """Raise NotReadyToLock where something is in the way.

    `checked` comes from a run of all checks. Whoever something was done to since is checked here,
    in the transaction of the lock, in which nobody enters data.
    """
    study, today = definition.study.id, today_at(definition, datetime.now(UTC))
    standing = {each.participant: each for each in checked if _holds(each, today)}
    heads = dict(JournalHead.objects.filter(study=study).values_list("chain", "hash"))
    numbers = Participant.objects.filter(study=study).values_list("number", flat=True)
    found, again = [], []
    for number in numbers:
        kept = standing.get(number)
        if kept is not None and kept.head == heads.get(participant_chain(number)):
            found.append(kept)
        else:
            again.append(number)
    found += check_people(definition, today, again)
    left = unexplained_obstacles(study, [each for one in found for each in one.findings])
    if left:
        raise NotReadyToLock(definition, tuple(left))


def _holds(checked: Checked, today: date) -> bool:
    return checked.holds_until is None or today <= checked.holds_until
