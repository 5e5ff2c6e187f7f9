"""A treatment that does nothing, in twelve participants: the bias, and that it is removed.

Four have the event on day 1, before anybody starts. Of the eight that are left, four start the
treatment on day 2, and in each four two have the event on day 5; the others are followed to day 10.
The risk by day 10 is 4/12 + 8/12 * 1/2 = 2/3, treated or not.
"""

import numpy as np
import pytest
from pytest import approx

from trialwright.analysis import (
    NAIVE_LABEL,
    clone_censor_weight,
    cox,
    inverse_censoring_weights,
    landmark_groups,
    naive_ever_never,
    time_dependent_exposure,
)
from trialwright.errors import AnalysisError

NEVER = np.nan
TIME = np.array([1, 1, 1, 1, 5, 5, 10, 10, 5, 5, 10, 10])
EVENT = np.array([1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0])
START = np.array([NEVER] * 4 + [2] * 4 + [NEVER] * 4)


def emulate(time=TIME, event=EVENT, start=START, covariates=None, **options):
    return clone_censor_weight(
        time, event, start, covariates or {}, horizon=10, grace=2, interval=2, **options
    )


def test_ever_against_never_makes_the_treatment_look_protective():
    """Of the four ever treated two have the event, of the eight never treated six. All of the
    ever treated lived through two days first: 8 of their 30 days.
    """
    got = naive_ever_never(TIME, EVENT, START, label=NAIVE_LABEL)
    ever = got.ever
    assert (EVENT[ever].mean(), EVENT[~ever].mean()) == (2 / 4, 6 / 8)
    assert got.hazard_ratio.value < 0.5
    assert (got.immortal_time, got.immortal_share) == (8, approx(8 / 30))
    assert got.start_quantiles == approx(2)


def test_the_biased_comparison_says_so_wherever_it_is_shown():
    got = naive_ever_never(TIME, EVENT, START, label=NAIVE_LABEL)
    assert (got.label, got.hazard_ratio.label) == ("naive, biased", "naive, biased")
    assert "[naive, biased]" in str(got)
    assert "[naive, biased]" in str(got.hazard_ratio)


@pytest.mark.parametrize("label", ["", "ever/never", "biased", None, True])
def test_the_biased_comparison_is_refused_unless_it_is_called_so(label):
    with pytest.raises(AnalysisError, match="had to survive in order to start it"):
        naive_ever_never(TIME, EVENT, START, label=label)


@pytest.mark.parametrize("stabilise", [True, False])
def test_clones_and_weights_remove_the_bias(stabilise):
    """Starters: hazard 4/12 on day 1; on day 5 the four who started, with weight 8/4 each, stand
    for eight: hazard 1/2. Controls: the same, with the four who did not. Stabilised, both weights
    are 1 again, for the proportion is the same for everybody.
    """
    got = emulate(stabilise=stabilise)
    assert (got.risk_starters, got.risk_controls) == (approx(2 / 3), approx(2 / 3))
    assert got.risk_difference == approx(0, abs=1e-12)
    assert got.hazard_ratio.value == approx(1)
    assert [arm.largest_weight for arm in got.flow] == approx([1, 1] if stabilise else [2, 2])


def test_the_flow_counts_what_became_of_the_clones():
    """Four of the starters' clones deviate when grace ends, four controls when they start; each
    strategy keeps the four early events, and two of the later ones.
    """
    got = emulate()
    for arm in got.flow:
        assert (arm.n, arm.n_deviated, arm.n_events) == (12, 4, 6)
        assert arm.effective_size_after_grace == approx(4)


# Sixteen are left after day 1. Of eight with x = 0 two start, of eight with x = 1 six. Half of
# those with x = 0 have the event on day 5, none of the others, treated or not.
X_TIME = np.array([1] * 4 + [5, 10] + [5, 5, 5, 10, 10, 10] + [10] * 8)
X_EVENT = (X_TIME < 10).astype(int)
X_START = np.array([NEVER] * 4 + [2] * 2 + [NEVER] * 6 + [2] * 6 + [NEVER] * 2)
X = np.array([0, 0, 1, 1] + [0] * 8 + [1] * 8)


