"""What a survival analysis takes as follow-up, weights and strata, and what it refuses."""

import numpy as np
from pytest import mark, raises

from trialwright.analysis.numeric.columns import check_weights, code_strata
from trialwright.analysis.survival.survival_times import SurvivalTimes, merge_close
from trialwright.errors import AnalysisError


def test_days_in_years_tie_again_when_close_times_are_merged():
    """Three tenths computed in two ways differ in the last bit."""
    years = [0.1 + 0.2, 0.3, 1.0]
    apart = SurvivalTimes.from_columns(years, [1, 1, 0])
    merged = SurvivalTimes.from_columns(years, [1, 1, 0], merge_close_times=True)
    assert len(np.unique(apart.time)) == 3
    assert merged.time.tolist() == [0.3, 0.3, 1.0]


def test_an_entry_close_to_an_event_time_becomes_it():
    merged = SurvivalTimes.from_columns(
        [1.0, 2.0], [1, 1], [0.0, 1.0 + 1e-10], merge_close_times=True
    )
    assert merged.entry.tolist() == [0.0, 1.0]


def test_an_interval_that_merging_empties_is_refused():
    with raises(AnalysisError, match="1 rows are never at risk"):
        SurvivalTimes.from_columns([1.0, 2.0], [1, 1], [0.0, 2.0 - 1e-9], merge_close_times=True)


def test_times_are_close_relative_to_their_mean_size():
    assert merge_close(np.array([1e6, 1e6 + 0.01])).tolist() == [1e6, 1e6]
    assert merge_close(np.array([1e6, 1e6 + 0.02])).tolist() == [1e6, 1e6 + 0.02]


@mark.parametrize(
    ("weights", "words"),
    [
        ([1, 0], "not above 0 in 1 of 2 rows, first in row 2"),
        ([-1, 1], "not above 0"),
        ([1], "weights has 1 rows, there are 2"),
        ([1, None], "weights has no finite value"),
    ],
)
def test_weights_that_are_none_are_refused(weights, words):
    with raises(AnalysisError, match=words):
        check_weights(weights, 2)


def test_strata_are_one_column_or_the_combinations_of_several():
    site, sex = ["x", "x", "y", "y"], [0, 1, 0, 0]
    assert code_strata(site, 4).tolist() == [0, 0, 1, 1]
    assert code_strata(np.array(site), 4).tolist() == [0, 0, 1, 1]
    assert code_strata([site, sex], 4).tolist() == [0, 1, 2, 2]
    assert code_strata([np.array(site), sex], 4).tolist() == [0, 1, 2, 2]
    assert code_strata(None, 4) is None
    assert code_strata([], 4) is None


def test_strata_of_another_length_are_refused():
    with raises(AnalysisError, match="strata has shape"):
        code_strata(["x", "y"], 3)
