"""Whether registered outcomes were added, dropped, moved or reworded, and when (outcome switching)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from trialwright.record.compare.changes import Stage, Switch, SwitchKind
from trialwright.record.compare.pairing import NEAR
from trialwright.record.compare.versions import stage_of_change
from trialwright.record.compare.words import similarity
from trialwright.record.masking import mask_text
from trialwright.record.models import Outcome, StudyView
from trialwright.record.module_paths import OUTCOMES
from trialwright.record.plaintext import plain_text

Level = Literal["primary", "secondary", "other"]
_LEVELS: Final[tuple[Level, ...]] = ("primary", "secondary", "other")
_MOST_COMPARED: Final = 60


@dataclass(frozen=True)
class Ranked:
    """An outcome with its level and path."""

    level: Level
    path: str
    outcome: Outcome

    @property
    def measure(self) -> str:
        """The measure in plain text, free of contact data."""
        return mask_text(plain_text(self.outcome.measure or "").text) or "(no measure)"


def derive_switches(before: StudyView, after: StudyView) -> tuple[Switch, ...]:
    """Every change of the outcomes of one study, primary outcomes first.

    An outcome that stands in another list of the later version was promoted or demoted; it is
    found by its measure, or by a similar one. The stage compares the versions' dates with the
    registered start and primary completion.
    """
    stage = stage_of_change(before, after)
    old, new = _ranked(before), _ranked(after)
    pairs = _paired(old, new)
    found = [switch for pair in pairs for switch in _switches(*pair, stage)]
    left = {id(a) for a, _ in pairs}
    right = {id(b) for _, b in pairs}
    found += [_lone(SwitchKind.REMOVED, o, stage) for o in old if id(o) not in left]
    found += [_lone(SwitchKind.ADDED, o, stage) for o in new if id(o) not in right]
    return tuple(sorted(found, key=lambda switch: not switch.is_primary))


def _ranked(view: StudyView) -> list[Ranked]:
    return [
        Ranked(level, f"{OUTCOMES}.{level}Outcomes[{number}]", outcome)
        for level in _LEVELS
        for number, outcome in enumerate(getattr(view.outcomes, level))
    ]


def _paired(old: Sequence[Ranked], new: Sequence[Ranked]) -> list[tuple[Ranked, Ranked]]:
    """Same list and measure first, then the same measure anywhere, then a similar one."""
    pairs: list[tuple[Ranked, Ranked]] = []
    for same_level in (True, False):
        for a in _free(old, pairs):
            match = next((b for b in _free(new, pairs) if _is_same(a, b, same_level)), None)
            if match:
                pairs.append((a, match))
    left, right = _free(old, pairs)[:_MOST_COMPARED], _free(new, pairs)[:_MOST_COMPARED]
    likeness = sorted(
        (-similarity(a.measure, b.measure), a.level != b.level, i + j, abs(i - j), i, j)
        for i, a in enumerate(left)
        for j, b in enumerate(right)
    )
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    for score, *_, i, j in likeness:
        if -score >= NEAR and i not in taken_left and j not in taken_right:
            pairs.append((left[i], right[j]))
            taken_left.add(i)
            taken_right.add(j)
    return pairs


def _free(outcomes: Sequence[Ranked], pairs: Sequence[tuple[Ranked, Ranked]]) -> list[Ranked]:
    taken = {id(outcome) for pair in pairs for outcome in pair}
    return [outcome for outcome in outcomes if id(outcome) not in taken]


def _is_same(a: Ranked, b: Ranked, same_level: bool) -> bool:
    return a.measure == b.measure and (a.level == b.level or not same_level)


def _switches(a: Ranked, b: Ranked, stage: Stage) -> Iterator[Switch]:
    is_primary = "primary" in (a.level, b.level)
    paths = (a.path, b.path)
    if a.level != b.level:
        up = _LEVELS.index(b.level) < _LEVELS.index(a.level)
        kind = SwitchKind.PROMOTED if up else SwitchKind.DEMOTED
        what = f"{_titled(a)} became {_article(b.level)} outcome"
        yield _switch(kind, b.measure, is_primary, stage, what, paths)
    if a.measure != b.measure:
        what = f"{_titled(a)} now reads {b.measure!r}"
        yield _switch(SwitchKind.REWORDED, b.measure, is_primary, stage, what, paths)
    old, new = _text(a.outcome.time_frame), _text(b.outcome.time_frame)
    if old != new:
        what = f"{_titled(b)}: time frame {old!r} -> {new!r}"
        yield _switch(SwitchKind.TIME_FRAME, b.measure, is_primary, stage, what, paths)
    if _text(a.outcome.description) != _text(b.outcome.description):
        what = f"{_titled(b)}: its description was changed"
        yield _switch(SwitchKind.DESCRIPTION, b.measure, is_primary, stage, what, paths)


def _lone(kind: SwitchKind, outcome: Ranked, stage: Stage) -> Switch:
    paths = (outcome.path, None) if kind is SwitchKind.REMOVED else (None, outcome.path)
    is_primary = outcome.level == "primary"
    return _switch(
        kind, outcome.measure, is_primary, stage, f"{_titled(outcome)} was {kind}", paths
    )


def _switch(
    kind: SwitchKind,
    measure: str,
    is_primary: bool,
    stage: Stage,
    what: str,
    paths: tuple[str | None, str | None],
) -> Switch:
    return Switch(kind, measure, is_primary, stage, f"{what}; {_when(stage)}.", *paths)


def _when(stage: Stage) -> str:
    if stage is Stage.UNKNOWN:
        return "whether before or after the start cannot be determined from the dates"
    return f"changed {stage}"


def _titled(outcome: Ranked) -> str:
    return f"{outcome.level.capitalize()} outcome {outcome.measure!r}"


def _article(level: Level) -> str:
    return f"an {level}" if level == "other" else f"a {level}"


def _text(text: str | None) -> str:
    return mask_text(plain_text(text or "").text)
