"""Visit schedules and confirmation rules: "MRI every 12 weeks ± 7 days", "two tests ≥ 6 months apart"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from trialwright.record.durations import Duration, find_durations
from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.once import once
from trialwright.record.lint.parts import OutcomeText
from trialwright.record.lint.study_text import StudyText
from trialwright.record.searching import words

_EVERY: Final = words(
    r"\b(?:every|each|once|q)\b|\bq[0-9]|\bintervals?\b|每|\bcada\b|\btoutes\b|\balle\b"
)
_ASSESSED: Final = words(
    r"\b(?:visits?|follow(?:ed)?[ -]?up|assess\w*|imaging|MRI|CT|PET|scans?|ultraso\w+|x-?rays?|radiolog\w+"
    r"|monitor\w*|examin\w+|tests?|tested|laborator\w+|measure\w*|evaluat\w+|endoscop\w+|questionnaires?"
    r"|samples?|surveillance|review\w*|visitas?|seguimiento|echocardio\w+|ECG|spirometry)\b|随访|检查|复查|访视",
)
_SENTENCE: Final = re.compile(r"[^.;\n。；]+(?:\.[0-9][^.;\n]*)*")
_APART: Final = words(
    r"\b(?:apart|later|between (?:the )?(?:tests|measurements|visits|assessments|samples))\b|间隔|相隔|相距|de diferencia",
)
_APART_BEFORE: Final = re.compile(r"(?:间隔|相隔|相距)[^，。；\n]{0,4}\Z")
_REPEATED: Final = words(
    r"\b(?:consecutive|two|2|second|repeat\w*|confirm\w*|both|sustained|separate)\b|连续|两次|确认|consecutiv\w+",
)
CONSECUTIVE: Final = words(r"\bconsecutive(?:ly)?\b|\bin a row\b|连续|\bconsecutiv[oa]s?\b")


@dataclass(frozen=True)
class Grid:
    """Visits at a fixed distance, and the window around each; where the record says so."""

    interval: Duration
    window: Duration | None
    field: FieldText
    start: int
    end: int

    @property
    def words(self) -> str:
        """The schedule as registered."""
        return self.field.text[self.start : self.end]

    @cached_property
    def subject(self) -> str:
        """The sentence the schedule stands in, which says what is done."""
        sentences = (
            m[0] for m in _SENTENCE.finditer(self.field.text) if m.start() <= self.start < m.end()
        )
        return next(sentences, self.words)


@dataclass(frozen=True)
class Confirmation:
    """A result counts only if a second one confirms it after at least `gap`."""

    gap: Duration
    consecutive: bool
    field: FieldText
    start: int
    end: int


@once
def visit_grids(study: StudyText) -> tuple[Grid, ...]:
    """Every assessment schedule of a fixed interval that the record states, dosing left out."""
    texts = (*study.narrative, *study.outcome_texts)
    return tuple(grid for field in texts for grid in _grids(field))


@once
def confirmations(outcome: OutcomeText) -> tuple[Confirmation, ...]:
    """The confirmation rules with a least distance in an outcome's measure and description."""
    fields = (field for field in (outcome.measure, outcome.description) if field)
    return tuple(rule for field in fields for rule in _confirmations(field))


def _end_of_gap(gap: Duration, text: str) -> int | None:
    """Where the words end that put a length between two results; None where there are none.

    They stand behind the length, in Chinese before it.
    """
    behind = _APART.pattern.search(text[gap.end : gap.end + 45])
    if behind:
        return gap.end + behind.end()
    return gap.end if _APART_BEFORE.search(text[max(0, gap.start - 8) : gap.start]) else None


def _grids(field: FieldText) -> tuple[Grid, ...]:
    grids: list[Grid] = []
    if not (_EVERY.search(field) and _ASSESSED.search(field)):
        return ()
    for sentence in _SENTENCE.finditer(field.text):
        passage = field.part(*sentence.span())
        if not (_EVERY.search(passage) and _ASSESSED.search(passage)):
            continue
        durations = find_durations(passage.text)
        # A visit every few hours or days is a stay in hospital and no follow-up grid, and "every 8
        # to 12 weeks" fixes no day.
        in_range = sum(d.role == "interval" for d in durations) > 1
        for place, found in enumerate(durations):
            if found.role == "interval" and found.nominal_days >= 7 and not in_range:
                following = durations[place + 1 : place + 2]
                window = next((d for d in following if d.role == "window"), None)
                end = window.end if window else found.end
                offset = sentence.start()
                grids.append(Grid(found, window, field, offset + found.start, offset + end))
    return tuple(grids)


def _confirmations(field: FieldText) -> tuple[Confirmation, ...]:
    rules: list[Confirmation] = []
    if not (_APART.search(field) and _REPEATED.search(field)):
        return ()
    for sentence in _SENTENCE.finditer(field.text):
        text = field.part(*sentence.span())
        first = _REPEATED.search(text)
        if first is None:
            continue
        for gap in find_durations(text.text):
            if gap.role != "span" or gap.nominal_days < 1:
                continue
            end = _end_of_gap(gap, text.text)
            if end is not None:
                start = min(first.start(), gap.start)
                place = (sentence.start() + start, sentence.start() + end)
                rules.append(Confirmation(gap, bool(CONSECUTIVE.search(text)), field, *place))
    return tuple(rules)
