"""Profile limits: where a likelihood ratio test stops refusing."""

from math import exp, log

import numpy as np
from pytest import approx, mark

from trialwright.analysis import cox, profile_limits

# 95 % point of chi-square with one degree of freedom, halved.
DROP = 3.841458820694124 / 2
RNG = np.random.default_rng(8)
TIME, EVENT = RNG.integers(1, 15, 50), RNG.random(50) < 0.6
X, Z = RNG.normal(size=50), RNG.integers(0, 2, 50)


@mark.parametrize("ties", ["efron", "breslow", "exact"])
def test_at_a_limit_the_likelihood_has_fallen_by_half_the_quantile(ties):
    """The other coefficient is estimated with the first one as an offset."""
    fit = cox(TIME, EVENT, {"x": X, "z": Z}, ties=ties)
    for limit in profile_limits(fit)[0]:
        rest = cox(TIME, EVENT, {"z": Z}, ties=ties, offset=limit * X)
        assert fit.loglik[1] - rest.loglik[1] == approx(DROP, rel=1e-7)


def test_limits_come_close_to_those_of_wald_where_the_likelihood_is_round():
    many = cox(np.tile(TIME, 20), np.tile(EVENT, 20), {"x": np.tile(X, 20)}, ties="breslow")
    assert profile_limits(many) == approx(many.limits(), abs=0.03 * many.se[0])


def test_penalised_limits_of_the_one_death_of_two_are_those_of_its_likelihood():
    """1.5 b - 2 log(1 + e^b), highest at log 3: see test_cox_byhand.py."""
    fit = cox([1, 2], [1, 0], {"x": [1, 0]}, firth="always")

    def loglik(b):
        return 1.5 * b - 2 * log(1 + exp(b))

    lower, upper = profile_limits(fit)[0]
    assert lower < log(3) < upper
    for limit in (lower, upper):
        assert loglik(log(3)) - loglik(limit) == approx(DROP, rel=1e-8)


def test_a_higher_level_reaches_further():
    fit = cox(TIME, EVENT, {"x": X, "z": Z})
    wide, narrow = profile_limits(fit, conf_level=0.99), profile_limits(fit, conf_level=0.9)
    assert (wide[:, 0] < narrow[:, 0]).all()
    assert (wide[:, 1] > narrow[:, 1]).all()
