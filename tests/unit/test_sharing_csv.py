"""CSV files: plain bytes, and nothing that a spreadsheet would run."""

import pytest

from trialwright.exchange.spreadsheet import inert
from trialwright.sharing.csv_files import read_csv, write_csv


@pytest.mark.parametrize(
    "cell", ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "\t=1", "\r=1", "\n=1", "＝1+1"]
)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-33", "-0.5", "820", "<0.05", "resection", "", "*", "10-19"])
def test_numbers_and_words_are_left_alone(cell):
    assert inert(cell) == cell


def test_a_file_is_utf8_with_line_feeds_and_quotes_only_where_needed(tmp_path):
    path = tmp_path / "one.csv"
    write_csv(path, ["a", "标签"], [["1", 'say "no", twice'], ["two\nlines", ""]])
    assert path.read_bytes() == 'a,标签\n1,"say ""no"", twice"\n"two\nlines",\n'.encode()


def test_what_was_written_is_read_back(tmp_path):
    rows = [["1", 'say "no", twice'], ["two\nlines", "负 1"]]
    write_csv(tmp_path / "one.csv", ["a", "b"], rows)
    assert read_csv((tmp_path / "one.csv").read_bytes()) == [["a", "b"], *rows]
