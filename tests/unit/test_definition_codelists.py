"""Code lists: three filled cells a line, each code once."""

import pytest

from trialwright.definition.codelists import load_codelist
from trialwright.errors import DefinitionError


def written(folder, text, name="sex.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_codes_keep_their_order_and_both_labels(tmp_path):
    codelist = load_codelist(written(tmp_path, 'code,en,zh\nM,"Male, or so",男\nF,Female,女\n'))
    assert codelist.id == "sex"
    assert list(codelist.labels) == ["M", "F"]
    assert codelist.labels["M"].en == "Male, or so"
    assert codelist.labels["F"].in_language("zh-hans") == "女"


def test_a_file_saved_by_a_spreadsheet_is_read(tmp_path):
    codelist = load_codelist(
        written(tmp_path, b"\xef\xbb\xbfcode,en,zh\r\nM,Male,\xe7\x94\xb7\r\n")
    )
    assert list(codelist.labels) == ["M"]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "the header is wrong"),
        ("code,zh,en\nM,男,Male\n", 1, "the header is wrong"),
        ("code,en,zh\n", 1, "the list has no codes"),
        ("code,en,zh\nM,Male\n", 2, "the line does not have three filled cells"),
        ("code,en,zh\nM,Male,男\nF,Female, \n", 3, "the line does not have three filled cells"),
        ("code,en,zh\nM,Male,男\n\nF,Female,女\n", 3, "the line does not have three filled cells"),
        ("code,en,zh\nM,Male,男\nF,Female,女\nM,Man,男\n", 4, "the code 'M' is there twice"),
        ("code,en,zh\nM,Male,男\n M ,Man,男\n", 3, "the code 'M' is there twice"),
        ("code,en,zh\nM,Male\x1b[2J,男\n", 2, "the line holds U+001B"),
        (b"code,en,zh\nM,Male,\xc4\xd0\n", 2, "not UTF-8 text"),
    ],
)
def test_a_fault_is_named_by_its_line(tmp_path, text, line, what):
    with pytest.raises(DefinitionError) as refused:
        load_codelist(written(tmp_path, text))
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.what) == ("codelists/sex.csv", line, what)
    assert problem.cure


@pytest.mark.parametrize("text", ['code,en,zh\nM,"Male,男\n', 'code,en,zh\nM,"Ma"le,男\n'])
def test_broken_quotes_are_refused(tmp_path, text):
    with pytest.raises(DefinitionError, match="not valid CSV"):
        load_codelist(written(tmp_path, text))


def test_the_name_of_the_file_must_be_a_name(tmp_path):
    with pytest.raises(DefinitionError, match="'my list' is not a valid name"):
        load_codelist(written(tmp_path, "code,en,zh\nM,Male,男\n", "my list.csv"))
