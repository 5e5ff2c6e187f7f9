"""The quick reader of JSON gives what the careful one gives, or leaves the text to it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trialwright.errors import RecordError
from trialwright.record.literal import JSON, parse_literal
from trialwright.record.plain_json import parse_plain_json

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.booleans() | NUMBERS | TEXTS | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
PIECES = st.sampled_from(
    [
        '{"a":',
        "}",
        "[",
        "]",
        ",",
        '"b"',
        "1",
        "-0",
        "1e999",
        "NaN",
        "\\ud83d",
        "'",
        " ",
        "\n",
        "tru",
    ]
)


def careful(text):
    value, end = parse_literal(text, 0, JSON, "x.json")
    assert end == len(text)
    return value


@given(VALUES, st.booleans(), st.sampled_from([None, 0, 2]))
def test_any_value_is_read_alike(value, ascii_only, indent):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    quick = parse_plain_json(text)
    assert quick is None or repr(quick) == repr(careful(text))


@settings(max_examples=300)
@given(VALUES, st.lists(st.tuples(st.integers(0, 60), PIECES), min_size=1, max_size=3))
def test_what_the_careful_reader_refuses_is_never_read_quickly(value, damage):
    text = json.dumps({"a": value})
    for place, piece in damage:
        text = text[:place] + piece + text[place:]
    quick = parse_plain_json(text)
    if quick is not None:
        assert repr(quick) == repr(careful(text))


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a": NaN}',
        '{"a": -Infinity}',
        '{"a": 1e999}',
        f'{{"a": {"9" * 101}}}',
        f'{{"{"k" * 201}": 1}}',
        '{"a": "\\ud83d"}',
        '{"a": 01}',
        '{"a": "tab\there"}',
        '{"a": 1} {"b": 2}',
        '{"a": 1,}',
        "[" * 65 + "]" * 65,
        "[" * 100_000 + "]" * 100_000,
    ],
)
def test_a_fault_is_left_to_the_reader_that_names_its_place(text):
    assert parse_plain_json(text) is None
    with pytest.raises((RecordError, AssertionError)):
        careful(text)


def test_sixty_four_levels_are_the_most_for_both():
    text = "[" * 64 + "]" * 64
    assert parse_plain_json(text) == careful(text)
