"""A study among similar ones, worked by hand: who is similar, quartiles, rates, wording."""

from __future__ import annotations

import json

import pytest

from made_studies import bare_study
from trialwright.errors import RecordError
from trialwright.record.library.build import build_library
from trialwright.record.library.compare import accrual_rate, compare_study
from trialwright.record.library.store import opened_library
from trialwright.record.library.view_text import comparison_sections
from trialwright.record.terminal import render_terminal

#  number  type              condition       size   start         completion    time frame    measure
STUDIES = [
    (1, "INTERVENTIONAL", "Asthma", 120, "2020-01-01", "2022-01-01", "12 months", "Change in lung function"),
    (2, "INTERVENTIONAL", "asthma", 40, "2020-01-01", "2021-01-01", "6 months", "Lung function at the end"),
    (3, "INTERVENTIONAL", "Asthma", 80, "2020-01-01", "2021-01-01", "2 years", "Exacerbations"),
    (4, "INTERVENTIONAL", "Asthma", None, None, "2021-01-01", "long", "Change in lung function"),
    (5, "INTERVENTIONAL", "Asthma", 200, "2020-01-01", "2023-01-01", "1 year", "Cost"),
    (6, "OBSERVATIONAL", "Asthma", 9999, "2020-01-01", "2023-01-01", "1 year", "Lung function"),
    (7, "INTERVENTIONAL", "Gout", 9999, "2020-01-01", "2023-01-01", "1 year", "Lung function"),
]  # fmt: skip


def drawn(number, kind, condition, size, start, completion, frame, measure):
    study = bare_study(f"NCT{number:08}")
    dates = {"startDateStruct": start, "primaryCompletionDateStruct": completion}
    study["protocolSection"] |= {
        "conditionsModule": {"conditions": [condition]},
        "designModule": {"studyType": kind, "enrollmentInfo": {"count": size}},
        "statusModule": {name: {"date": day} for name, day in dates.items() if day},
        "outcomesModule": {"primaryOutcomes": [{"measure": measure, "timeFrame": frame}]},
    }
    return study


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    (folder / "s.jsonl").write_text("\n".join(json.dumps(drawn(*row)) for row in STUDIES))
    build_library(folder / "l.duckdb", [folder / "s.jsonl"])
    with opened_library(folder / "l.duckdb") as connection:
        yield connection


@pytest.fixture(scope="module")
def comparison(library, tmp_path_factory):
    return compare_study(library, "NCT00000001", tmp_path_factory.getbasetemp())


def standing(comparison, name):
    return next(each for each in comparison.standings if each.name == name)


def test_similar_is_the_same_type_and_a_shared_condition_in_any_case(comparison):
    assert [number[-1] for number in comparison.similar] == ["2", "3", "4", "5"]


def test_size_stands_among_the_sizes_that_are_known(comparison):
    # 40, 80, 200: the median is 80, the quartiles lie half way to it.
    size = standing(comparison, "participants")
    assert (size.value, size.known, size.below, size.above) == (120, 3, 2, 1)
    assert (size.lower_quartile, size.median, size.upper_quartile) == (60, 80, 140)


def test_accrual_is_what_the_dates_leave_after_the_longest_primary_time_frame(comparison):
    # 731 days less 365.25, rounded to 365, are 366 days: 120 in 12.02 months are 9.98 a month.
    rate = standing(comparison, "participants a month of accrual")
    assert rate.value == pytest.approx(9.98)
    # Study 3 leaves less than nothing and study 4 has no number: only 2 and 5 give a rate.
    assert rate.known == 2


def test_a_rate_needs_a_size_and_a_length():
    assert accrual_rate({"enrolment": 120, "accrual_days": 366}) == 9.98
    assert accrual_rate({"enrolment": 5, "accrual_days": 1}) == 152.19
    assert accrual_rate({"enrolment": None, "accrual_days": 366}) is None
    assert accrual_rate({"enrolment": 120, "accrual_days": None}) is None


def test_the_nearest_wording_shares_most_of_its_words(comparison):
    (wording,) = comparison.wordings
    # {change, lung, function} against the same, and against {lung, function, end}.
    assert [(near.nct_id[-1], near.shared) for near in wording.nearest] == [("4", 1.0), ("2", 0.5)]


def test_a_study_the_library_does_not_hold_is_refused(library, tmp_path):
    with pytest.raises(RecordError, match="has no study"):
        compare_study(library, "NCT99999999", tmp_path / "l.duckdb")


def test_a_study_without_its_like_says_so(library, tmp_path):
    text = render_terminal(comparison_sections(compare_study(library, "NCT00000007", tmp_path)), 80)
    assert "No other study in the library" in text


def test_the_comparison_reads_as_a_table(comparison):
    text = render_terminal(comparison_sections(comparison), 100)
    assert "Similar studies  4: NCT00000002" in text
    assert "60 / 80 / 140" in text
