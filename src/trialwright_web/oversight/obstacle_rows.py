"""What stands in the way of a lock, kind by kind, as questions in SQL: counted, or the first few."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, QuerySet, Value

from trialwright.capture.lock_obstacles import KINDS, Obstacle, ObstacleKind
from trialwright_web.capture.models import FormInstance, Query
from trialwright_web.capture.unsettled_forms import unsettled_rows
from trialwright_web.oversight.models import LockException
from trialwright_web.summaries.models import KeptFinding

_PLACE: Final = ("participant", "visit", "form", "repeat")
_SAME: Final = (*_PLACE, "item", "what")
_SETTLED: Final = ("draft", "signed", "locked")

Rows = QuerySet[Any, dict[str, Any]]


@dataclass(frozen=True)
class ObstacleGroup:
    """The obstacles of one kind: how many, how many without an explanation, and the first of them,
    those that nobody explained before the others. With each its explanation, "" for none.
    """

    kind: ObstacleKind
    count: int
    left: int
    shown: tuple[tuple[Obstacle, str], ...]


def obstacle_groups(study: str, most: int) -> tuple[ObstacleGroup, ...]:
    """What stands in the way now, in the order of the kinds; `most` of each are listed.

    Of findings it is what the checks said when they ran: bring them up to date first.
    """
    groups = (_group(study, kind, most) for kind in KINDS)
    return tuple(group for group in groups if group.count)


def unexplained_obstacles(study: str, findings: Iterable[Obstacle]) -> list[Obstacle]:
    """Everything that nobody explained; `findings` are those of a run of the checks just now."""
    explained = set(LockException.objects.filter(study=study).values_list("obstacle", flat=True))
    left = [each for each in findings if each.id not in explained]
    for kind in KINDS:
        if kind != "finding":
            left += _obstacles(kind, _left(study, kind))
    order = {kind: place for place, kind in enumerate(KINDS)}
    return sorted(left, key=lambda o: (order[o.kind], o.form, o.item, o.what))


def standing_obstacles(
    study: str, kind: ObstacleKind, participants: Collection[str] | None = None
) -> Iterator[Obstacle]:
    """All obstacles of a kind in their order, or those of some participants."""
    rows = _rows(study, kind).order_by(*_SAME)
    if participants is not None:
        rows = rows.filter(participant__in=participants)
    yield from _obstacles(kind, rows)


def explanations(study: str, chosen: Iterable[str] | None = None) -> dict[str, str]:
    """Id of an obstacle -> why it may stand; all, or of the chosen ones."""
    rows = LockException.objects.filter(study=study)
    if chosen is not None:
        rows = rows.filter(obstacle__in=list(chosen))
    return dict(rows.values_list("obstacle", "because"))


def _group(study: str, kind: ObstacleKind, most: int) -> ObstacleGroup:
    rows = _rows(study, kind)
    count = rows.count()
    unexplained = count - _count_explained(study, kind)
    shown = list(_obstacles(kind, _left(study, kind).order_by(*_SAME)[:most]))
    if len(shown) < most and count > unexplained:
        explained = rows.filter(_is_explained(study, kind)).order_by(*_SAME)
        shown += _obstacles(kind, explained[: most - len(shown)])
    told = explanations(study, [each.id for each in shown])
    return ObstacleGroup(
        kind, count, unexplained, tuple((each, told.get(each.id, "")) for each in shown)
    )


def _standing_rows(study: str, kind: ObstacleKind) -> QuerySet[Any]:
    if kind == "finding":
        return KeptFinding.objects.filter(study=study)
    if kind == "query":
        return Query.objects.filter(study=study).exclude(status="closed")
    if kind == "unsettled":
        return unsettled_rows(study).filter(turn=1)
    forms = FormInstance.objects.filter(study=study)
    return forms.filter(status="draft") if kind == "draft" else forms.exclude(status__in=_SETTLED)


def _rows(study: str, kind: ObstacleKind) -> Rows:
    rows = _standing_rows(study, kind)
    if kind == "finding":
        return rows.values(*_SAME)
    if kind == "query":
        # The same question twice is one obstacle.
        return rows.values(*_PLACE, "item", what=F("question")).distinct()
    return rows.values(*_PLACE, item=Value(""), what=Value(""))


def _left(study: str, kind: ObstacleKind) -> Rows:
    return _rows(study, kind).exclude(_is_explained(study, kind))


def _count_explained(study: str, kind: ObstacleKind) -> int:
    """How many obstacles that stand now are explained: one for each explanation of a standing one.

    Counted from the explanations, which are few; unsigned forms may be very many.
    """
    same = {name: OuterRef(name) for name in _PLACE}
    text = {"question": OuterRef("what")} if kind == "query" else {"what": OuterRef("what")}
    if kind in ("query", "finding"):
        same |= {"item": OuterRef("item"), **text}
    stands = Exists(_standing_rows(study, kind).filter(**same))
    return LockException.objects.filter(stands, study=study, kind=kind).count()


def _is_explained(study: str, kind: ObstacleKind) -> Exists:
    same = {name: OuterRef(name) for name in _SAME}
    return Exists(LockException.objects.filter(study=study, kind=kind, **same))


def _obstacles(kind: ObstacleKind, rows: Rows) -> Iterator[Obstacle]:
    for row in rows:
        form = (row["participant"], row["visit"], row["form"], row["repeat"])
        yield Obstacle(kind, form, row["item"], row["what"])
