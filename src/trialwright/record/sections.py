"""What a shown record is made of: plain values that a terminal and a web page both render."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from trialwright.record.blocks import Block, text_blocks
from trialwright.record.plaintext import plain_text

NOT_REGISTERED = "not registered"


@dataclass(frozen=True)
class Heading:
    """A name inside a section, such as a group's or an outcome's."""

    text: str


@dataclass(frozen=True)
class Rows:
    """Pairs of a label and its value."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows under named columns, each row as long as the columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Prose:
    """A registered text in paragraphs and lists."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Code:
    """A text whose line breaks and spaces count."""

    text: str


Part: TypeAlias = Heading | Rows | Table | Prose | Code


@dataclass(frozen=True)
class Section:
    """One titled part of a shown record; `id` is stable and serves as an anchor."""

    id: str
    title: str
    parts: tuple[Part, ...]


def make_section(identifier: str, title: str, *parts: Part | None) -> Section | None:
    """A section of the parts that hold anything, neighbouring rows joined; None when none does."""
    filled: list[Part] = []
    for part in parts:
        if part is None or _is_empty(part):
            continue
        last = filled[-1] if filled else None
        if isinstance(part, Rows) and isinstance(last, Rows):
            filled[-1] = Rows(last.rows + part.rows)
        else:
            filled.append(part)
    return Section(identifier, title, tuple(filled)) if filled else None


def registered_rows(*pairs: tuple[str, str | None]) -> Rows:
    """Rows in which what is absent says so, where a reader would otherwise assume a no."""
    return Rows(tuple((label, value or NOT_REGISTERED) for label, value in pairs))


def present_rows(*pairs: tuple[str, str | None]) -> Rows:
    """Rows of the values that are there; an absent one needs no word."""
    return Rows(tuple((label, value) for label, value in pairs if value))


def prose(text: str | None) -> Prose | None:
    """A registered text as blocks; None when there is none."""
    return Prose(text_blocks(plain_text(text))) if text else None


def _is_empty(part: Part) -> bool:
    match part:
        case Rows(rows) | Table(_, rows):
            return not rows
        case Prose(blocks):
            return not blocks
        case Heading(text) | Code(text):
            return not text
