"""Whatever the text, the YAML of a draft reads back as the same values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialwright.definition.draft.yaml_text import texts_of, yaml_text
from trialwright.definition.strict_yaml import parse_yaml, unprintable

HOSTILE = [
    *("", " ", "null", "Null", "~", "-", "- a", "---", "...", "a: b", "a #b", "# a", "{}", "[]"),
    *("&a *a", "!!python/object", "%TAG", "@a", "`a`", "'", '"', "\\", "a\nb: c", "a\tb", "? a"),
    *(
        "2026-01-10",
        "010",
        "1e3",
        "yes",
        "no",
        "<<",
        "=",
        "a,b",
        "\u2028",
        "\ufeff",
        "\u00a0",
        "😀",
    ),
    *("- - -", "a\n---\nb", "key: |", ">-", "0x10", "：", "−7"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_reads_back_as_itself(text):
    tree = {"a": text, "b": [text, {"c": text}], "d": {"e": [[text]], "f": {"g": text}}}
    assert parse_yaml(yaml_text(tree, "x.yaml"), "x.yaml").tree == tree


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).filter(
    lambda text: unprintable(text) is None
)
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
TREES = st.recursive(
    TEXTS | st.integers(-(10**6), 10**6),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(KEYS, inner, min_size=1, max_size=3)
    ),
    max_leaves=10,
)


@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=4))
def test_any_tree_reads_back_as_its_texts(tree):
    assert parse_yaml(yaml_text(tree, "x.yaml"), "x.yaml").tree == texts_of(tree)


def test_short_parts_stand_in_one_line_and_long_ones_below_each_other():
    tree = {"label": {"en": "Sex", "zh": "性别"}, "items": [{"id": "a", "range": ["0", "9"]}]}
    assert yaml_text(tree, "x.yaml") == (
        'label: {en: Sex, zh: "性别"}\nitems:\n  - id: a\n    range: [0, 9]\n'
    )
