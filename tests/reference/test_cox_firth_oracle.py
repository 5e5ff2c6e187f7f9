"""Firth's penalty against firthmodels 0.8.2, another program for penalised Cox models.

Run once with its FirthCoxPH(gtol=1e-10, xtol=1e-12) and conf_int(method="pl"), whose limits are
good to about 1e-5; it has Breslow's ties only, like R's coxphf.
"""

from dataclasses import dataclass

import numpy as np
from pytest import approx, mark

from trialwright.analysis import cox, profile_limits


@dataclass(frozen=True)
class Printed:
    """Data, and what firthmodels printed for them."""

    time: list
    event: list
    covariates: dict
    coef: list
    se: list
    loglik: float
    limits: list


SEPARATED = Printed(
    time=[1, 2, 3, 4, 5, 6, 7, 8],
    event=[1, 1, 0, 1, 1, 0, 1, 1],
    covariates={"treated": [0, 0, 1, 0, 0, 1, 0, 0], "z": [3, 1, 4, 1, 5, 9, 2, 6]},
    coef=[0.09947338804752477, -0.28638809413454147],
    se=[1.95793138, 0.25963407],
    loglik=-5.24641348102714,
    limits=[[-5.01236286, 3.22477645], [-0.87927693, 0.15134432]],
)
TIED = Printed(
    time=[1, 2, 2, 3, 5, 5, 5, 7, 8, 9, 10, 10],
    event=[1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0],
    covariates={
        "a": [0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1],
        "b": [5, 3, 8, 1, 4, 7, 2, 2, 9, 1, 0, 6],
    },
    coef=[-1.8628213486945437, 0.10477254449448392],
    se=[1.12186318, 0.1536785],
    loglik=-10.34179327916478,
    limits=[[-4.39558716, 0.01201064], [-0.19418162, 0.40243854]],
)


@mark.parametrize("printed", [SEPARATED, TIED], ids=["separated", "tied"])
def test_penalised_estimates_and_limits_are_those_of_firthmodels(printed):
    given = (printed.time, printed.event, printed.covariates)
    fit = cox(*given, ties="breslow", firth="always")
    assert fit.coef == approx(printed.coef, rel=1e-7)
    assert fit.se == approx(printed.se, abs=1e-8)
    assert fit.loglik[1] == approx(printed.loglik, rel=1e-12)
    assert profile_limits(fit) == approx(np.array(printed.limits), abs=1e-5)
