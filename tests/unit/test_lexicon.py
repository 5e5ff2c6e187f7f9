"""The lexicon: where patterns may match, told by the words of a text, before and after it has grown."""

import pytest

from trialwright.record.lexicon import Lexicon, joined_places, telling_part
from trialwright.record.searching import Searchable, Texts, joined, words


def lexicon_of(*pieces: str) -> Lexicon[str]:
    """A lexicon in which each piece stands for a pattern of its own."""
    lexicon: Lexicon[str] = Lexicon(lambda piece: [piece] if piece else [])
    for piece in pieces:
        lexicon.expect(piece)
    return lexicon


@pytest.mark.parametrize(
    ("piece", "part", "place"),
    [
        ("inter", "inter", 0),
        ("no ", "no ", 0),
        ("q 2", " 2", 1),
        (" do", " do", 0),
        ("by mo", "by ", 0),
        ("an eye", " eye", 2),
        ("safe", "safe", 0),
        ("  ", "  ", 0),
    ],
)
def test_the_telling_part_of_a_piece_is_its_rarest_word(piece: str, part: str, place: int) -> None:
    assert telling_part(piece) == (part, place)


@pytest.mark.parametrize(
    ("text", "no", "an_eye"),
    [
        ("no effect", [0], []),
        ("a normal eye, an eye", [], [6, 14]),
        ("nothing", [], []),
        ("say no", [4], []),
        ("no " + "x" * 50 + " no an eye", [0, 54], [57]),
        ("", [], []),
    ],
)
def test_a_word_tells_where_a_pattern_may_begin(
    text: str, no: list[int], an_eye: list[int]
) -> None:
    places = lexicon_of("no ", "an eye").places_in(text)
    assert (places.of("no "), places.of("an eye")) == (no, an_eye)


def test_a_text_looked_up_before_a_pattern_came_tells_nothing_of_it() -> None:
    lexicon = lexicon_of("no ")
    before = lexicon.places_in("observed placebo")
    lexicon.expect("placeb")
    assert before.of("placeb") is None
    assert lexicon.places_in("observed placebo").of("placeb") == [9]
    assert lexicon.places_in("observed").of("placeb") == []


def test_a_pattern_without_pieces_may_match_anywhere() -> None:
    assert lexicon_of("").places_in("").of("") is None


def test_what_the_smaller_lexicon_does_not_know_may_be_anywhere_in_joined_texts() -> None:
    lexicon = lexicon_of("no ")
    before = lexicon.places_in("say no")
    lexicon.expect("eye")
    together = joined_places([(before, 7), (lexicon.places_in("no eye"), 7)])
    assert together.of("no ") == [4, 7]
    assert together.of("eye") is None


def test_a_stretch_of_a_text_has_its_places() -> None:
    places = lexicon_of("no ").places_in("no, no no-one no")
    assert places.within(4, 16).of("no ") == [0, 10]


def test_a_pattern_of_later_times_is_found_in_earlier_texts() -> None:
    early = Searchable("Randomised patients")
    sought = words(r"\bpatients\b")
    late = Searchable("two patients")
    assert sought.search(early)
    assert [text for text, _ in sought.all_in(Texts([late, early]))] == [late, early]
    assert sought.search(joined([late, early]))


def test_texts_are_asked_one_by_one_only_for_what_one_of_them_may_hold() -> None:
    sought, other = words(r"\brandomi[sz]ed\b"), words("placebo")
    texts = Texts([Searchable("at week 4"), Searchable("Randomised")])
    found = sought.first_in(texts)
    assert found is not None
    assert (found[0], found[1][0]) == (texts[1], "Randomised")
    assert not other.occur_in(texts)
    assert all(other not in text.found for text in texts)


def test_a_stretch_of_a_text_is_searched_as_if_nothing_stood_around_it() -> None:
    whole = Searchable("pseudoanonymised samples")
    sought = words(r"(?<!pseudo)anonymised")
    assert not sought.search(whole)
    assert sought.search(whole.part(6, 24))


def test_a_match_in_one_word_is_found_once_where_a_stretch_begins() -> None:
    sought = words(r"\w++(?<=mab)", in_one_word=True)
    whole = Searchable("take rituximab or infliximab daily")
    assert [match[0] for match in sought.finditer(whole)] == ["rituximab", "infliximab"]
    assert [match[0] for match in sought.finditer(whole.part(18, 34))] == ["infliximab"]
    assert [match[0] for match in sought.finditer(whole.part(15, 17))] == []
