"""Which groups a log-rank test can compare."""

from pytest import raises

from trialwright.analysis import log_rank
from trialwright.errors import AnalysisError


def test_a_group_nobody_is_in_costs_no_degree_of_freedom():
    test = log_rank([1, 2, 3, 4], [1, 1, 1, 0], ["A", "B", "A", "B"], levels=["A", "B", "C"])
    assert (test.levels, test.df) == (("A", "B", "C"), 1)
    assert test.exp[2] == 0


def test_groups_that_are_never_at_risk_together_cannot_be_compared():
    """A leaves before B enters: no answer, which is not the answer "no difference"."""
    test = log_rank([1, 2, 11, 12], [1] * 4, ["A", "A", "B", "B"], entry=[0, 0, 10, 10])
    assert (test.chisq, test.df, test.p) == (None, 0, None)


def test_two_pairs_of_groups_in_separate_strata_have_two_degrees_of_freedom():
    group, stratum = ["A", "B"] * 2 + ["C", "D"] * 2, [0] * 4 + [1] * 4
    assert log_rank([1, 2, 3, 4] * 2, [1] * 8, group, strata=[stratum]).df == 2


def test_groups_come_in_the_order_asked_for():
    test = log_rank([1, 2, 3], [1, 0, 0], ["A", "B", "B"], levels=["B", "A"])
    assert test.obs.tolist() == [0, 1]


def test_refusals_name_the_group():
    with raises(AnalysisError, match=r"group holds \['B'\], which are not among \['A', 'C'\]"):
        log_rank([1, 2], [1, 0], ["A", "B"], levels=["A", "C"])
    with raises(AnalysisError, match="there is one group"):
        log_rank([1, 2], [1, 0], ["A", "A"])
    with raises(AnalysisError, match="nobody had the event"):
        log_rank([1, 2], [0, 0], ["A", "B"])
