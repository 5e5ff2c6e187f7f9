"""Walk two records together and list every place in which they differ."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from trialwright.record.compare.changes import Change, ChangeKind
from trialwright.record.compare.pairing import (
    Pair,
    canonical,
    entry_name,
    name_keys,
    pair_entries,
)
from trialwright.record.compare.words import Piece, diff_words
from trialwright.record.json_values import JsonValue
from trialwright.record.masking import mask_contacts, mask_text
from trialwright.record.paths import Step, path_of
from trialwright.record.plaintext import plain_text
from trialwright.record.v2_structure import STRUCTURE

# A text with an inner space is prose; a code, a date or a number is replaced as a whole.
_PROSE = re.compile(r"\S\s+\S|[\u3040-\u9fff]{3}")
# The registry's own order of keys, so that the order received plays no part.
_RANK: Final = {key: rank for rank, key in enumerate(dict.fromkeys(STRUCTURE.split()))}


@dataclass(frozen=True)
class Place:
    """The same place in both records, and the name of the list entry around it."""

    before: tuple[Step, ...] = ()
    after: tuple[Step, ...] = ()
    entry: str = ""

    def child(self, before: Step, after: Step) -> Place:
        """The place one step further in."""
        return replace(self, before=(*self.before, before), after=(*self.after, after))

    @property
    def key(self) -> str:
        """The last key on the way here."""
        return next((str(s) for s in reversed(self.after) if isinstance(s, str)), "")


@dataclass(frozen=True)
class Walk:
    """The changes, and the positions of list entries that stand elsewhere in the second record."""

    changes: list[Change] = field(default_factory=list)
    entries: list[tuple[str, str]] = field(default_factory=list)

    def visit(self, before: JsonValue, after: JsonValue, place: Place) -> None:
        """List how two values at one place differ."""
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            self._objects(before, after, place)
        elif _is_list(before) and _is_list(after):
            assert isinstance(before, Sequence) and isinstance(after, Sequence)
            self._lists(before, after, place)
        elif canonical(before) != canonical(after):
            self.changes.append(_changed("changed", before, after, place))

    def _objects(
        self, before: Mapping[str, JsonValue], after: Mapping[str, JsonValue], place: Place
    ) -> None:
        for key in _keys(before, after):
            inner = place.child(key, key)
            if key not in after:
                self._removed(before[key], inner)
            elif key not in before:
                self._added(after[key], inner)
            else:
                self.visit(before[key], after[key], inner)

    def _lists(self, before: Sequence[JsonValue], after: Sequence[JsonValue], place: Place) -> None:
        pairs = pair_entries(place.key, before, after)
        for pair in pairs:
            self._entry(pair, before, after, place)
        order = [pair.after for pair in pairs if pair.before is not None and pair.after is not None]
        if order != sorted(order):
            # The entries and their own changes are listed one by one: here only the order counts.
            self.changes.append(_changed("reordered", None, None, place))

    def _entry(
        self, pair: Pair, before: Sequence[JsonValue], after: Sequence[JsonValue], place: Place
    ) -> None:
        if pair.after is None:
            assert pair.before is not None
            entry = before[pair.before]
            self._removed(entry, self._named(place.child(pair.before, pair.before), entry))
        elif pair.before is None:
            entry = after[pair.after]
            self._added(entry, self._named(place.child(pair.after, pair.after), entry))
        else:
            old, new = before[pair.before], after[pair.after]
            inner = self._named(place.child(pair.before, pair.after), old)
            if inner.before != inner.after:
                self.entries.append((path_of(inner.before), path_of(inner.after)))
            self._matched(pair, old, new, inner)

    def _matched(self, pair: Pair, old: JsonValue, new: JsonValue, inner: Place) -> None:
        first = len(self.changes)
        self.visit(old, new, inner)
        if pair.near:
            self.changes[first:] = [_as_renamed(c, inner) for c in self.changes[first:]]

    def _named(self, place: Place, entry: JsonValue) -> Place:
        """The entry's name, free of contact data; inside an entry the outer name stays."""
        if place.entry or isinstance(entry, str):
            return place
        name = masked_at(place.after, entry)
        return replace(place, entry=entry_name(place.key, name))

    def _removed(self, value: JsonValue, place: Place) -> None:
        change = _changed("removed", value, None, place)
        self.changes.append(replace(change, path_after=None, after=None))

    def _added(self, value: JsonValue, place: Place) -> None:
        change = _changed("added", None, value, place)
        self.changes.append(replace(change, path_before=None, before=None))


def masked_at(steps: Sequence[Step], value: JsonValue) -> JsonValue:
    """A value without contact data, judged by the objects around it as well (CON-01)."""
    keys = [step for step in steps if isinstance(step, str)]
    nested = value
    for key in reversed(keys):
        nested = {key: nested}
    masked = mask_contacts(nested)
    for _ in keys:
        if not isinstance(masked, Mapping):
            return masked
        masked = next(iter(masked.values()))
    return masked


def _keys(before: Mapping[str, JsonValue], after: Mapping[str, JsonValue]) -> list[str]:
    return sorted({*before, *after}, key=lambda key: (_RANK.get(key, len(_RANK)), key))


def _is_list(value: JsonValue) -> bool:
    return isinstance(value, (list, tuple))


def _changed(kind: ChangeKind, before: JsonValue, after: JsonValue, place: Place) -> Change:
    old, new = masked_at(place.before, before), masked_at(place.after, after)
    paths = (mask_text(path_of(place.before)), mask_text(path_of(place.after)))
    return Change(kind, *paths, old, new, _words(old, new), place.entry)


def _words(old: JsonValue, new: JsonValue) -> tuple[Piece, ...]:
    if not (isinstance(old, str) and isinstance(new, str)):
        return ()
    if not (_PROSE.search(old) or _PROSE.search(new)):
        return ()
    return diff_words(plain_text(old).text, plain_text(new).text)


def _as_renamed(change: Change, place: Place) -> Change:
    """The change of the name itself is a renaming; other changes of the entry stay changes."""
    names = {path_of((*place.before, *key)) for key in [(), *((k,) for k in name_keys(place.key))]}
    renamed = change.kind == "changed" and change.path_before in names
    return replace(change, kind="renamed") if renamed else change
