"""A shown record in a terminal: it fits, and a hostile one cannot drive it."""

from pathlib import Path

import pytest

from trialwright.record.read import read_record
from trialwright.record.sections import Code, Heading, Rows, Section, Table, prose
from trialwright.record.show import describe_record
from trialwright.record.terminal import display_width, render_terminal, safe_text

ROOT = Path(__file__).parents[2]
SEED = ROOT / "studies/prtras001/record/NCT07120750.page.txt"
HOSTILE = ROOT / "tests/data/records/hostile.json"


def rendered(*parts, width=40, color=False):
    return render_terminal([Section("id", "Title", parts)], width, color)


def test_rows_and_lists_are_set_in_columns():
    assert rendered(
        Heading("Group"),
        Rows((("Sex", "All"), ("Minimum age", "18 Years and what else fits on no line"))),
        prose("1. one\n * two words that need more than one line here\n\nEnd"),
    ) == (
        "Title\n"
        "=====\n"
        "Group\n"
        "Sex          All\n"
        "Minimum age  18 Years and what else fits\n"
        "             on no line\n"
        "\n"
        "1. one\n"
        "  * two words that need more than one\n"
        "    line here\n"
        "\n"
        "End\n"
    )


def test_a_table_gives_way_where_it_is_widest():
    text = rendered(Table(("Key", "Text"), (("a", "word " * 12), ("b", "x"))))
    assert text == (
        "Title\n=====\n"
        "Key  Text\n"
        "a    word word word word word word word\n"
        "     word word word word word\n"
        "b    x\n"
    )


def test_chinese_takes_two_columns_and_breaks_between_characters():
    text = rendered(Rows((("标题", "乙型肝炎相关肝癌根治术后抗病毒策略对肿瘤预后影响"),)))
    assert text.splitlines()[2:] == [
        "标题  乙型肝炎相关肝癌根治术后抗病毒策略",
        "      对肿瘤预后影响",
    ]
    assert display_width("中e\u0301") == 3


@pytest.mark.parametrize("width", [0, 40, 61, 100, 200])
@pytest.mark.parametrize("path", [SEED, HOSTILE])
def test_no_line_is_wider_than_the_terminal(path, width):
    sections = [section for section in describe_record(read_record(path)) if section.id != "raw"]
    lines = render_terminal(sections, width).splitlines()
    assert max(map(display_width, lines)) <= max(width, 40)
    assert not any(line.endswith(" ") for line in lines)


def test_a_word_longer_than_the_line_is_broken():
    assert rendered(prose("x" * 100)).splitlines()[2:] == ["x" * 40, "x" * 40, "x" * 20]


def test_a_hostile_record_cannot_drive_the_terminal():
    text = render_terminal(describe_record(read_record(HOSTILE)), 80)
    assert all(c == "\n" or c.isprintable() for c in text)
    assert "Calm <U+001B>[2J<U+001B>]0;owned<U+0007> title" in text
    assert "<U+202E>txet" in text
    assert "<U+009B>31m" in text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a\tb\nc", "a    b\nc"),
        ("\r\x00\x7f", "<U+000D><U+0000><U+007F>"),
        ("\u200b\u2028\ufeff", "<U+200B><U+2028><U+FEFF>"),
        ("± ≥ α 中文 é", "± ≥ α 中文 é"),
    ],
)
def test_control_characters_become_visible(text, safe):
    assert safe_text(text) == safe


def test_colour_is_only_there_where_it_is_asked_for():
    assert "\x1b" not in rendered(Heading("Group"))
    assert "\x1b[1mGroup\x1b[0m" in rendered(Heading("Group"), color=True)


def test_code_keeps_its_lines():
    assert rendered(Code("{\n  long" + "g" * 50 + "\n}")).endswith("\n}\n")
