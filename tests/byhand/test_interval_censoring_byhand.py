"""Interval censoring worked on paper."""

from math import log, sqrt

import numpy as np
from pytest import approx

from trialwright.analysis import (
    aft,
    compare_scan_schedules,
    ic_cox,
    interval_log_rank,
    piecewise_exponential,
    turnbull,
)

INF = np.inf


def test_turnbull_of_three_looks():
    """(0, 2], (1, 3] and (2, inf): the innermost intervals are (1, 2] and (2, 3], and after that one
    the third participant's (2, 3] again or later; as nobody's left end follows 3, the last is (2, 3].
    With p in (1, 2]: likelihood p * 1 * (1 - p), so p = 1/2.
    """
    curve = turnbull([0, 1, 2], [2, 3, INF])
    assert curve.lower.tolist() == [1, 2]
    assert curve.upper.tolist() == [2, 3]
    assert curve.probability == approx([1 / 2, 1 / 2])
    assert curve.surv == approx([1 / 2, 0])
    assert curve.loglik == approx(2 * log(1 / 2))
    least, largest = curve.at([0.5, 1, 1.5, 2, 2.5, 3])
    assert least == approx([1, 1, 0.5, 0.5, 0, 0])
    assert largest == approx([1, 1, 1, 0.5, 0.5, 0])


def test_current_status_data_give_the_pooled_adjacent_violators():
    """One look each at 1, 2, 3, 4: seen, not seen, seen, not seen. The best F rises: 1/2 at 1 and 2
    pooled, 1/2 at 3 and 4 pooled (Ayer et al. 1955).
    """
    curve = turnbull([0, 2, 0, 4], [1, INF, 3, INF])
    least, largest = curve.at([1, 2, 3, 4])
    assert least == approx([1 / 2] * 4, abs=1e-6)
    assert largest == approx([1 / 2] * 4, abs=1e-6)
    assert curve.loglik == approx(4 * log(1 / 2))


def test_free_baseline_hazard_ratio():
    """Looks at 1 only. Of 4 with x = 0, 2 are seen to have had the event; of 4 with x = 1, 3.
    The model is full: S(1) = 1/2 and (1/2)^t = 1/4, so t = 2.
    """
    x = np.repeat([0, 1], 4)
    seen = np.array([1, 1, 0, 0, 1, 1, 1, 0], dtype=bool)
    left, right = np.where(seen, 0, 1), np.where(seen, 1, INF)
    fit = ic_cox(left, right, {"x": x})
    assert np.exp(fit.coef) == approx([2])
    assert fit.loglik == approx(4 * log(1 / 2) + 3 * log(3 / 4) + log(1 / 4))
    assert fit.loglik_null == approx(5 * log(5 / 8) + 3 * log(3 / 8))
    assert fit.cumhaz[:-1] == approx([log(2)])


def test_exponential_rate_of_known_times_and_of_one_look():
    """Known times 2 and 4, and 6 without event: rate 2/12, its logarithm has SE 1/sqrt(2).
    One look at 3 that finds 1 of 4: exp(-3 r) = 3/4.
    """
    known = aft([2, 4, 6], [2, 4, INF], {}, dist="exponential")
    assert known.coef == approx([log(6)])
    assert known.se == approx([1 / sqrt(2)])
    assert known.loglik == approx(2 * log(1 / 6) - 2)
    look = aft([0, 3, 3, 3], [3, INF, INF, INF], {}, dist="exponential")
    assert np.exp(-look.coef) == approx([-log(3 / 4) / 3])


def test_weibull_through_two_looks():
    """8 people: 2 in (0, 1], 3 in (1, 4], 3 later. H(1) = log(8/6), H(4) = log(8/3), and
    log H is a straight line in log t with slope 1/scale.
    """
    left = [0] * 2 + [1] * 3 + [4] * 3
    right = [1] * 2 + [4] * 3 + [INF] * 3
    fit = aft(left, right, {})
    early, late = log(log(8 / 6)), log(log(8 / 3))
    assert 1 / fit.scale == approx((late - early) / log(4))
    assert fit.coef == approx([-early * fit.scale])


def test_log_logistic_odds_ratio_of_one_look():
    """A look at 1: odds of the event 1 in the one group, 3 in the other; with scale 1 fixed by
    a second look at 2 at which the odds of the first group are 2 and of the other 6.
    """
    left, right, x = [], [], []
    for group, counts in ((0, (6, 2, 4)), (1, (21, 3, 4))):
        for number, ends in zip(counts, ((0, 1), (1, 2), (2, INF)), strict=True):
            left += [ends[0]] * number
            right += [ends[1]] * number
            x += [group] * number
    fit = aft(left, right, {"x": x}, dist="loglogistic")
    assert fit.scale == approx(1)
    assert fit.odds_ratios().ratio == approx([3])


def test_piecewise_rates_of_looks_at_the_cuts():
    """Of 8 event-free, 2 have the event by 1 and 3 more by 4: rates log(8/6) and log(6/3)/3; after
    4 three are known to have it by 5, nobody later: of 3, 2 by 5 gives log(3).
    """
    left = [0] * 2 + [1] * 3 + [4] * 2 + [5]
    right = [1] * 2 + [4] * 3 + [5] * 2 + [INF]
    fit = piecewise_exponential(left, right, {}, cuts=[1, 4])
    assert fit.rates == approx([log(8 / 6), log(2) / 3, log(3)])


def test_log_rank_score_of_one_look():
    """S(1) = 1/2 for the 4 of both groups. The score of who was seen is -S log S/(1 - S) = log 2,
    of who was not seen log S = -log 2. Group 1 had both events: 2 log 2. Permuting, the spread is
    4 (log 2)^2/3 and the variance that times 2 * 2/4, so chi-square is 4/(4/3) = 3.
    """
    test = interval_log_rank([1, 1, 0, 0], [INF, INF, 1, 1], [0, 0, 1, 1])
    assert test.score == approx([-2 * log(2), 2 * log(2)])
    assert test.chisq == approx(3)


def test_schedules_of_two_groups():
    """Mean gaps 10, 12 in group a and 13, 20 in b: ranks 1, 2 against 3, 4, so
    H = 12/(4 * 5) (3^2/2 + 7^2/2) - 3 * 5 = 2.4.
    """
    who = [1, 1, 2, 2, 2, 3, 3, 4, 4, 5]
    when = [0, 10, 0, 11, 24, 0, 13, 5, 25, 3]
    group = ["a"] * 5 + ["b"] * 5
    got = compare_scan_schedules(who, when, group)
    assert (got.chisq, got.df) == (approx(2.4), 1)
    first, second = got.groups
    assert (first.n_participants, first.n_scans, first.n_gaps) == (2, 5, 3)
    assert first.gap_quantiles == approx((10, 10.5, 11, 12, 13))
    assert (second.n_without_gap, second.gap_mean) == (1, approx(16.5))
