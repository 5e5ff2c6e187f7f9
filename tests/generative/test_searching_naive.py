"""Every pattern of the review finds by its pieces what it finds when tried at every character."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trialwright import record
from trialwright.record.pattern_pieces import folded
from trialwright.record.searching import Searchable, Words, words


def all_words() -> Iterator[tuple[str, Words]]:
    """Every `Words` of the record's modules, alone or in a table, with its name; each once."""
    seen: set[Words] = set()
    for module in pkgutil.walk_packages(record.__path__, f"{record.__name__}."):
        loaded = importlib.import_module(module.name)
        for name, value in vars(loaded).items():
            for place, found in enumerate(_words_in(value)):
                if found not in seen:
                    seen.add(found)
                    yield f"{module.name.rpartition('.')[2]}.{name}-{place}", found


def _words_in(value: object) -> Iterator[Words]:
    if isinstance(value, Words):
        yield value
    elif isinstance(value, dict):
        yield from (found for child in value.values() for found in _words_in(child))
    elif isinstance(value, tuple):
        yield from (found for child in value for found in _words_in(child))


ALL = list(all_words())
# What may stand around a match: edges of words, other cases, letters of odd lower case.
AROUND = st.text(st.sampled_from("aZs \n.,;-(1İıſK\u00b5β界"), max_size=4)


def spans(matches: Iterator[re.Match[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in matches]


@pytest.mark.parametrize("sought", [words for _, words in ALL], ids=[name for name, _ in ALL])
def test_a_pattern_is_found_as_by_a_plain_search(sought: Words) -> None:
    drawn = st.from_regex(sought.pattern, fullmatch=True) | AROUND

    @given(st.lists(drawn, max_size=3), AROUND)
    @settings(max_examples=15, deadline=None)
    def check(parts: list[str], between: str) -> None:
        text = between.join(parts)
        searched = Searchable(text)
        plain = spans(sought.pattern_for(searched).finditer(text))
        assert spans(sought.finditer(searched)) == plain

    check()


def test_every_character_that_a_letter_matches_folds_to_the_same_letter() -> None:
    letters = [chr(code) for code in (*range(0x80), *range(0xC0, 0x100))]
    everything = "".join(map(chr, (c for c in range(sys.maxunicode) if not 0xD800 <= c < 0xE000)))
    assert len(folded(everything)) == len(everything)
    for letter in letters:
        matched = re.findall(re.escape(letter), everything, re.IGNORECASE)
        assert {folded(other) for other in matched} == {folded(letter)}, letter


@pytest.mark.parametrize(
    ("pattern", "texts", "are_begins"),
    [
        (r"\bcured?\b|愈合", ("cure", folded("愈合")), True),
        (r"gene[sz]is", ("genes", "genez"), True),
        (r"(?:very )?low", ("low", "very "), True),
        (r"\w+ablation\b", ("ablat",), False),
        (r"\w+(?<=mab)", ("mab",), False),
        (r"\d{2} weeks?", tuple("0123456789"), True),
        (r"[ ]*\bdays", ("  ", " days", "days"), True),
        (r"at least|[abc]", (), False),
        (r"\w+", (), False),
    ],
)
def test_pieces_are_read_off_the_pattern(
    pattern: str, texts: tuple[str, ...], are_begins: bool
) -> None:
    pieces = words(pattern).pieces
    assert (set(pieces.texts), pieces.are_begins) == (set(texts), are_begins)
