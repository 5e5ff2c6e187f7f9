"""The values of one form as they are stored, journalled and signed: one canonical text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from trialwright.capture.entry import EnteredValue
from trialwright.capture.journal.proof import canonical, hash_of
from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import sentence

Content = Mapping[str, Mapping[str, str]]


class ContentError(TrialwrightError):
    """Text that no database or file could give back as it was typed."""


def form_content(values: Iterable[EnteredValue]) -> dict[str, dict[str, str]]:
    """Item -> what was entered for it; an item with nothing at all is left out.

    Line ends become one character, whatever the browser sent. Raises ContentError for text with
    NUL or half a character, which would not come back as it was typed.
    """
    content: dict[str, dict[str, str]] = {}
    problems = []
    for value in values:
        parts = {"value": value.value, "unit": value.unit, "reason": value.reason_missing}
        kept = {name: _one_line_end(text) for name, text in parts.items() if text}
        problems += [
            Problem("", 0, value.item, cause)
            for cause in map(_unstorable, (value.item, *kept.values()))
            if cause
        ]
        # A unit is offered before anything is typed; alone it says nothing.
        if "value" in kept or "reason" in kept:
            content[value.item] = kept
    if problems:
        raise ContentError(problems)
    return content


def check_storable(key: str, text: str) -> None:
    """Raise ContentError for text with NUL or half a character; `key` says which text it is."""
    if cause := _unstorable(text):
        raise ContentError(Problem("", 0, key, cause))


def content_text(content: Content) -> str:
    """The content as canonical text."""
    return canonical(content).decode("utf-8")


def read_content(text: str) -> dict[str, dict[str, str]]:
    """The content from its canonical text."""
    content: dict[str, dict[str, str]] = json.loads(text)
    return content


def entered_values(content: Content) -> tuple[EnteredValue, ...]:
    """The content as entered values, in the order of item names."""
    return tuple(
        EnteredValue(item, parts.get("value"), parts.get("unit"), parts.get("reason"))
        for item, parts in sorted(content.items())
    )


def signed_digest(definition: str, form: str, content: Content) -> str:
    """SHA-256 of what a signature covers: the form, its version and every value as entered."""
    return hash_of(canonical({"definition": definition, "form": form, "values": dict(content)}))


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unstorable(text: str) -> str:
    if "\x00" in text:
        return sentence("the text holds a NUL character, which cannot be stored")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return sentence(
            "the text holds half a character (a lone surrogate), which cannot be stored"
        )
    return ""
