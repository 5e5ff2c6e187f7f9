"""Registered text and its plain text, side by side (STR-02, STR-04)."""

from pathlib import Path

import pytest

from trialwright.record.blocks import text_blocks
from trialwright.record.paths import value_at
from trialwright.record.plaintext import plain_text
from trialwright.record.read import read_record

SEED = Path(__file__).parents[2] / "studies/prtras001/record/NCT07120750.page.txt"

PLAIN = [
    # source                          plain text
    ("HBV DNA \\<10 IU/mL", "HBV DNA <10 IU/mL"),
    ("\\>2 cm from margin", ">2 cm from margin"),
    ("4\\. Data sharing", "4. Data sharing"),
    ("\\[a\\]\\(b\\) \\* \\_ \\~", "[a](b) * _ ~"),
    ("a\\\\>b", "a>b"),
    ("C:\\data stays", "C:\\data stays"),
    ("ends in \\", "ends in \\"),
    ("one\n\ntwo", "one\ntwo"),
    ("one\n \t\n\n two", "one\n two"),
    ("one\r\n\r\ntwo\rthree", "one\ntwo\nthree"),
    ("trailing  \nspaces \t", "trailing\nspaces"),
    ("\n\n  * nested stays", "  * nested stays"),
    ("± ≥ α 中文", "± ≥ α 中文"),
    ("", ""),
    (" \n ", ""),
]

BLOCKS = [
    # plain text                      kind, depth, marker, text
    ("A sentence.", [("paragraph", 0, "", "A sentence.")]),
    ("* one\n* two", [("bullet", 0, "*", "one"), ("bullet", 0, "*", "two")]),
    (
        "1. outer\n * inner\n * next\n2. outer",
        [
            ("number", 0, "1.", "outer"),
            ("bullet", 1, "*", "inner"),
            ("bullet", 1, "*", "next"),
            ("number", 0, "2.", "outer"),
        ],
    ),
    (
        "* a\n   * b\n     1. c\n   * d",
        [
            ("bullet", 0, "*", "a"),
            ("bullet", 1, "*", "b"),
            ("number", 2, "1.", "c"),
            ("bullet", 1, "*", "d"),
        ],
    ),
    ("2. item\n\n continued", [("number", 0, "2.", "item"), ("paragraph", 1, "", "continued")]),
    ("(1) first", [("number", 0, "(1)", "first")]),
    ("1.2) first", [("number", 0, "1.2)", "first")]),
    # What only looks like a list is text.
    ("3.1 Local 3.2 Intrahepatic", [("paragraph", 0, "", "3.1 Local 3.2 Intrahepatic")]),
    ("0.05 IU/mL", [("paragraph", 0, "", "0.05 IU/mL")]),
    ("-Causality", [("paragraph", 0, "", "-Causality")]),
    ("2019. A year", [("paragraph", 0, "", "2019. A year")]),
    ("*", [("paragraph", 0, "", "*")]),
]


@pytest.mark.parametrize(("source", "text"), PLAIN)
def test_plain_text(source, text):
    assert plain_text(source).text == text


@pytest.mark.parametrize(("source", "expected"), BLOCKS)
def test_blocks(source, expected):
    plain = plain_text(source)
    blocks = text_blocks(plain)
    assert [(b.kind, b.depth, b.marker, b.text) for b in blocks] == expected
    assert all(plain.text[b.start : b.end] == b.text for b in blocks)


def test_str_02_the_sharing_plan_is_within_its_limit_only_as_plain_text():
    source = value_at(read_record(SEED), "protocolSection.ipdSharingStatementModule.description")
    assert (len(source), len(plain_text(source).text)) == (1004, 998)


def test_numbering_inside_a_line_stays_in_its_item():
    source = read_record(SEED).view.outcomes.primary[0].description
    blocks = text_blocks(plain_text(source))
    assert [(b.kind, b.marker) for b in blocks] == [
        ("number", "1."),
        ("number", "2."),
        ("number", "3."),
        ("paragraph", ""),
    ]
    assert "1.2.1.1 Arterial hyperenhancement" in blocks[0].text
    assert blocks[3].text.startswith("3.1 Local (original site) 3.2 Intrahepatic (>2 cm")


def test_a_quote_leads_back_to_the_characters_as_received():
    plain = plain_text("Proportion with HBsAg loss (\\<0.05 IU/mL)\n\n* next")
    span = plain.find("loss  (<0.05\nIU/mL) * next")
    assert span == (22, len(plain.text))
    assert plain.quote(*span) == "loss (\\<0.05 IU/mL)\n\n* next"
    assert plain.find("loss (\\<0.05") == (22, 33)


def test_a_quote_that_is_not_there_is_not_found():
    plain = plain_text("two consecutive tests")
    assert plain.find("three consecutive tests") is None
    assert plain.find(" ") is None
    assert plain.find("t.o") is None


def test_an_empty_span_has_a_place():
    plain = plain_text("a\\>")
    assert plain.source_span(1, 1) == (2, 2)
    assert plain.source_span(2, 2) == (3, 3)
    with pytest.raises(ValueError, match="no span 1:9"):
        plain.source_span(1, 9)
