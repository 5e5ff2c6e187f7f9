"""Walk two records together and list every place in which they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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


_ROOT: Final = Place()


@dataclass(frozen=True)
class Match:
    """A list entry that stands at another position in the second record."""

    before: str
    after: str


def find_differences(
    before: JsonValue, after: JsonValue, place: Place = _ROOT
) -> Iterator[Change | Match]:
    """Every change between two values at one place, and the entries found elsewhere in a list."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _objects(before, after, place)
    elif isinstance(before, (list, tuple)) and isinstance(after, (list, tuple)):
        yield from _lists(before, after, place)
    elif canonical(before) != canonical(after):
        yield _change("changed", before, after, place)


def _objects(
    before: Mapping[str, JsonValue], after: Mapping[str, JsonValue], place: Place
) -> Iterator[Change | Match]:
    for key in sorted({*before, *after}, key=lambda key: (_RANK.get(key, len(_RANK)), key)):
        inner = place.child(key, key)
        if key not in after:
            yield _change("removed", before[key], None, inner)
        elif key not in before:
            yield _change("added", None, after[key], inner)
        else:
            yield from find_differences(before[key], after[key], inner)


def _lists(
    before: Sequence[JsonValue], after: Sequence[JsonValue], place: Place
) -> Iterator[Change | Match]:
    pairs = pair_entries(place.key, before, after)
    for pair in pairs:
        yield from _entry(pair, before, after, place)
    order = [pair.after for pair in pairs if pair.before is not None and pair.after is not None]
    if order != sorted(order):
        # The entries and their own changes are listed one by one: here only the order counts.
        yield _change("reordered", None, None, place)


def _entry(
    pair: Pair, before: Sequence[JsonValue], after: Sequence[JsonValue], place: Place
) -> Iterator[Change | Match]:
    if pair.after is None:
        assert pair.before is not None
        entry = before[pair.before]
        yield _change("removed", entry, None, _named(place.child(pair.before, pair.before), entry))
    elif pair.before is None:
        entry = after[pair.after]
        yield _change("added", None, entry, _named(place.child(pair.after, pair.after), entry))
    else:
        entry = before[pair.before]
        inner = _named(place.child(pair.before, pair.after), entry)
        if inner.before != inner.after:
            yield Match(path_of(inner.before), path_of(inner.after))
        for found in find_differences(entry, after[pair.after], inner):
            yield _as_renamed(found, inner) if pair.near and isinstance(found, Change) else found


def _named(place: Place, entry: JsonValue) -> Place:
    """The entry's name, free of contact data; inside an entry the outer name stays."""
    if place.entry or isinstance(entry, str):
        return place
    return replace(place, entry=entry_name(place.key, masked_at(place.after, entry)))


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


def _change(kind: ChangeKind, before: JsonValue, after: JsonValue, place: Place) -> Change:
    """A change with its masked values; what was added has no path in the first record."""
    old = None if kind == "added" else masked_at(place.before, before)
    new = None if kind == "removed" else masked_at(place.after, after)
    return Change(
        kind,
        None if kind == "added" else mask_text(path_of(place.before)),
        None if kind == "removed" else mask_text(path_of(place.after)),
        old,
        new,
        _words(old, new),
        place.entry,
    )


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
