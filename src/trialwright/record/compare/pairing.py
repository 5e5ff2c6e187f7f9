"""Which entry of one list is which of another: by the name people know it by, not by position."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from trialwright.record.compare.words import similarity
from trialwright.record.json_values import JsonValue, thaw

# The keys by which a reader tells the entries of a list apart; the first lists allow near names.
_NAMED: Final[Mapping[str, tuple[str, ...]]] = {
    "primaryOutcomes": ("measure",),
    "secondaryOutcomes": ("measure",),
    "otherOutcomes": ("measure",),
    "interventions": ("name",),
    "armGroups": ("label",),
    "collaborators": ("name",),
    "locations": ("facility", "city"),
    "secondaryIdInfos": ("id",),
    "overallOfficials": ("name",),
    "centralContacts": ("name",),
    "contacts": ("name",),
    "references": ("pmid", "citation"),
    "seeAlsoLinks": ("url",),
    "availIpds": ("url", "id"),
    "largeDocs": ("filename",),
}
# In other lists, such as those of posted results, any of these that every entry has.
_USUAL: Final = ("id", "title", "groupId", "term", "name", "label", "type")
_NEAR_LISTS: Final = frozenset(
    {"primaryOutcomes", "secondaryOutcomes", "otherOutcomes", "interventions", "armGroups"}
    | {"locations", "collaborators", "conditions", "keywords"}
)
NEAR: Final = 0.6
_MOST_COMPARED: Final = 60


@dataclass(frozen=True)
class Pair:
    """One entry's position in either list, None where it has none; `near` when only alike."""

    before: int | None
    after: int | None
    near: bool = False


def pair_entries(
    name: str, before: Sequence[JsonValue], after: Sequence[JsonValue]
) -> tuple[Pair, ...]:
    """Pair the entries of two lists that stand under the key `name`.

    Entries with the same name belong together, then equal ones, then (where people reword names)
    those with similar names; what is left was removed or added. Removed entries stand where they
    were, added ones last.
    """
    names = _names(name, before, after)
    found = _equal_names([names(entry) for entry in before], [names(entry) for entry in after])
    if name in _NEAR_LISTS:
        found += _near(before, after, names, found)
    elif all(pair is None for pair in map(names, (*before, *after))):
        found += _by_position(len(before), len(after), found)
    left, right = {p.before for p in found}, {p.after for p in found}
    alone = [Pair(n, None) for n in range(len(before)) if n not in left]
    added = [Pair(None, n) for n in range(len(after)) if n not in right]
    return (*sorted((*found, *alone), key=lambda p: p.before or 0), *added)


def pair_texts(before: Sequence[str], after: Sequence[str]) -> tuple[Pair, ...]:
    """Pair texts that are no list of the record, such as criteria: equal ones, then similar."""
    return pair_entries("keywords", before, after)


def entry_name(name: str, entry: JsonValue) -> str:
    """What a reader calls an entry of the list under this key; empty where it has no name."""
    if isinstance(entry, str):
        return entry
    if not isinstance(entry, Mapping):
        return ""
    values = [entry.get(key) for key in _NAMED.get(name, _USUAL)]
    texts = [value for value in values if isinstance(value, str)]
    return ", ".join(texts if name in _NAMED else texts[:1])


def name_keys(name: str) -> tuple[str, ...]:
    """The keys whose values name the entries of the list under this key."""
    return _NAMED.get(name, ())


def _names(
    name: str, before: Sequence[JsonValue], after: Sequence[JsonValue]
) -> Callable[[JsonValue], str | None]:
    """How to name the entries of both lists; the result is None where an entry has no name."""
    entries = (*before, *after)
    if not all(isinstance(entry, Mapping) for entry in entries):
        return canonical
    if name in _NAMED:
        return lambda entry: entry_name(name, entry) or None
    for key in _USUAL:
        if all(isinstance(e, Mapping) and isinstance(e.get(key), str) for e in entries):
            return lambda entry: str(entry[key]) if isinstance(entry, Mapping) else None
    return lambda entry: None


def canonical(value: JsonValue) -> str:
    """The value as JSON with sorted keys: equal exactly when the values are."""
    return json.dumps(thaw(value), ensure_ascii=False, sort_keys=True)


def _equal_names(before: Sequence[str | None], after: Sequence[str | None]) -> list[Pair]:
    """Of several entries with one name the first is the first, the second the second."""
    places: dict[str, list[int]] = {}
    for n, name in enumerate(after):
        if name is not None:
            places.setdefault(name, []).append(n)
    found = []
    for n, name in enumerate(before):
        if name is not None and places.get(name):
            found.append(Pair(n, places[name].pop(0)))
    return found


def _by_position(before: int, after: int, found: Sequence[Pair]) -> list[Pair]:
    assert not found
    return [Pair(n, n) for n in range(min(before, after))]


def _near(
    before: Sequence[JsonValue],
    after: Sequence[JsonValue],
    names: Callable[[JsonValue], str | None],
    found: Sequence[Pair],
) -> list[Pair]:
    """The most similar first; ties by position, in a way that reads the same from both sides."""
    left = _unpaired(before, {pair.before for pair in found})
    right = _unpaired(after, {pair.after for pair in found})
    likeness = [
        (-_likeness(before[i], after[j], names), i + j, abs(i - j), i, j)
        for i in left
        for j in right
    ]
    pairs: list[Pair] = []
    for score, _, _, i, j in sorted(likeness):
        taken = any(pair.before == i or pair.after == j for pair in pairs)
        if -score >= NEAR and not taken:
            pairs.append(Pair(i, j, near=True))
    return pairs


def _unpaired(entries: Sequence[JsonValue], paired: set[int | None]) -> list[int]:
    """Only so many are compared with each other: beyond that a list was replaced, not reworded."""
    return [n for n in range(len(entries)) if n not in paired][:_MOST_COMPARED]


def _likeness(
    before: JsonValue, after: JsonValue, names: Callable[[JsonValue], str | None]
) -> float:
    """By name; entries whose names differ more are still one when nearly all else is the same."""
    by_name = similarity(names(before) or "", names(after) or "")
    if by_name >= NEAR or not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        return by_name
    whole = similarity(canonical(before), canonical(after))
    return whole if whole >= 0.8 else 0.0
