"""Study files are read as they were typed, or refused with the line and the cure."""

from itertools import pairwise

import pytest

from trialwright.definition.strict_yaml import MAX_BYTES, load_yaml, parse_yaml, unprintable
from trialwright.errors import DefinitionError


def refusal(text):
    with pytest.raises(DefinitionError) as refused:
        parse_yaml(text, "x.yaml")
    return refused.value.problems


@pytest.mark.parametrize(
    "typed",
    [
        "no",
        "yes",
        "on",
        "010",
        "1_000",
        "1e3",
        "0x1F",
        "2026-01-10",
        "1.50",
        "12:30:00",
        ".5",
        "NA",
    ],
)
def test_a_plain_scalar_stays_as_it_was_typed(typed):
    assert parse_yaml(f"a: {typed}", "x.yaml").tree == {"a": typed}
    assert parse_yaml(f"{typed}: a", "x.yaml").tree == {typed: "a"}


def test_nothing_behind_a_key_is_no_value_and_quotes_are_an_empty_text():
    assert parse_yaml("a:\nb: ''\n", "x.yaml").tree == {"a": None, "b": ""}


@pytest.mark.parametrize("word", ["null", "Null", "NULL", "~"])
def test_a_word_for_no_value_is_refused_unless_quoted(word):
    (problem,) = refusal(f"a: 1\nb: {word}\n")
    assert (problem.line, problem.key) == (2, "b")
    assert problem.cure == "leave the value empty, or quote the word"
    assert parse_yaml(f"b: '{word}'", "x.yaml").tree == {"b": word}


def test_every_value_keeps_its_line():
    document = parse_yaml("a:\n  - b: 1\n    c: 2\n\nd: 3\n", "x.yaml")
    assert document.line(("a", 0, "c")) == 3
    assert document.line(("d",)) == 5
    assert document.line(("a", 0, "missing", "deeper")) == 2
    assert document.line(("nowhere",)) == 1


@pytest.mark.parametrize(
    ("text", "line", "what", "cure"),
    [
        ("a: &x 1\nb: 2\n", 1, "anchors and aliases are not used here", "write the value out"),
        ("a: 1\nb: *x\n", 2, "anchors and aliases are not used here", "write the value out"),
        ("a: 1\nb: !!int 2\n", 2, "the tag tag:yaml.org,2002:int is not used here", "remove the tag"),
        ("a: !!python/name:os.system x\n", 1, "the tag tag:yaml.org,2002:python/name:os.system is "
         "not used here", "remove the tag"),
        ("a: 1\n---\nb: 2\n", 1, "more than one document in the file",
         "keep exactly one YAML document in each file"),
        ("", 1, "the file is empty", "keep exactly one YAML document in each file"),
        ("# only a comment\n", 1, "the file is empty", "keep exactly one YAML document in each file"),
        ("a:\n\tb: 1\n", 2, "a tab cannot indent", "indent with spaces"),
        ("a: 1\na: 2\n", 2, "the key 'a' is set twice", "it is first set on line 1; keep one"),
        ("? [a, b]\n: 1\n", 1, "a key must be plain text", "quote the key"),
        ("a: 1\nb: \"\\e[2J\"\n", 2, "the text holds the character U+001B", "remove it"),
        ("a: \"x\\0y\"\n", 1, "the text holds the character U+0000", "remove it"),
        ("\"a\\u202e\": 1\n", 1, "a key holds the character U+202E", "remove it"),
        ("a: 1\nb: x\u202ey\n", 2, "the text holds the character U+202E", "remove it"),
        ("a: 1\nb: x\x07y\n", 2, "the character 0x0007 cannot stand in a text file", "remove it"),
    ],
)  # fmt: skip
def test_what_could_be_read_two_ways_is_refused(text, line, what, cure):
    (problem,) = refusal(text)
    assert (problem.file, problem.line, problem.what, problem.cure) == ("x.yaml", line, what, cure)


def test_two_faults_of_one_file_come_in_one_answer():
    assert [problem.line for problem in refusal("a: ~\nb: 1\nb: 2\n")] == [1, 3]


@pytest.mark.parametrize(
    "text", ["a: [1, 2\n", "a: 'x\n", "a: b: c\n", "- a\nb: 1\n", "a: @x\n", "a: 1\nx"]
)
def test_broken_yaml_says_where_and_how_to_mend_it(text):
    (problem,) = refusal(text)
    assert problem.line and problem.what.startswith("not valid YAML: ")
    assert "check the indentation" in problem.cure


def test_deep_nesting_is_refused_before_it_is_built():
    (problem,) = refusal("a: " + "[" * 50 + "]" * 50)
    assert problem.what == "nested deeper than 40 levels"
    assert len(refusal("a: " + "[" * 100_000)) == 1


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor():
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in pairwise("abcdefghi")]
    (problem,) = refusal("\n".join(lines))
    assert problem.line == 1


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(DefinitionError, match=r"site\.yaml: the file is missing \(add it"):
        load_yaml(tmp_path / "site.yaml")


def test_bytes_that_are_not_utf8_are_named_by_line(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: 1\nb: \xb2\xe2\n")
    with pytest.raises(DefinitionError) as refused:
        load_yaml(path)
    (problem,) = refused.value.problems
    assert (problem.line, problem.what, problem.cure) == (
        2,
        "not UTF-8 text",
        "save the file as UTF-8",
    )


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert load_yaml(path).tree == {"a": "1"}


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a" * (MAX_BYTES + 1))
    with pytest.raises(DefinitionError, match="larger than 1,000,000 bytes"):
        load_yaml(path)


def test_a_folder_in_place_of_a_file_is_refused(tmp_path):
    with pytest.raises(DefinitionError, match="cannot be read"):
        load_yaml(tmp_path)


@pytest.mark.parametrize("text", ["深圳市", "10^9/L", "α-2b", "±7", "a\tb\nc", "$x$ #[eval]", "≥2"])
def test_ordinary_signs_are_printable(text):
    assert unprintable(text) is None


@pytest.mark.parametrize(
    "character", ["\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\ud800"]
)
def test_hidden_characters_are_not(character):
    assert unprintable(f"a{character}b") == f"U+{ord(character):04X}"
