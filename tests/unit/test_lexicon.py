"""The lexicon: which patterns the words of a text allow, before and after it has grown."""

import pytest

from trialwright.record.lexicon import Lexicon, telling_part
from trialwright.record.searching import Passage, joined, patterns_in, words


@pytest.mark.parametrize(
    ("piece", "part"),
    [
        ("inter", "inter"),
        ("no ", "no "),
        ("q\t2", " 2"),
        (" do", " do"),
        ("by mo", "by "),
        ("safe", "safe"),
        (" \t", ""),
        ("", ""),
    ],
)
def test_the_telling_part_of_a_piece_is_its_rarest_word(piece: str, part: str) -> None:
    assert telling_part(piece) == part


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("no effect", "both"),
        ("a normal eye", "second"),
        ("nothing", "neither"),
        ("say no", "first"),
        ("x" * 50 + "eye", "second"),
        ("", "neither"),
    ],
)
def test_a_word_allows_the_patterns_whose_part_it_holds(text: str, allowed: str) -> None:
    lexicon = Lexicon()
    first, second = lexicon.add(["no "]), lexicon.add(["eye", "effec"])
    found = lexicon.patterns_in(text)
    held = (bool(found & first), bool(found & second))
    expected = {"both": (True, True), "first": (True, False), "second": (False, True)}
    assert held == expected.get(allowed, (False, False))


def test_a_text_looked_up_before_a_pattern_came_allows_it() -> None:
    lexicon = Lexicon()
    before = lexicon.patterns_in("observed")
    pattern = lexicon.add(["placeb"])
    assert before & pattern
    assert not lexicon.patterns_in("observed") & pattern


def test_a_pattern_without_a_word_is_allowed_everywhere() -> None:
    lexicon = Lexicon()
    pattern = lexicon.add([""])
    assert lexicon.patterns_in("") & pattern


def test_joined_texts_allow_what_any_of_them_allows() -> None:
    sought, other = words(r"\brandomi[sz]ed\b"), words("placebo")
    assert sought.bit and other.bit
    texts = [Passage(text, patterns_in(Passage(text))) for text in ("Randomised", "at week 4")]
    together = joined(texts)
    assert together.text == "Randomised\nat week 4"
    assert sought.search(together)
    assert not other.bit & together.may_hold


def test_part_of_a_text_is_searched_with_what_the_whole_allows() -> None:
    whole = Passage("no tests. A randomised study", patterns_in(Passage("no tests. A randomised")))
    part = Passage("A randomised study", whole.may_hold)
    assert words("randomi[sz]ed").search(part)
