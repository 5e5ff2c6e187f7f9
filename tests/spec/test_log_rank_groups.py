"""Which groups a log-rank test can compare."""

from pytest import raises

from trialwright.analysis.survival.log_rank import compute_log_rank
from trialwright.analysis.survival.survival_times import SurvivalTimes
from trialwright.errors import AnalysisError


def test_a_group_nobody_is_in_costs_no_degree_of_freedom():
    times = SurvivalTimes.from_columns([1, 2, 3, 4], [1, 1, 1, 0])
    test = compute_log_rank(times, ["A", "B", "A", "B"], levels=["A", "B", "C"])
    assert (test.levels, test.df) == (("A", "B", "C"), 1)
    assert test.exp[2] == 0


def test_groups_that_are_never_at_risk_together_cannot_be_compared():
    """A leaves before B enters: no answer, which is not the answer "no difference"."""
    times = SurvivalTimes.from_columns([1, 2, 11, 12], [1, 1, 1, 1], [0, 0, 10, 10])
    test = compute_log_rank(times, ["A", "A", "B", "B"])
    assert (test.chisq, test.df, test.p) == (None, 0, None)


def test_two_pairs_of_groups_in_separate_strata_have_two_degrees_of_freedom():
    times = SurvivalTimes.from_columns([1, 2, 3, 4] * 2, [1] * 8)
    group, stratum = ["A", "B"] * 2 + ["C", "D"] * 2, [0] * 4 + [1] * 4
    assert compute_log_rank(times, group, strata=[stratum]).df == 2


def test_groups_come_in_the_order_asked_for():
    times = SurvivalTimes.from_columns([1, 2, 3], [1, 0, 0])
    assert compute_log_rank(times, ["A", "B", "B"], levels=["B", "A"]).obs.tolist() == [0, 1]


def test_refusals_name_the_group():
    times = SurvivalTimes.from_columns([1, 2], [1, 0])
    with raises(AnalysisError, match=r"group holds \['B'\], which are not among \['A', 'C'\]"):
        compute_log_rank(times, ["A", "B"], levels=["A", "C"])
    with raises(AnalysisError, match="there is one group"):
        compute_log_rank(times, ["A", "A"])
    with raises(AnalysisError, match="nobody had the event"):
        compute_log_rank(SurvivalTimes.from_columns([1, 2], [0, 0]), ["A", "B"])
