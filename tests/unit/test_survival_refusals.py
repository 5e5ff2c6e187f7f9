"""What curves, tests and restricted means refuse, and the sentence they say."""

from pytest import mark, raises

from trialwright.analysis import (
    fleming_harrington,
    kaplan_meier,
    log_rank,
    log_rank_trend,
    nelson_aalen,
    restricted_mean,
    rmst,
    rmst_adjusted,
)
from trialwright.errors import AnalysisError

TIME, EVENT, ARM = [1, 2, 3, 4], [1, 0, 1, 0], [0, 1, 0, 1]


@mark.parametrize("estimator", [kaplan_meier, fleming_harrington, nelson_aalen])
@mark.parametrize(
    ("options", "words"),
    [
        ({"weights": [1, 1, 0, 1]}, "weights is not above 0 in 1 of 4 rows, first in row 3"),
        ({"weights": [1, 1]}, "weights has 2 rows, there are 4"),
        ({"cluster": [1, 1, 2, 2]}, "Greenwood's variance takes every participant as independent"),
        ({"variance": "bootstrap"}, "unknown variance 'bootstrap'"),
        ({"cumulative_hazard": "efron"}, "unknown cumulative_hazard 'efron'"),
        ({"conf_type": "logit"}, "unknown conf_type 'logit'"),
        ({"conf_level": 1}, "conf_level 1 is not between 0 and 1"),
        ({"entry": [0, 0, 3, 0]}, "1 rows are never at risk, first row 3"),
    ],
)
def test_curves_name_the_option_at_fault(estimator, options, words):
    with raises(AnalysisError) as error:
        estimator(TIME, EVENT, **options)
    assert words in str(error.value)


@mark.parametrize("p", [0, 1, -0.5, float("nan")])
def test_a_quantile_is_of_a_share_between_none_and_all(p):
    with raises(AnalysisError, match="is not between 0 and 1"):
        kaplan_meier(TIME, EVENT).quantile(p)


@mark.parametrize(
    ("options", "words"),
    [
        ({"rho": -1}, "rho -1 is not a number from 0"),
        ({"gamma": float("nan")}, "gamma nan is not a number from 0"),
        ({"weights": [1, 2, 3, -4]}, "weights is not above 0 in 1 of 4 rows"),
        ({"strata": ["a", "b"]}, "strata"),
        ({"levels": [0, 2]}, "group holds [1], which are not among [0, 2]"),
    ],
)
def test_tests_name_the_option_at_fault(options, words):
    with raises(AnalysisError) as error:
        log_rank(TIME, EVENT, ARM, **options)
    assert words in str(error.value)


def test_a_trend_needs_a_score_for_each_group():
    with raises(AnalysisError, match="there are 3 scores for 2 groups"):
        log_rank_trend(TIME, EVENT, ARM, scores=[1, 2, 3])
    with raises(AnalysisError, match="all scores are the same"):
        log_rank_trend(TIME, EVENT, ARM, scores=[1, 1])


def test_tau_beyond_the_follow_up_names_the_largest_that_can_be_had():
    with raises(AnalysisError, match="use a tau up to 3"):
        rmst([1, 3, 2, 5], [1, 0, 1, 0], [0, 0, 1, 1], tau=4)


def test_a_curve_that_reaches_zero_is_known_for_good():
    """Arm 0 ends with an event at 3, so only arm 1 limits tau; where both end so, the later one."""
    assert rmst([1, 3, 2, 5], [1, 1, 1, 0], [0, 0, 1, 1], tau=5).control.estimate == 2
    assert rmst([1, 3, 2, 5], [1, 1, 1, 1], [0, 0, 1, 1], tau=5).treated.estimate == 3.5
    with raises(AnalysisError, match="use a tau up to 5"):
        rmst([1, 3, 2, 5], [1, 1, 1, 1], [0, 0, 1, 1], tau=5.5)


def test_clusters_that_make_the_arms_depend_on_one_another_are_refused():
    with raises(AnalysisError, match="1 clusters have rows in both arms, first the one of row 1"):
        rmst(
            [5, 6, 7, 8],
            [0, 1, 1, 0],
            ARM,
            tau=5,
            cluster=["a", "a", "b", "c"],
            variance="infinitesimal_jackknife",
        )


@mark.parametrize("tau", [0, -3, float("inf"), float("nan")])
def test_tau_is_a_time(tau):
    with raises(AnalysisError, match="is not a time above 0"):
        restricted_mean(TIME, EVENT, tau=tau)


def test_a_mean_needs_times_from_zero():
    with raises(AnalysisError, match="not below 0"):
        restricted_mean([-1, 2], [1, 0], tau=1)


def test_a_curve_with_a_gap_has_no_mean():
    """All at risk leave on day 2, and the next enter on day 3."""
    with raises(AnalysisError, match="is at risk after 2 until somebody enters"):
        restricted_mean([2, 6, 7], [1, 1, 0], entry=[0, 3, 3], tau=5)
    assert restricted_mean([2, 6, 7], [1, 1, 0], entry=[0, 3, 3], tau=2).estimate == 2


@mark.parametrize("estimate", [rmst, lambda *c, **o: rmst_adjusted(*c, {}, **o)])
def test_a_third_arm_is_not_dropped_in_silence(estimate):
    with raises(AnalysisError, match="treatment is 2 in row 4, neither 1 nor 0"):
        estimate(TIME, EVENT, [0, 1, 0, 2], tau=2)
    with raises(AnalysisError, match="nobody has the treatment 1"):
        estimate(TIME, EVENT, [0, 0, 0, 0], tau=2)


def test_covariates_that_determine_one_another_are_named():
    x = [0, 1, 2, 5]
    with raises(AnalysisError, match="double: determined by the columns before"):
        rmst_adjusted(
            TIME, EVENT, ARM, {"x": x, "double": [2 * v + 1 for v in x]}, tau=2, treated=1
        )
