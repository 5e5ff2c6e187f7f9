"""The assay a limit belongs to: held against a search for every limit, and its work counted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialwright.record.lint.reading import assays
from trialwright.record.lint.reading.assays import ASSAYS, stated_limits, with_assays
from trialwright.record.searching import Searchable, Words

PIECES = (
    *("COBAS TaqMan HBV", "Architect i2000SR HBsAg QT", "TaqMan HCV", "RealTime HIV", "assay. "),
    *("LLOQ = 10 IU/mL", "LLOQ 15", "LOQ = 40 copies/mL", "<20 IU/mL (LLOQ)", "< 10 IU/mL"),
)
texts = st.lists(st.sampled_from(PIECES)).map(" ".join).map(Searchable)


@given(texts)
def test_a_limit_belongs_to_the_assay_of_its_unit_named_last_before_or_next_behind_it(text):
    for limit, assay in with_assays(text, stated_limits(text)):
        named = [
            (match.end(), match.start(), each.name)
            for each in ASSAYS
            for match in each.named.finditer(text)
            if limit.unit in ("", each.unit)
        ]
        before = [name for name in named if name[0] <= limit.start]
        behind = [name for name in named if name[0] > limit.start]
        wanted = max(before)[2] if before else None
        if not before and behind:
            _, start, name = min(behind)
            between = text.text[limit.end : start]
            wanted = (
                None
                if assays._SENTENCE_END.search(between + text.text[start:], 0, len(between))
                else name
            )
        assert (assay.name if assay else None) == wanted


@dataclass
class Counted:
    """A pattern that counts the names it hands out."""

    words: Words
    handed_out: int = 0

    def finditer(self, text):
        for match in self.words.finditer(text):
            self.handed_out += 1
            yield match


@pytest.mark.parametrize("number", [10, 100])
def test_every_name_is_read_once_however_many_limits_a_text_states(monkeypatch, number):
    """CLN-01 once read all names again for every limit: 540 kB of them took 12 s."""
    counted = tuple(replace(assay, named=Counted(assay.named)) for assay in ASSAYS)
    monkeypatch.setattr(assays, "ASSAYS", counted)
    text = Searchable("COBAS TaqMan HBV LLOQ = 10 IU/mL. " * number)
    assert len(list(with_assays(text, stated_limits(text)))) == number
    assert sum(assay.named.handed_out for assay in counted) == number
