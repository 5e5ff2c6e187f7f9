"""A sentence for a person, which the site can say in another language.

It is English text wherever text is expected: printed, compared, stored. Beside it stand the template
and the values that it was made of. Whoever shows it to a person translates the template and puts the
values in again; the library knows one language and no translator.
"""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, Protocol, cast, runtime_checkable


@runtime_checkable
class Label(Protocol):
    """A name that the study gives in both languages."""

    def in_language(self, language: str) -> str:
        """The name for a language code such as "en"."""
        ...


@dataclass(frozen=True)
class Word:
    """A word of a fixed list: an action, or a status (state, role, kind of object, reason).

    `code` is what is stored, `english` the form of it that the English sentence needs.
    """

    kind: Literal["action", "status"]
    code: str
    english: str

    def __str__(self) -> str:
        return self.english


@dataclass(frozen=True)
class AnyOf:
    """A list of which one is enough: "g/L or g/dL"."""

    values: tuple[object, ...]

    def __str__(self) -> str:
        return " or ".join(str(_english(value)) for value in self.values)


class Sentence(str):
    """English text that remembers its template and the values put into it by name."""

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object] | None = None) -> Sentence:
        """Put the values into the template; without any it is the text itself, braces and all."""
        text, values = template, values or {}
        if values:
            text = template.format(**{name: _english(value) for name, value in values.items()})
        made = super().__new__(cls, text)
        made.template, made.values = template, dict(values)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Sentence, (self.template, dict(self.values))


# Named values make the call read like the sentence: the only place where any name is taken.
def sentence(template: str, /, **values: object) -> Sentence:
    """The template with each `{name}` replaced by the value of that name.

    A value is text or a number, a date, a `Label`, a `Word`, another sentence, a list of these
    (joined by commas), or `AnyOf` them. `{name!r}` quotes what somebody typed. The template must be literal
    text, or a constant of it: that is how it is found and translated.
    """
    return Sentence(template, values)


def read_sentence(
    text: str, template: str, known: Mapping[str, object] | None = None
) -> Sentence | None:
    """The sentence of this template whose English text is `text`; None where it has no such text.

    `known` holds values that the reader has from elsewhere, such as the label of an item: they
    stand in the text in English and come back as they were. Everything else comes back as text.
    """
    given = {name: value for name, value in (known or {}).items() if f"{{{name}" in template}
    shown = tuple((name, str(_english(value))) for name, value in given.items())
    found = _pattern(template, shown).fullmatch(text)
    if found is None:
        return None
    values = {
        name: _unquoted(value) if f"{{{name}!r}}" in template else value
        for name, value in found.groupdict().items()
    }
    made = Sentence(template, {**values, **given})
    return made if made == text else None


@lru_cache(maxsize=4096)
def _pattern(template: str, known: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """The template as a regular expression, with a group for each value that is not known."""
    parts, texts, seen = [], dict(known), set[str]()
    for literal, name, _format, _conversion in string.Formatter().parse(template):
        parts.append(re.escape(literal))
        if name and name in texts:
            parts.append(re.escape(texts[name]))
        elif name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.+?)")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)


def _unquoted(text: str) -> str:
    """What was typed, from the quotes it stands in; any other text as it is."""
    try:
        return str(ast.literal_eval(text))
    except (SyntaxError, ValueError):
        return text


def _english(value: object) -> object:
    """A value as the English text holds it."""
    # The class is asked: to ask the value itself takes longer than all the rest of a sentence.
    if issubclass(type(value), Label):
        return cast(Label, value).in_language("en")
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(str(_english(each)) for each in value)
    return value
