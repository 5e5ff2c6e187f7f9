"""Sentences of the library in the language of the page.

The library says everything in English and keeps the template and the values of what it said. Here
the template is translated, and the values with it: labels of the study, words of the fixed lists,
sentences inside sentences. What was typed stays as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language, gettext, pgettext

from trialwright.errors import Problem
from trialwright.sentence import AnyOf, Label, Sentence, Word
from trialwright_web.capture.words import ACTION_WORDS, STATUS_WORDS


def translated(text: str) -> str:
    """A sentence in the language of the page; other text as it is."""
    if not isinstance(text, Sentence) or not text.template:
        return text
    values = {name: _in_language(value) for name, value in text.values.items()}
    return gettext(text.template).format(**values)


def problem_in_words(problem: Problem) -> str:
    """What is wrong and what mends it, for a page that says where in its own way."""
    what, cure = translated(problem.what), translated(problem.cure)
    return pgettext("refusal", "{what}: {cure}").format(what=what, cure=cure) if cure else what


def _in_language(value: object) -> object:
    if isinstance(value, str):
        return translated(value)
    if isinstance(value, Label):
        return value.in_language(get_language() or "en")
    if isinstance(value, Word):
        return _word(value)
    if isinstance(value, AnyOf):
        return pgettext("list", " or ").join(str(_in_language(each)) for each in value.values)
    if isinstance(value, Iterable):
        return pgettext("list", ", ").join(str(_in_language(each)) for each in value)
    return value


def _word(word: Word) -> str:
    """English words are bent by their sentence; other languages take the word of the list."""
    if (get_language() or "en").startswith("en"):
        return word.english
    words = ACTION_WORDS if word.kind == "action" else STATUS_WORDS
    return str(words.get(word.code, word.english))
