"""What competing risks estimators refuse, and what they answer at the edges."""

import numpy as np
import pytest
from pytest import approx

from trialwright.analysis import (
    aalen_johansen,
    cumulative_incidence,
    fine_gray,
    fine_gray_rows,
    fine_gray_weighted_cox,
    gray_test,
)
from trialwright.errors import AnalysisError

TIME, CAUSE = [1, 2, 3, 4, 5, 6], [1, 2, 0, 1, 1, 2]
GROUP = [0, 0, 0, 1, 1, 1]
ONE = {"cause_of_interest": 1, "causes": [1, 2]}


def refusal(function, *args, **options):
    with pytest.raises(AnalysisError) as caught:
        function(*args, **options)
    return str(caught.value)


def test_a_cause_that_is_not_named_is_refused_with_its_row():
    words = refusal(aalen_johansen, TIME, [1, 2, 0, 1, 3, 2], causes=[1, 2])
    assert "cause is 3 in row 5" in words
    assert "neither 0 for censored nor one of [1, 2]" in words


def test_a_missing_cause_is_not_censoring():
    words = refusal(aalen_johansen, [1, 2], [1, np.nan], causes=[1])
    assert "nan in row 2" in words


def test_causes_and_censoring_must_differ():
    assert "must all differ" in refusal(aalen_johansen, TIME, CAUSE, causes=[1, 0])
    assert "must all differ" in refusal(aalen_johansen, TIME, CAUSE, causes=[1, 1])
    assert "must be a cause" in refusal(aalen_johansen, TIME, CAUSE, causes=[])


def test_causes_may_be_texts():
    text = np.array(["recurrence", "death", "none"])[[0, 1, 2, 0, 0, 1]]
    got = aalen_johansen(TIME, text, causes=["recurrence", "death"], censored="none")
    assert got.states == ("(s0)", "recurrence", "death")
    assert got.n_events == (3, 2)


def test_entry_at_the_end_of_follow_up_is_refused():
    assert "never at risk" in refusal(
        aalen_johansen, TIME, CAUSE, causes=[1, 2], entry=[1, 0, 0, 0, 0, 0]
    )


def test_without_events_nobody_leaves_the_first_state():
    got = aalen_johansen([1, 2, 3], [0, 0, 0], causes=[1, 2])
    assert got.pstate[:, 0] == approx(np.ones(3))
    assert got.std_err == approx(np.zeros((3, 3)))
    assert np.isnan(got.upper[:, 1]).all()


def test_an_emptied_risk_set_is_named():
    got = aalen_johansen([2, 5], [1, 1], causes=[1], entry=[0, 3])
    assert got.emptied_at == (2.0,)


def test_incidence_has_no_value_after_the_last_follow_up():
    est, var = cumulative_incidence(TIME, CAUSE, causes=[1, 2]).at([6, 7])
    assert np.isfinite(est[0]).all()
    assert np.isnan(est[1]).all()
    assert np.isnan(var[1]).all()


def test_gray_needs_two_groups_and_an_event():
    assert "compares two" in refusal(gray_test, TIME, CAUSE, [1] * 6, causes=[1, 2])
    assert "nobody had any cause" in refusal(gray_test, TIME, [0] * 6, GROUP, causes=[1, 2])


def test_a_cause_that_nobody_had_has_no_test_but_the_others_have():
    got = gray_test(TIME, CAUSE, GROUP, causes=[1, 2, 3])
    assert [test.df for test in got.tests] == [1, 1, 0]
    assert got.tests[2].p is None


def test_times_after_the_pooled_incidence_has_reached_one_do_not_count():
    """Group 0 has 3/4 of cause 2 when it ends at 6; with group 1 at 18 the pooled sum passes 1."""
    time, cause, group = [1, 2, 2, 6, 18, 27], [2, 1, 2, 2, 2, 1], [0, 0, 0, 0, 1, 1]
    got = gray_test(time, cause, group, causes=[1, 2], rho=-1).tests[1]
    assert np.isfinite(got.score).all()
    assert np.isfinite(got.var).all()


def test_groups_that_are_never_at_risk_together_say_nothing():
    strata = [GROUP]
    got = gray_test(TIME, CAUSE, GROUP, causes=[1, 2], strata=strata)
    assert [(test.chisq, test.df, test.p) for test in got.tests] == [(None, 0, None)] * 2


def test_a_level_that_nobody_has_takes_no_degree_of_freedom():
    with_it = gray_test(TIME, CAUSE, GROUP, causes=[1, 2], levels=[0, 1, 2])
    without = gray_test(TIME, CAUSE, GROUP, causes=[1, 2])
    assert [test.df for test in with_it.tests] == [1, 1]
    assert with_it.tests[0].chisq == approx(without.tests[0].chisq)


def test_fine_gray_names_the_covariate_that_separates():
    x = [1, 0, 0, 1, 1, 0]
    words = refusal(fine_gray, TIME, CAUSE, {"x": x, "z": GROUP}, **ONE)
    assert words.startswith("x:")
    assert "separation" in words


def test_fine_gray_refuses_a_cause_nobody_had_and_a_constant_covariate():
    words = refusal(fine_gray, TIME, CAUSE, {"x": GROUP}, cause_of_interest=3, causes=[1, 2, 3])
    assert "nobody had the cause 3" in words
    assert "not one of the causes" in refusal(
        fine_gray, TIME, CAUSE, {"x": GROUP}, cause_of_interest=9, causes=[1, 2]
    )
    assert "every row" in refusal(fine_gray, TIME, CAUSE, {"x": [1] * 6}, **ONE)


def test_a_prediction_needs_every_covariate():
    rng = np.random.default_rng(1)
    x, z = rng.normal(size=(2, 40))
    fit = fine_gray(rng.exponential(1, 40), rng.integers(0, 3, 40), {"x": x, "z": z}, **ONE)
    assert "x, z" in refusal(fit.predict, [[1.0]], [1])
    assert fit.predict([[0, 0]], [0]) == approx(np.zeros((1, 1)))


def test_a_weight_that_has_no_value_is_refused():
    """Nobody is at risk between 2 and 3, and who failed at 1 would have to be weighted over it."""
    words = refusal(fine_gray_rows, [1, 2, 4, 5], [2, 0, 1, 0], entry=[0, 0, 3, 3], **ONE)
    assert "nobody was at risk for a while" in words


def test_clusters_need_the_robust_variance():
    words = refusal(
        fine_gray_weighted_cox, TIME, CAUSE, {"x": GROUP}, cluster=GROUP, robust=False, **ONE
    )
    assert "clusters are given for a variance that ignores them" in words
