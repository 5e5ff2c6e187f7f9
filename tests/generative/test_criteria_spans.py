"""Criteria of texts in layouts nobody would write: nothing moves, nothing is counted twice."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from trialwright.record.criteria import split_criteria
from trialwright.record.plaintext import plain_text
from trialwright.record.thresholds import parse_thresholds

FRAGMENTS = [
    *(
        "Inclusion Criteria:",
        "EXCLUSION",
        "Key Exclusion Criteria (Part A):",
        "纳入标准：",
        "排除标准",
    ),
    *(
        "* ",
        "- ",
        "1. ",
        "2. ",
        "10. ",
        "a) ",
        "(1)",
        "1.1 ",
        "一、",
        "  ",
        "\t",
        "\n",
        "\n\n",
        "\r\n",
    ),
    *(
        "Adults",
        "BMI \\>30",
        "Any of the following:",
        "Note: more",
        "pregnancy;",
        "。",
        "; ",
        "①",
        ".",
    ),
    *(
        "18 to 70 years",
        "≥ 1.5 x ULN",
        "at least three months",
        "1-3",
        "<",
        "10^9/L",
        "岁",
        "e.g.,",
    ),
]
layouts = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)


@given(layouts | st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_spans_are_in_order_and_hold_the_text_of_their_criterion(text: str) -> None:
    end = 0
    for criterion in split_criteria(text):
        assert end <= criterion.start < criterion.end <= len(text)
        end = criterion.end
        assert plain_text(text[criterion.start : end]).text.strip() == criterion.text.strip()


@given(layouts)
def test_the_numbers_of_a_kind_count_up_from_one(text: str) -> None:
    criteria = split_criteria(text)
    for kind in {criterion.kind for criterion in criteria}:
        numbers = [criterion.number for criterion in criteria if criterion.kind == kind]
        assert numbers == list(range(1, len(numbers) + 1))


@given(st.lists(st.text("abcdefg ", min_size=3).filter(str.strip), min_size=1, max_size=6))
def test_a_bulleted_list_gives_back_its_items(items: list[str]) -> None:
    text = "Inclusion Criteria:\n\n" + "\n".join(f"* {item}" for item in items)
    assert [criterion.text for criterion in split_criteria(text)] == [i.strip() for i in items]


@given(layouts | st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_limits_are_in_order_without_overlap_and_not_empty(text: str) -> None:
    end = 0
    for limit in parse_thresholds(text):
        assert end <= limit.start < limit.end <= len(text)
        assert limit.lower or limit.upper
        end = limit.end
