"""Competing risks worked on paper: four participants.

participant  time  what happened      x
A            1     the other cause    1
B            2     censored           0
C            3     the cause          1
D            4     the cause          0
"""

from math import sqrt

import numpy as np
from pytest import approx, fixture

from trialwright.analysis import (
    aalen_johansen,
    cause_specific_cox,
    cumulative_incidence,
    fine_gray,
    fine_gray_rows,
    gray_test,
)

TIME, CAUSE, X = [1, 2, 3, 4], [2, 0, 1, 1], [1, 0, 1, 0]
CAUSES = [1, 2]


@fixture(scope="module")
def fit():
    return fine_gray(TIME, CAUSE, {"x": X}, cause_of_interest=1, causes=CAUSES)


def test_cumulative_incidence():
    """Event-free: 3/4 after A; B leaves two at risk, so 3/8 after C, and 0 after D.
    The cause: 3/4 * 1/2 = 3/8 at 3, and 3/8 * 1/1 more at 4. The other cause: 1/4 from 1 on.
    """
    curves = aalen_johansen(TIME, CAUSE, causes=CAUSES)
    assert curves.states == ("(s0)", 1, 2)
    assert curves.at([0, 1, 2, 3, 4]).pstate == approx(
        np.array(
            [
                [1, 0, 0],
                [3 / 4, 0, 1 / 4],
                [3 / 4, 0, 1 / 4],
                [3 / 8, 3 / 8, 1 / 4],
                [0, 3 / 4, 1 / 4],
            ]
        )
    )


def test_jackknife_variance_of_the_incidence_at_three():
    """Derivatives of F(3) = S(1) d/n in the weights, S(1) = (n - d)/n with n = 4, at 3 n = 2, d = 1:

    A: S(1) moves by -1 * 3/4 / 4 = -3/16 for A, by +1/4 / 4 = 1/16 for B, C and D;
    times d/n = 1/2: -3/32, 1/32, 1/32, 1/32.
    d/n at 3 moves by (1 - 1/2)/2 = 1/4 for C, by (0 - 1/2)/2 = -1/4 for D; times S(1) = 3/4.
    So -3/32, 1/32, 1/32 + 6/32 = 7/32, 1/32 - 6/32 = -5/32; squares: (9 + 1 + 49 + 25)/1024.
    """
    points = aalen_johansen(TIME, CAUSE, causes=CAUSES).at([3])
    assert points.std_err[0, 1] ** 2 == approx(84 / 1024, rel=1e-12)


def test_gray_variance_of_the_incidence_at_three():
    """At 1, the other cause: (S(0)/n)^2 ((F(1) - F(3))/S(1))^2 = 1/16 * (3/8 / (3/4))^2 = 1/64.
    At 3, the cause: (S(1)/n)^2 (1 + 0)^2 = (3/8)^2 = 9/64.
    """
    est, var = cumulative_incidence(TIME, CAUSE, causes=CAUSES).at([3])
    assert est[0, 0] == approx(3 / 8)
    assert var[0, 0] == approx(10 / 64)


def test_fine_gray_estimate(fit):
    """G falls to 2/3 at 2, so A stays at risk with weight 2/3. With t = exp(b) the likelihood is

        t/(t + 1 + 2t/3) * 1/(1 + 2t/3),

    and its logarithm is flat where 1/(1 + 5t/3) = (2t/3)/(1 + 2t/3), so t^2 = 9/10.
    """
    t = 3 / sqrt(10)
    assert np.exp(fit.coef) == approx([t], rel=1e-9)
    assert fit.loglik == approx(np.log(t / (1 + 5 * t / 3) / (1 + 2 * t / 3)), rel=1e-12)
    assert fit.loglik_null == approx(np.log(9 / 40), rel=1e-12)


def test_fine_gray_variance_with_the_censoring_term(fit):
    """Let p = (5t/3)/(1 + 5t/3) be the mean of x at 3; at 4 it is q = 1 - p. The jumps of the
    baseline are q and p, the information is 2pq. Residuals, with k = (2t/3)(p^2 + q^2):

        A: -k    B: 0    C: q - t q^2    D: 2pq - q.

    B is censored at 2 when three are at risk; what the weights of A owe to it is k. Its martingale
    is 1 - 1/3 for B and -1/3 for C and D, so that k/3 times these, 2k/9, -k/9 and -k/9, is added.
    """
    t = 3 / sqrt(10)
    p = (5 * t / 3) / (1 + 5 * t / 3)
    q = 1 - p
    k = 2 * t / 3 * (p**2 + q**2)
    influence = np.array([-k, 2 * k / 9, q - t * q**2 - k / 9, 2 * p * q - q - k / 9])
    assert fit.vcov[0, 0] == approx(np.sum(influence**2) / (2 * p * q) ** 2, rel=1e-8)


def test_predicted_incidence(fit):
    """Baseline jumps with x = 0: 1/(1 + 5t/3) at 3, 1/(1 + 2t/3) at 4."""
    t = 3 / sqrt(10)
    hazard = np.cumsum([0, 1 / (1 + 5 * t / 3), 1 / (1 + 2 * t / 3)])
    got = fit.predict([[0], [1]], [2, 3, 5])
    assert got == approx(1 - np.exp(-np.outer([1, t], hazard)), rel=1e-8)


def test_split_rows():
    """A goes on from 2 to 4 with weight 2/3: to the first fall of G its weight is 1."""
    rows = fine_gray_rows(TIME, CAUSE, cause_of_interest=1, causes=CAUSES)
    assert rows.row.tolist() == [0, 0, 1, 2, 3]
    assert rows.entry.tolist() == [0, 2, 0, 0, 0]
    assert rows.time.tolist() == [2, 4, 2, 3, 4]
    assert rows.weight == approx([1, 2 / 3, 1, 1, 1])


def test_gray_score():
    """Groups by x. At 3: in group 1, C of 1 at risk, after S = 1/2, F = 0: R = 1/(1/2) = 2.
    In group 0, D of 1 at risk, S = 1, F = 0: R = 1. Expected in group 1: 2/3.
    At 4: group 1 has nobody left, group 0 has D: expected in group 1 is 0.
    """
    test = gray_test(TIME, CAUSE, X, causes=CAUSES).tests[0]
    assert test.score == approx([-1 / 3, 1 / 3])


def test_cause_specific_hazard_ratio_has_no_finite_estimate_here():
    """Without A: C of {C, D}, then D alone: t/(t + 1) rises for ever. Add a late one with x = 1:
    t/(2t + 1) * 1/(1 + t) is flat where 2t^2 = 1.
    """
    fit = cause_specific_cox(
        [*TIME, 5], [*CAUSE, 0], {"x": [*X, 1]}, cause_of_interest=1, causes=CAUSES
    )
    assert np.exp(fit.coef) == approx([sqrt(1 / 2)], rel=1e-8)
