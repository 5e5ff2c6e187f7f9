"""Results are rows with a name of their own, and come back as they were written."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialwright.analysis.results import ResultRow, load_results, rounded, write_results


def row(**changed) -> ResultRow:
    fields = {
        "display": "T2",
        "analysis": "cox",
        "population": "at_risk",
        "group": "contrast",
        "statistic": "p",
        "value": 0.0123,
        "unit": "",
        "method": "cox",
        "n": 10,
        "sources": ("recurrence/S-1", "recurrence/S-2"),
    }
    return ResultRow(**fields | changed)


def test_a_row_is_named_by_where_it_is_shown_and_what_it_is():
    named = row(variable="week", level="24", at=84)
    assert named.id == "T2.cox.contrast.week.24.d84.p"


def test_rows_come_back_as_they_were_written(tmp_path):
    rows = (row(), row(statistic="chisq", value=None, note="为什么"), row(sources=(), at=0))
    write_results(rows, tmp_path / "results.json")
    assert load_results(tmp_path / "results.json") == rows


def test_a_set_of_sources_is_written_once(tmp_path):
    write_results([row(at=day) for day in range(50)], tmp_path / "results.json")
    assert (tmp_path / "results.json").read_text().count("recurrence/S-1") == 1


def test_no_results_are_still_a_file_that_can_be_read(tmp_path):
    write_results([], tmp_path / "results.json")
    empty = {"source_sets": [], "source_sets_sha256": [], "results": []}
    assert json.loads((tmp_path / "results.json").read_text()) == empty


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_stored_as_none(value):
    assert rounded(value) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_twelve_significant_digits_are_kept(value):
    kept = rounded(value)
    assert kept == rounded(kept)
    assert math.isclose(kept, value, rel_tol=5e-12, abs_tol=1e-300)
