from math import log, sqrt

import numpy as np
from pytest import approx, mark

from byhand.freireich import MERCAPTOPURINE, PLACEBO
from trialwright.analysis import cox, log_rank

# Six participants: an event and a censoring at 1 (both x = 1), events of both kinds at 6,
# a censoring at 8 and an event at 9 (x = 0). r = exp(beta) is the hazard ratio.
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
