"""The criteria of a record beside its text, so that a finding can quote inside one of them."""

from __future__ import annotations

import re
from functools import cached_property

from trialwright.record.criteria import Criterion, split_plain
from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Hit
from trialwright.record.lint.once import once
from trialwright.record.lint.study_text import StudyText
from trialwright.record.searching import Searchable, Texts
from trialwright.record.thresholds import Threshold, find_thresholds


class EntryCriterion(Searchable):
    """One criterion and the field it stands in; positions in its text are those `hit` takes."""

    def __init__(self, field: FieldText, criterion: Criterion) -> None:
        self.field = field
        self.criterion = criterion
        self._begin = field.plain.place(criterion.start)
        end = self._begin + len(criterion.text)
        super().__init__(criterion.text, field.places.within(self._begin, end))

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
        return self.field.hit((self._begin + start, self._begin + end), message, suggestion)


@once
def entry_criteria(study: StudyText) -> Texts[EntryCriterion]:
    """All criteria of a record but the notes; empty where it has no eligibility text."""
    field = study.criteria
    if field is None:
        return Texts()
    criteria = split_plain(field.plain)
    return Texts([EntryCriterion(field, given) for given in criteria if given.kind != "note"])
