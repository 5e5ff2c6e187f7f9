"""What every export gives back: the content, and what of the record it has no place for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trialwright.record.json_values import JsonValue
from trialwright.record.masking import mask_contacts
from trialwright.record.models import StudyView
from trialwright.record.paths import joined
from trialwright.record.view import derive_view

if TYPE_CHECKING:
    from trialwright.record.read import Record


@dataclass(frozen=True)
class Export:
    """One record in an outside form.

    `content` is plain JSON: dicts, lists, texts, numbers. `unmapped` are the places of the record,
    without list positions, that the form has no field for; nothing is lost silently.
    """

    content: Any
    unmapped: tuple[str, ...]


def exported_view(record: Record, *, contacts: bool) -> StudyView:
    """The typed record as it may leave: single persons masked unless `contacts` asks for them."""
    if contacts:
        return record.view
    masked = mask_contacts(record.study)
    assert isinstance(masked, Mapping)
    return derive_view(masked, record.name)


def leaf_places(study: JsonValue) -> tuple[str, ...]:
    """Every place that holds a value, once, in the order of the record."""
    return tuple(dict.fromkeys(_leaves(study, "")))


def unmapped_places(record: Record, mapped: Collection[str]) -> tuple[str, ...]:
    """The places of a record that hold a value and are not among those mapped."""
    return tuple(place for place in leaf_places(record.study) if place not in mapped)


def pruned(value: Any) -> Any:
    """The same plain JSON without empty parts, which the outside forms do not allow."""
    if isinstance(value, dict):
        kept = {key: pruned(child) for key, child in value.items()}
        return {key: child for key, child in kept.items() if not _is_empty(child)}
    if isinstance(value, list):
        return [child for child in map(pruned, value) if not _is_empty(child)]
    return value


def _is_empty(value: Any) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _leaves(value: JsonValue, place: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield from _leaves(child, joined(place, key))
    elif isinstance(value, (list, tuple)):
        for child in value:
            yield from _leaves(child, place)
    elif value is not None:
        yield place
