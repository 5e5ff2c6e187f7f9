"""The lexicon: which parts of patterns the words of a text hold, before and after it has grown."""

import pytest

from trialwright.record.lexicon import Lexicon, telling_part
from trialwright.record.searching import Passage, joined, parts_in, words


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
    [first], second = lexicon.add(["no "]), lexicon.add(["eye", "effec"])
    found = lexicon.parts_in(text)
    held = (bool(found & first), any(found & part for part in second))
    expected = {"both": (True, True), "first": (True, False), "second": (False, True)}
    assert held == expected.get(allowed, (False, False))


def test_the_pieces_of_a_pattern_stand_with_the_part_that_tells_them() -> None:
    lexicon = Lexicon()
    told_by = lexicon.add(["no eye", "an eye", "effec"])
    assert sorted(told_by.values()) == [["effec"], ["no eye", "an eye"]]
    assert set(lexicon.add(["by eye"])) < set(told_by)


def test_a_text_looked_up_before_a_part_came_allows_it() -> None:
    lexicon = Lexicon()
    before = lexicon.parts_in("observed")
    [part] = lexicon.add(["placeb"])
    assert before & part
    assert not lexicon.parts_in("observed") & part


def test_a_pattern_without_a_word_is_allowed_everywhere() -> None:
    lexicon = Lexicon()
    [part] = lexicon.add([""])
    assert lexicon.parts_in("") & part


def test_joined_texts_allow_what_any_of_them_allows() -> None:
    sought, other = words(r"\brandomi[sz]ed\b"), words("placebo")
    assert sought.parts and other.parts
    texts = [Passage(text, parts_in(Passage(text))) for text in ("Randomised", "at week 4")]
    together = joined(texts)
    assert together.text == "Randomised\nat week 4"
    assert sought.search(together)
    assert not other.parts & together.may_hold


def test_part_of_a_text_is_searched_with_what_the_whole_allows() -> None:
    whole = Passage("no tests. A randomised study", parts_in(Passage("no tests. A randomised")))
    part = Passage("A randomised study", whole.may_hold)
    assert words("randomi[sz]ed").search(part)
