"""What the survival estimators refuse, and the sentence they say."""

import numpy as np
from pytest import mark, raises

from trialwright.analysis import kaplan_meier
from trialwright.analysis.numeric.columns import combine_levels
from trialwright.analysis.survival.survival_times import SurvivalTimes
from trialwright.errors import AnalysisError


@mark.parametrize(
    ("columns", "words"),
    [
        (
            ([5, float("nan"), 7], [1, 0, 1]),
            "time has no finite value in 1 of 3 rows, first in row 2",
        ),
        (([5, 6], [1, None]), "event has no finite value"),
        (([5, 6], [1, 2]), "event holds values other than true (1) and false (0)"),
        (([5, 6], [1]), "event has 1 rows, time has 2"),
        ((["5", "x"], [1, 1]), "time holds something that is not a number"),
        (([], []), "nobody is in this analysis"),
        (([5, 6], [1, 1], [0, 6]), "1 rows are never at risk, first row 2: entry 6, end 6"),
    ],
)
def test_bad_columns_are_refused_by_name_and_row(columns, words):
    with raises(AnalysisError) as error:
        SurvivalTimes.from_columns(*columns)
    assert words in str(error.value)


def test_leaving_before_entering_points_to_the_flow():
    with raises(AnalysisError, match="count them in the flow \\(STA-01\\)"):
        SurvivalTimes.from_columns([5, 6], [1, 1], [7, 0])


@mark.parametrize(
    ("options", "words"),
    [
        ({"conf_type": "arcsine"}, "use plain, log or log-log"),
        ({"conf_level": 95}, "conf_level 95 is not between 0 and 1"),
    ],
)
def test_unknown_limits_are_refused(options, words):
    with raises(AnalysisError, match=words):
        kaplan_meier([1, 2], [1, 0], **options)


def test_changing_the_given_column_later_changes_nothing():
    time = np.array([1.0, 2.0])
    times = SurvivalTimes.from_columns(time, [1, 0])
    time[0] = 99
    assert times.time.tolist() == [1, 2]


def test_strata_number_each_combination_once():
    assert combine_levels([["b", "a", "b"], [1, 1, 2]], "strata", 3).tolist() == [1, 0, 2]


def test_a_stratum_that_is_missing_is_not_a_stratum():
    with raises(AnalysisError, match="strata has missing values"):
        combine_levels([np.array(["a", None], dtype=object)], "strata", 2)
