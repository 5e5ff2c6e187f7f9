"""The criteria of a record beside its text, so that a finding can quote inside one of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from trialwright.record.criteria import Criterion, split_plain
from trialwright.record.lexicon import Parts
from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Hit
from trialwright.record.lint.once import once
from trialwright.record.lint.study_text import StudyText
from trialwright.record.searching import Searchable, parts_in
from trialwright.record.thresholds import Threshold, find_thresholds


@dataclass(frozen=True)
class EntryCriterion(Searchable):
    """One criterion and the field it stands in."""

    field: FieldText
    criterion: Criterion

    @cached_property
    def text(self) -> str:
        """Its plain text; positions in it are those that `hit` takes."""
        return self.criterion.text

    @cached_property
    def may_hold(self) -> Parts:
        """The parts of patterns in its words."""
        return parts_in(self)

    @cached_property
    def limits(self) -> tuple[Threshold, ...]:
        """The limits of quantities that it states."""
        return find_thresholds(self)

    @property
    def kind(self) -> str:
        """Whether it includes or excludes; "unstated" where no heading says it."""
        return self.criterion.kind

    def hit(self, match: re.Match[str] | tuple[int, int], message: str, suggestion: str) -> Hit:
        """An objection to a stretch of the criterion's text."""
        start, end = match.span() if isinstance(match, re.Match) else match
        first = self._begin()
        return self.field.hit((first + start, first + end), message, suggestion)

    def _begin(self) -> int:
        """Where in the plain text the criterion's source begins."""
        return bisect_left(self.field.plain.offsets, self.criterion.start)


@once
def entry_criteria(study: StudyText) -> tuple[EntryCriterion, ...]:
    """All criteria of a record but the notes; empty where it has no eligibility text."""
    field = study.criteria
    if field is None:
        return ()
    criteria = split_plain(field.plain)
    return tuple(EntryCriterion(field, given) for given in criteria if given.kind != "note")
