"""Read the database and ask the library what stands in the way of a lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from trialwright.capture.lock_obstacles import (
    FormStanding,
    Obstacle,
    Question,
    lock_obstacles,
    unexplained,
)
from trialwright.definition.load import Definition
from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import Sentence, Word, sentence
from trialwright_web.capture.models import FormInstance, Query, Study
from trialwright_web.capture.progress import today_at
from trialwright_web.capture.stored import entry_of
from trialwright_web.oversight.models import LockException

_TOLD = 5
"""So many obstacles are told in the refusal; the page lists all."""


class NotReadyToLock(TrialwrightError):
    """Obstacles are left that nobody explained. Nothing was changed."""

    def __init__(self, left: tuple[Obstacle, ...]) -> None:
        self.left = left
        cure = sentence("settle each, or explain why it may stand")
        told = [Problem("", 0, "", _sentence(each), cure) for each in left[:_TOLD]]
        count = len(left) - _TOLD
        more = (
            [Problem("", 0, "", sentence("{count} more stand in the way", count=count))]
            if count > 0
            else []
        )
        super().__init__([*told, *more])


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
    """Run every check over every entry, as they stand now."""
    study = definition.study.id
    held = Study.objects.filter(study=study).first()
    rows = FormInstance.objects.filter(study=study)
    obstacles = lock_obstacles(
        definition,
        [FormStanding(row.status, entry_of(row)) for row in rows.iterator(chunk_size=2000)],
        [_question(query) for query in Query.objects.filter(study=study)],
        today_at(definition, datetime.now(UTC)),
        rehearsal=held is not None and held.rehearsal == "yes",
    )
    told = LockException.objects.filter(study=study).values_list("obstacle", "because")
    return LockReadiness(obstacles, dict(told))


def check_ready_to_lock(definition: Definition) -> None:
    """Raise NotReadyToLock where something is in the way."""
    if left := lock_readiness(definition).left:
        raise NotReadyToLock(left)


def _question(query: Query) -> Question:
    form = (query.participant, query.visit, query.form, query.repeat)
    return Question(form, query.item, query.origin, query.status, query.question)


def _sentence(obstacle: Obstacle) -> Sentence:
    place = "/".join(str(part) for part in (*obstacle.form, obstacle.item) if part != "")
    what = obstacle.what or Word("status", obstacle.kind, obstacle.kind)
    return sentence("{place}: {what}", place=place, what=what)
