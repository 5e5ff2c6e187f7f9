"""Registered text made fit to stand in a definition, and names made from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from trialwright.definition.draft.decision import Evidence
from trialwright.definition.strict_yaml import unprintable
from trialwright.record.plaintext import plain_text

MAX_LABEL = 400
_MAX_QUOTE = 300
_MAX_NAME = 40
Label = dict[str, str]


def clean(text: str, longest: int = MAX_LABEL) -> str:
    """A text in one line, without Markdown escapes and unprintable characters, cut where too long."""
    kept = "".join(c if unprintable(c) is None else " " for c in plain_text(text).text)
    line = " ".join(kept.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def quoted(path: str, source: str, passage: str) -> Evidence:
    """The passage as a quote of `source`, cut at a word; the path alone where it cannot be quoted."""
    words: list[str] = []
    for word in passage.split():
        if unprintable(word) or sum(map(len, words)) + len(words) + len(word) > _MAX_QUOTE:
            break
        words.append(word)
    quote = " ".join(words)
    findable = bool(quote) and plain_text(source).find(quote) is not None
    return Evidence(path, quote if findable else "")


def both(text: str) -> Label:
    """One text for both languages: a code, or words that wait for their translation."""
    return {"en": text, "zh": text}


def identifier(text: str, fallback: str, taken: Container[str], *, lower: bool = False) -> str:
    """A name of letters, digits and _ made from a text; `taken` names get a number behind."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")
    slug = slug.lower() if lower else slug
    if not slug[:1].isalpha():
        slug = f"{fallback}_{slug}".rstrip("_")
    slug = slug[:_MAX_NAME].rstrip("_")
    number, name = 2, slug
    while name in taken:
        name = f"{slug[: _MAX_NAME - 5]}_{number}"
        number += 1
    return name
