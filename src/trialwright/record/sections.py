"""What a shown record is made of: plain values that a terminal and a web page both render.

Parts may name the record paths that they show, so that a finding can be set beside its words. A
path is empty where what is shown stands at no single place of the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TypeAlias

from trialwright.record.blocks import Block, text_blocks
from trialwright.record.plaintext import PlainText, plain_text

NOT_REGISTERED = "not registered"

LabelledValue: TypeAlias = tuple[str, str | None] | tuple[str, str | None, str]


@dataclass(frozen=True)
class Heading:
    """A name inside a section, such as a group's or an outcome's; `path` is that of the name."""

    text: str
    path: str = ""


@dataclass(frozen=True)
class Rows:
    """Pairs of a label and its value; `paths` has one path for each row, or none at all."""

    rows: tuple[tuple[str, str], ...]
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows under named columns, each as long as the columns; `paths` as in Rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prose:
    """A registered text in paragraphs and lists.

    The blocks are stretches of `plain`, which leads on to the characters of the shown source.
    """

    plain: PlainText
    path: str = ""

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The paragraphs and list items in their order."""
        return text_blocks(self.plain)


@dataclass(frozen=True)
class Code:
    """A text whose line breaks and spaces count."""

    text: str


Part: TypeAlias = Heading | Rows | Table | Prose | Code


@dataclass(frozen=True)
class Section:
    """One titled part of a shown record; `id` is stable and serves as an anchor.

    `path` is set where the title is itself a registered text.
    """

    id: str
    title: str
    parts: tuple[Part, ...]
    path: str = ""


def make_section(
    identifier: str, title: str, *parts: Part | None, path: str = ""
) -> Section | None:
    """A section of the parts that hold anything, neighbouring rows joined; None when none does."""
    filled: list[Part] = []
    for part in parts:
        if part is None or _is_empty(part):
            continue
        last = filled[-1] if filled else None
        if isinstance(part, Rows) and isinstance(last, Rows):
            filled[-1] = _joined(last, part)
        else:
            filled.append(part)
    return Section(identifier, title, tuple(filled), path) if filled else None


def registered_rows(*pairs: LabelledValue) -> Rows:
    """Rows in which what is absent says so, where a reader would otherwise assume a no.

    A pair may be followed by the record path of its value.
    """
    rows = tuple((label, value or NOT_REGISTERED) for label, value, *_ in pairs)
    return Rows(rows, _paths(pairs))


def present_rows(*pairs: LabelledValue) -> Rows:
    """Rows of the values that are there; an absent one needs no word."""
    present = [pair for pair in pairs if pair[1]]
    return Rows(tuple((label, value or "") for label, value, *_ in present), _paths(present))


def prose(text: str | None, path: str = "") -> Prose | None:
    """A registered text as blocks; None when there is none."""
    return Prose(plain_text(text), path) if text else None


def _paths(pairs: Sequence[LabelledValue]) -> tuple[str, ...]:
    return tuple(pair[2] if len(pair) == 3 else "" for pair in pairs)


def _joined(first: Rows, second: Rows) -> Rows:
    paths = (rows.paths or ("",) * len(rows.rows) for rows in (first, second))
    return Rows(first.rows + second.rows, tuple(chain.from_iterable(paths)))


def _is_empty(part: Part) -> bool:
    match part:
        case Rows(rows) | Table(_, rows):
            return not rows
        case Prose():
            return not part.blocks
        case Heading(text) | Code(text):
            return not text
