"""Paragraphs and lists of a registered text, for display.

The registry writes lists in Markdown and nests them by indentation, often by a single space. Only
the start of a line makes a list item. Numbering inside a line, and a bare "3.1" or "0.05", is the
author's text and stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from trialwright.record.plaintext import PlainText

Kind = Literal["paragraph", "bullet", "number"]

_LINE = re.compile(r"[^\n]+")
_ITEM = re.compile(
    r"(?P<indent>[ \t]*)"
    r"(?:(?P<bullet>[*\-+•·‣◦●○▪–])|(?P<number>\d{1,3}(?:\.\d{1,3})*[.)、]|\(\d{1,3}\)))"
    r"[ \t]+(?=\S)"
)


@dataclass(frozen=True)
class Block:
    """One paragraph or list item.

    `depth` counts from 0; `marker` is the bullet or number as registered, empty in a paragraph.
    `text` is `plain.text[start:end]`.
    """

    kind: Kind
    depth: int
    marker: str
    text: str
    start: int
    end: int


def text_blocks(plain: PlainText) -> tuple[Block, ...]:
    """Split a registered text into paragraphs and nested list items, nothing lost but white space."""
    blocks = []
    open_lists: list[int] = []
    for line in _LINE.finditer(plain.text):
        item = _ITEM.match(line[0])
        indent = len(line[0]) - len(line[0].lstrip(" \t"))
        open_lists = [i for i in open_lists if i < indent]
        depth = len(open_lists)
        if item:
            open_lists.append(indent)
        blocks.append(
            _block(plain, line.start() + (item.end() if item else indent), line.end(), depth, item)
        )
    return tuple(blocks)


def _block(plain: PlainText, start: int, end: int, depth: int, item: re.Match[str] | None) -> Block:
    kind: Kind = "paragraph" if item is None else "bullet" if item["bullet"] else "number"
    marker = item[0].strip() if item else ""
    return Block(kind, depth, marker, plain.text[start:end], start, end)
