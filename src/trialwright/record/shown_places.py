"""Where each path of a record stands in its shown sections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from trialwright.record.sections import Heading, Part, Prose, Rows, Section, Table


@dataclass(frozen=True, order=True)
class Place:
    """A row of a part of a section, all counted from 0; part -1 is the section's title."""

    section: int
    part: int
    row: int = 0


@dataclass(frozen=True)
class Places:
    """The shown places by the path each shows, and the first place inside each longer path."""

    shown: dict[str, Place]
    first_inside: dict[str, Place]

    def find(self, path: str) -> tuple[Place, str] | None:
        """The place to set a finding beside, and the path shown there.

        The path itself, else what it is part of, else the first thing that is shown of what holds
        it; None where nothing of its module is shown.
        """
        for longer in _upwards(path):
            if longer in self.shown:
                return self.shown[longer], longer
            if longer in self.first_inside:
                return self.first_inside[longer], ""
        return None


def find_places(sections: Sequence[Section]) -> Places:
    """Every place of the sections that shows a path of the record; the first where there are two."""
    shown: dict[str, Place] = {}
    first_inside: dict[str, Place] = {}
    for path, place in _all_places(sections):
        shown.setdefault(path, place)
        for longer in list(_upwards(path))[1:]:
            first_inside.setdefault(longer, place)
    return Places(shown, first_inside)


def _all_places(sections: Sequence[Section]) -> Iterator[tuple[str, Place]]:
    for s, section in enumerate(sections):
        if section.path:
            yield section.path, Place(s, -1)
        for p, part in enumerate(section.parts):
            yield from ((path, Place(s, p, row)) for row, path in enumerate(_paths(part)) if path)


def _paths(part: Part) -> Iterable[str]:
    match part:
        case Rows() | Table():
            return part.paths
        case Prose() | Heading():
            return (part.path,)
        case _:
            return ()


def _upwards(path: str) -> Iterator[str]:
    """A path and everything that holds it, up to its module."""
    yield path
    while "." in (path := path[: max(path.rfind("."), path.rfind("["), 0)]):
        yield path
