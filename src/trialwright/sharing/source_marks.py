"""What stands in a snapshot and may stand in no package: ids, people's accounts, free texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trialwright.capture.entry import Entry
from trialwright.datasets.snapshot import Snapshot
from trialwright.definition.forms import Item
from trialwright.definition.load import Definition
from trialwright.sharing.tables import is_readable_result


@dataclass(frozen=True)
class SourceMarks:
    """Texts of the source to look for, and the wording they may coincide with.

    A text that also stands in the study's own definition (a reason "none") proves nothing, and a
    bare number cannot be told from a count: neither is looked for in the documents. In the tables
    no such text can stand, because each cell must fit its column.
    """

    texts: frozenset[str]

    def found_in(self, document: str) -> Iterator[str]:
        """The source texts that stand in `document` as words of their own, in order."""
        for text in sorted(self.texts):
            if text in document and _as_a_word(text).search(document):
                yield text


def source_marks(snapshot: Snapshot, wording: str) -> SourceMarks:
    """The marks of a snapshot, without those that stand in `wording`."""
    texts = {text.strip() for text in _texts(snapshot.definition, snapshot.entries)}
    telling = {t for t in texts if len(t) > 1 and not t.isdecimal() and t not in wording}
    return SourceMarks(frozenset(telling))


def _texts(definition: Definition, entries: Iterable[Entry]) -> Iterator[str]:
    free = {
        (form.id, item.id): item
        for form in definition.forms
        for item in form.items
        if item.type in ("text", "result")
    }
    for entry in entries:
        yield from (entry.id, entry.participant, entry.by)
        for value in entry.values:
            item = free.get((entry.form, value.item))
            if item and value.value and _is_free_text(item, value.value):
                yield value.value


def _is_free_text(item: Item, value: str) -> bool:
    return item.type == "text" or not is_readable_result(value)


def _as_a_word(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9A-Za-z_]){re.escape(text)}(?![0-9A-Za-z_])")
