from math import exp, log, sqrt

import numpy as np
from pytest import approx

from trialwright.analysis import kaplan_meier, restricted_mean, rmst, rmst_adjusted


def test_area_of_two_steps():
    """Events at 1 and 3, censored at 2 and 4. S = 3/4 from 1, 3/4 * 1/2 = 3/8 from 3.

    Area to 4: 1 + 2 * 3/4 + 1 * 3/8 = 23/8. After 1 there are 15/8 of it, after 3 there are 3/8:
    variance (15/8)^2 / (4 * 3) + (3/8)^2 / (2 * 1).
    """
    mean = restricted_mean([1, 2, 3, 4], [1, 0, 1, 0], tau=4)
    std_err = sqrt((15 / 8) ** 2 / 12 + (3 / 8) ** 2 / 2)
    assert (mean.estimate, mean.lost) == (approx(23 / 8), approx(4 - 23 / 8))
    assert mean.std_err == approx(std_err)
    assert (mean.lower, mean.upper) == (
        approx(23 / 8 - 1.959963984540054 * std_err),
        approx(23 / 8 + 1.959963984540054 * std_err),
    )


def test_without_censoring_it_is_the_mean_of_the_times_cut_at_tau():
    """Times 1, 2, 3, 6 cut at 4: mean 10/4. Greenwood's plug-in then is the mean's own variance,
    sum of (time - mean)^2 / n^2 = (2.25 + 0.25 + 0.25 + 2.25) / 16.
    """
    mean = restricted_mean([1, 2, 3, 6], [1] * 4, tau=4)
    assert (mean.estimate, mean.std_err) == (approx(2.5), approx(sqrt(5 / 16)))


def test_ratio_of_two_arms_is_tested_on_the_log_scale():
    """Arm 1: one of two events at 2, area to 4 is 3. Arm 0: one of two at 1, area 2.5. One event
    of two: variance (area after it)^2 / (2 * 1), so 1/2 and 9/8.
    """
    got = rmst([2, 5, 1, 5], [1, 0, 1, 0], [1, 1, 0, 0], tau=4)
    variance = 1 / 2 * (1 / 3) ** 2 + (1.5**2 / 2) * (1 / 2.5) ** 2
    assert got.treated.std_err**2 == approx(1 / 2)
    assert got.control.std_err**2 == approx(9 / 8)
    assert got.difference.estimate == approx(0.5)
    assert got.ratio.estimate == approx(3 / 2.5)
    assert got.ratio.upper == approx(exp(log(1.2) + 1.959963984540054 * sqrt(variance)))
    assert got.ratio_lost.estimate == approx(1 / 1.5)


def test_a_censored_row_hands_its_weight_to_those_who_outlast_it():
    """One arm's rows: censored at 1, events at 2 and 3, and the other's the same plus 10 days.

    G = 1 - 1/3 after 1 in each arm, so the rows with an event weigh 3/2: means (2 + 3)/2 and 12.5.
    """
    time, event = [1, 2, 3, 11, 12, 13], [0, 1, 1, 0, 1, 1]
    arm = [0, 0, 0, 1, 1, 1]
    got = rmst_adjusted(time, event, arm, {}, tau=13, censoring_group=arm)
    assert got.weights == approx(np.array([0, 1.5, 1.5, 0, 1.5, 1.5]))
    assert got.coef == approx(np.array([2.5, 10]))


def test_jackknife_of_an_uncensored_curve_is_the_binomial_variance():
    """S(t) is the mean of 1{T > t}: each row moves it by (1{T > t} - S)/n, squares S(1 - S)/n."""
    curve = kaplan_meier([1, 2, 3, 4, 5], [1] * 5, variance="infinitesimal_jackknife")
    share = np.array([4, 3, 2, 1, 0]) / 5
    assert curve.std_err == approx(np.sqrt(share * (1 - share) / 5))


def test_jackknife_of_clusters_adds_the_rows_of_a_cluster_first():
    """Four rows at 1, 2, 3, 4 and S(2) = 1/2: each moves it by +-1/8. Those who die together in
    one cluster move it by 1/4 at once; one of each kind cancel.
    """
    jackknife = {"variance": "infinitesimal_jackknife"}
    alike = kaplan_meier([1, 2, 3, 4], [1] * 4, cluster=[0, 0, 1, 1], **jackknife)
    mixed = kaplan_meier([1, 2, 3, 4], [1] * 4, cluster=[0, 1, 0, 1], **jackknife)
    assert alike.std_err[1] == approx(sqrt(2 * (1 / 4) ** 2))
    assert mixed.std_err[1] == approx(0, abs=1e-15)


def test_tied_events_leave_one_after_the_other_in_the_corrected_hazard():
    """Two of four at once: 2/4 by Nelson and Aalen, 1/4 + 1/3 with the ties broken."""
    plain = kaplan_meier([1, 1, 2, 2], [1, 1, 0, 0])
    broken = kaplan_meier([1, 1, 2, 2], [1, 1, 0, 0], cumulative_hazard="tie_corrected")
    assert plain.cumhaz[0] == approx(2 / 4)
    assert broken.cumhaz[0] == approx(1 / 4 + 1 / 3)
    assert broken.std_chaz[0] == approx(sqrt(1 / 16 + 1 / 9))
