from math import exp, log, sqrt

import numpy as np
from pytest import approx, mark, raises

from byhand.freireich import MERCAPTOPURINE, PLACEBO
from trialwright.analysis import cox, cox_baseline, cox_residuals, log_rank, predicted_curves
from trialwright.errors import AnalysisError

# The classic example of ties (Therneau & Grambsch 2000, appendix E; the first test data of R's
# survival): seven patients, one of whom has no status. Of the six others: an event and a censoring
# at 1 (both x = 1), events of both kinds at 6, a censoring at 8 and an event at 9 (x = 0).
# r = exp(beta) is the hazard ratio.
SIX = ([1, 1, 6, 6, 8, 9], [1, 0, 1, 1, 0, 1])
X = {"x": [1, 1, 1, 0, 0, 0]}


def test_breslow_estimate_solves_a_quadratic():
    """Denominators 3r+3 at 1, twice r+3 at 6, 1 at 9. The score
    2 - r/(r+1) - 2r/(r+3) = 0 means r^2 - 3r - 6 = 0, so r = (3 + sqrt 33)/2.
    """
    fit = cox(*SIX, X, ties="breslow")
    r = (3 + sqrt(33)) / 2
    assert fit.coef == approx([log(r)], rel=1e-12)
    information = r / (r + 1) ** 2 + 6 * r / (r + 3) ** 2
    assert fit.vcov == approx(np.array([[1 / information]]), rel=1e-12)
    assert fit.loglik[1] == approx(2 * log(r) - log(3 * r + 3) - 2 * log(r + 3), rel=1e-12)


def test_efron_estimate_solves_a_cubic():
    """At 6 the second denominator is (r+3) - (r+1)/2 = (r+5)/2. The score
    2 - r/(r+1) - r/(r+3) - r/(r+5) = 0 means r^3 - 23r - 30 = 0.
    """
    fit = cox(*SIX, X)
    r = max(np.roots([1, 0, -23, -30]).real)
    assert fit.coef == approx([log(r)], rel=1e-12)
    assert fit.loglik[0] == approx(-log(6) - log(4) - log(3), rel=1e-12)
    information = sum(c * r / (r + c) ** 2 for c in (1, 3, 5))
    assert fit.naive_vcov == approx(np.array([[1 / information]]), rel=1e-12)


def test_score_test_at_zero_is_worked_out():
    """At r = 1: score 2 - 1/2 - 1/4 - 1/6 = 13/12, information 1/4 + 3/16 + 5/36 = 83/144."""
    fit = cox(*SIX, X)
    assert fit.score_test.chisq == approx((13 / 12) ** 2 / (83 / 144), rel=1e-12)


def test_breslow_residuals_are_worked_out():
    """Hazard steps 1/(3r+3) at 1, 2/(r+3) at 6, 1 at 9; mean covariates r/(r+1), r/(r+3), 0."""
    fit = cox(*SIX, X, ties="breslow")
    r = (3 + sqrt(33)) / 2
    first, second = 1 / (3 * r + 3), 2 / (r + 3)
    got = cox_residuals(fit)
    assert got.martingale == approx(
        [
            1 - r * first,
            -r * first,
            1 - r * (first + second),
            1 - first - second,
            -first - second,
            -first - second,
        ]
    )
    assert got.schoenfeld[:, 0] == approx([1 - r / (r + 1), 1 - r / (r + 3), -r / (r + 3), 0])
    early, late = 1 - r / (r + 1), r / (r + 3)
    at_six = 1 - late - r * (first * early + second * (1 - late))
    assert got.score[:3, 0] == approx([(1 - r * first) * early, -r * first * early, at_six])
    baseline = cox_baseline(fit)[0]
    assert baseline.time.tolist() == [1, 6, 8, 9]
    assert baseline.hazard == approx([first, first + second, first + second, first + second + 1])


def test_efron_residuals_are_worked_out():
    """At 6 the steps are 1/(r+3) and 2/(r+5); the dead are exposed to half of the second, whose
    mean covariate is (r/2) / ((r+5)/2) = r/(r+5).
    """
    fit = cox(*SIX, X)
    r = max(np.roots([1, 0, -23, -30]).real)
    first, second, third = 1 / (3 * r + 3), 1 / (r + 3), 2 / (r + 5)
    got = cox_residuals(fit)
    dead, alive = first + second + third / 2, first + second + third
    assert got.martingale == approx(
        [1 - r * first, -r * first, 1 - r * dead, 1 - dead, -alive, -alive]
    )
    mean = (r / (r + 3) + r / (r + 5)) / 2
    assert got.schoenfeld[:, 0] == approx([1 - r / (r + 1), 1 - mean, -mean, 0])


