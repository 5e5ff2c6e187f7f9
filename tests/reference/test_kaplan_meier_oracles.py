"""Other programs, where their conventions are ours: lifelines and statsmodels."""

import numpy as np
from lifelines import KaplanMeierFitter
from pytest import approx, fixture, mark
from statsmodels.duration.survfunc import SurvfuncRight

from trialwright.analysis import kaplan_meier


@fixture(scope="module")
def days():
    """Two hundred whole-day times with ties, half of them events, entering late."""
    rng = np.random.default_rng(20250813)
    entry = rng.integers(0, 40, 200)
    return entry, entry + rng.integers(1, 90, 200), rng.random(200) < 0.5


@mark.parametrize("delayed", [False, True])
def test_lifelines_draws_the_same_curve_and_log_log_limits(days, delayed):
    entry, time, event = days
    late = entry if delayed else None
    ours = kaplan_meier(time, event, entry=late)
    theirs = KaplanMeierFitter().fit(time, event, entry=late)
    assert ours.surv == approx(theirs.survival_function_.loc[ours.time].to_numpy()[:, 0])
    limits = theirs.confidence_interval_.loc[ours.time].to_numpy()
    inside = (ours.surv < 1) & (ours.surv > 0)
    assert ours.lower[inside] == approx(limits[inside, 0])
    assert ours.upper[inside] == approx(limits[inside, 1])


def test_statsmodels_has_the_same_standard_error_and_median(days):
    _, time, event = days
    ours = kaplan_meier(time, event)
    theirs = SurvfuncRight(time, event)
    at_events = ours.at(theirs.surv_times)
    assert at_events.surv == approx(theirs.surv_prob)
    assert at_events.std_err == approx(theirs.surv_prob_se)
    assert at_events.n_risk == approx(theirs.n_risk)
    assert ours.median == theirs.quantile(0.5)
