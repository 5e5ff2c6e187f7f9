"""Words that went and words that came, in any script."""

import pytest

from trialwright.record.compare.words import Piece, diff_words, similarity, tokens


def marked(before, after):
    signs = {"same": "{}", "deleted": "[-{}-]", "inserted": "[+{}+]"}
    return "".join(signs[p.kind].format(p.text) for p in diff_words(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("aged 18-70 years", "aged 18-75 years", "aged 18-[-70-][+75+] years"),
        ("HBsAg < 0.05 IU/mL", "HBsAg < 0.5 IU/mL", "HBsAg < [-0.05-][+0.5+] IU/mL"),
        (
            "overall survival",
            "progression free survival",
            "[-overall-][+progression free+] survival",
        ),
        ("三年复发率", "两年复发率", "[-三-][+两-]年复发率".replace("+两-", "+两+")),
        ("a b", "a b c", "a b[+ c+]"),
        ("", "new", "[+new+]"),
    ],
)
def test_only_the_words_that_differ_are_marked(before, after, shown):
    assert marked(before, after) == shown


def test_equal_texts_have_no_pieces():
    assert diff_words("same words", "same words") == ()


def test_a_space_between_two_changed_words_is_no_common_ground():
    assert diff_words("one two", "three four") == (
        Piece("deleted", "one two"),
        Piece("inserted", "three four"),
    )


def test_a_number_keeps_its_decimals_and_a_chinese_character_is_a_word():
    assert tokens("<0.05 乙肝") == ["<", "0.05", " ", "乙", "肝"]


def test_similarity_is_the_share_of_common_words():
    assert similarity("HBV DNA rate", "hbv dna level") == pytest.approx(2 / 3)
    assert similarity("", "") == 1.0
    assert similarity("", "x") == 0.0