def test_weights_by_a_confounder_are_those_of_its_strata():
    """Starters with x = 0 weigh 8/2 and stand for eight, one of them with the event: 4 of 16.
    Controls with x = 0 weigh 8/6, three with the event: 4 of 16. Without x: 1/8 against 3/8.
    """
    late = 1 - 4 / 20  # four of twenty have the event on day 1
    crude = emulate(X_TIME, X_EVENT, X_START)
    got = emulate(X_TIME, X_EVENT, X_START, {"x": X}, stabilise=False)
    assert (1 - crude.risk_starters) == approx(late * 7 / 8)
    assert (1 - crude.risk_controls) == approx(late * 5 / 8)
    assert (1 - got.risk_starters) == approx(late * 3 / 4)
    assert (1 - got.risk_controls) == approx(late * 3 / 4)
    assert got.flow[0].largest_weight == approx(8 / 2)
    assert got.flow[1].largest_weight == approx(8 / 2)


def test_a_landmark_removes_the_bias_among_those_who_reach_it():
    got = landmark_groups(TIME, EVENT, START, at=2)
    assert (got.population.n, got.population.event_before) == (8, 4)
    assert got.population.time.tolist() == [3, 3, 8, 8, 3, 3, 8, 8]
    assert got.started.tolist() == [True] * 4 + [False] * 4
    assert cox(got.population.time, got.population.event, {"started": got.started}).coef == approx(
        [0], abs=1e-9
    )


def test_who_starts_after_the_landmark_stays_in_its_group():
    got = landmark_groups([9, 9, 9], [1, 1, 0], [3, 4, NEVER], at=3)
    assert got.started.tolist() == [True, False, False]
    assert got.n_later == 1


def test_exposure_from_the_start_on_removes_the_bias():
    """On day 1 nobody is exposed; on day 5 four of eight are, and have two of the four events."""
    rows = time_dependent_exposure(TIME, EVENT, START)
    fit = cox(
        rows.time, rows.event, {"exposed": rows.exposed}, entry=rows.entry,
        subject=rows.participant,
    )  # fmt: skip
    assert fit.coef == approx([0], abs=1e-9)


def test_exposure_rows_of_every_kind():
    """Started on day 3 of 8; on day 0; never; on the day of the event, which comes first; before
    a late entry; and with two days of lag.
    """
    rows = time_dependent_exposure([8, 4, 6, 5], [1, 0, 1, 1], [3, 0, NEVER, 5])
    assert rows.participant.tolist() == [0, 0, 1, 2, 3]
    assert list(zip(rows.entry, rows.time, strict=True)) == [(0, 3), (3, 8), (0, 4), (0, 6), (0, 5)]
    assert rows.event.tolist() == [False, True, False, True, True]
    assert rows.exposed.tolist() == [0, 1, 1, 0, 0]
    late = time_dependent_exposure([8], [1], [3], entry=[4])
    assert (late.entry.tolist(), late.exposed.tolist()) == ([4], [1])
    lagged = time_dependent_exposure([8], [1], [3], lag=2)
    assert (lagged.time.tolist(), lagged.exposed.tolist()) == ([5, 8], [0, 1])


def test_who_stays_stands_for_who_left():
    """Of four, one leaves on day 1, and one of three on day 3: cumulative hazard 1/4, then
    1/4 + 1/2 (one had the event on day 2), so the last one weighs exp(3/4) on day 4.
    """
    rows = inverse_censoring_weights([1, 2, 3, 4], [0, 1, 0, 1], [1, 0, 1, 0], {}, stabilise=False)
    assert rows.row.tolist() == [0, 1, 1, 2, 2, 3, 3, 3]
    assert rows.time.tolist() == [1, 1, 2, 1, 3, 1, 3, 4]
    wanted = [1, 1, np.exp(1 / 4), 1, np.exp(1 / 4), 1, np.exp(1 / 4), np.exp(3 / 4)]
    assert rows.weight == approx(np.array(wanted))
    assert rows.event.tolist() == [False, False, True, False, False, False, False, True]


def test_who_leaves_at_time_zero_is_stood_for_from_the_start():
    """Two of four start at time zero: the two controls that are left weigh 2 from day 0 on."""
    rows = inverse_censoring_weights(
        [0, 0, 5, 6], [0, 0, 1, 0], [1, 1, 0, 0], {}, model="pooled_logistic", interval=7,
        stabilise=False,
    )  # fmt: skip
    assert rows.row.tolist() == [2, 3]
    assert rows.weight == approx(np.array([2, 2]))