def test_a_predicted_curve_has_two_sources_of_error():
    """For x = 1 at time 1: H = r/(3r+3), variance r^2 [1/(3r+3)^2 + (1 - xbar)^2 h^2 V], where
    h = 1/(3r+3) is the step, xbar = r/(r+1) and V the variance of the coefficient.
    """
    fit = cox(*SIX, X, ties="breslow")
    r = (3 + sqrt(33)) / 2
    h, variance = 1 / (3 * r + 3), 1 / (r / (r + 1) ** 2 + 6 * r / (r + 3) ** 2)
    curve = predicted_curves(fit, {"x": [1]})[0]
    assert curve.cumhaz[0] == approx(r * h)
    assert curve.surv[0] == approx(exp(-r * h))
    assert curve.std_err_log[0] ** 2 == approx(r**2 * (h**2 + (1 / (r + 1)) ** 2 * h**2 * variance))
    points = curve.at([0.5, 1, 5.9, 100])
    assert points.surv == approx([1, curve.surv[0], curve.surv[0], curve.surv[-1]])
    assert points.std_err_log == approx([0, *curve.std_err_log[[0, 0, -1]]])
    assert curve.lower[0] == approx(curve.surv[0] * exp(-1.959963984540054 * curve.std_err_log[0]))


def test_tied_deaths_of_different_weights_count_with_their_mean():
    """At 0 with weights 1, 1, 2, 3, 1, 1: nine at risk at 1; at 6 the denominators of the two
    deaths are 7 and 7 - 5/2, each with weight 5/2; one at risk at 9.
    """
    fit = cox(*SIX, X, weights=[1, 1, 2, 3, 1, 1])
    assert fit.loglik[0] == approx(-log(9) - 2.5 * (log(7) + log(4.5)), rel=1e-14)
    breslow = cox(*SIX, X, weights=[1, 1, 2, 3, 1, 1], ties="breslow")
    assert breslow.loglik[0] == approx(-log(9) - 5 * log(7), rel=1e-14)


def test_exact_estimate_solves_a_cubic():
    """Two of four die at 1, one with x = 1 and one with x = 0: pairs sum to r^2 + 4r + 1. Then
    x = 0 dies before x = 1: 1/(r+1). The score (1 - r^2)/(r^2+4r+1) - r/(r+1) = 0 means
    2r^3 + 5r^2 - 1 = (2r+1)(r^2+2r-1) = 0, so r = root(2) - 1.
    """
    fit = cox([1, 1, 2, 3], [1, 1, 1, 0], {"x": [1, 0, 0, 1]}, ties="exact")
    r = sqrt(2) - 1
    assert fit.coef == approx([log(r)], rel=1e-12)
    assert fit.loglik == approx(
        (-log(6) - log(2), log(r / (r**2 + 4 * r + 1)) - log(r + 1)), rel=1e-12
    )
    # Information: the variances of the pair's sum, and of who dies second.
    pair = r**2 + 4 * r + 1
    information = (4 * r + 4 * r**2) / pair - ((2 * r**2 + 4 * r) / pair) ** 2 + r / (r + 1) ** 2
    assert fit.vcov == approx(np.array([[1 / information]]), rel=1e-12)


def test_exact_likelihood_of_the_classic_example_has_no_maximum():
    """log L = 2 (log r - log(3r+3)), which rises with r for ever."""
    with raises(AnalysisError, match="coefficient of x grows"):
        cox(*SIX, X, ties="exact")


def test_firths_penalty_gives_the_one_death_of_two_a_hazard_ratio_of_three():
    """x = 1 dies first of two: L = r/(1+r), I = r/(1+r)^2, and log L + log(I)/2 =
    1.5 log r - 2 log(1+r) is highest at r = 3. Without the penalty r grows for ever.
    """
    fit = cox([1, 2], [1, 0], {"x": [1, 0]}, firth="auto")
    assert fit.penalised == "1 events for 1 coefficients, fewer than 5 for each"
    assert fit.coef == approx([log(3)], rel=1e-8)
    assert fit.vcov == approx(np.array([[16 / 3]]), rel=1e-7)
    assert fit.loglik == approx((-2 * log(2), 1.5 * log(3) - 2 * log(4)), rel=1e-12)


@mark.parametrize(("ties", "coef", "se"), [("efron", 1.5721, 0.4124), ("breslow", 1.5092, 0.4096)])
def test_freireich_hazard_ratio_is_the_published_one(ties, coef, se):
    """Placebo against mercaptopurine: hazard ratio 4.82 with Efron's ties, 4.52 with Breslow's."""
    time, event = zip(*(MERCAPTOPURINE + PLACEBO), strict=True)
    fit = cox(time, event, {"placebo": [0] * 21 + [1] * 21}, ties=ties)
    assert (fit.coef[0], fit.se[0]) == (approx(coef, abs=5e-5), approx(se, abs=5e-5))


def test_without_ties_the_score_test_is_the_log_rank_test():
    time, event, group = [1, 2, 3, 4, 5, 6, 7], [1, 1, 0, 1, 1, 0, 1], [0, 1, 0, 0, 1, 1, 0]
    fit = cox(time, event, {"group": group})
    assert fit.score_test.chisq == approx(log_rank(time, event, group).chisq, rel=1e-12)


def test_late_entry_keeps_a_participant_out_of_earlier_risk_sets():
    """Two enter at 1, when the first event happens: 2 are at risk there, 3 at 2, and 2 at 3."""
    fit = cox([1, 2, 3, 4], [1, 1, 1, 0], {"x": [1, 0, 1, 0]}, entry=[0, 0, 1, 1])
    assert fit.loglik[0] == approx(-log(2) - log(3) - log(2), rel=1e-12)
