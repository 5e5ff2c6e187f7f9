"""Chained equations against those of statsmodels, and Rubin's rules with them."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose
from statsmodels.imputation.mice import MICE, MICEData

from trialwright.analysis import impute_chained, pool_rubin

N, M = 200, 12


def gappy():
    """Three related measurements; two lose values at random given the third."""
    rng = np.random.default_rng(11)
    age = rng.normal(size=N)
    albumin = 0.6 * age + rng.normal(size=N)
    platelets = 1 + 0.5 * albumin - 0.8 * age + rng.normal(size=N)
    albumin[rng.random(N) < 0.5 / (1 + np.exp(-age))] = np.nan
    platelets[rng.random(N) < 0.4 / (1 + np.exp(age))] = np.nan
    return {"age": age, "albumin": albumin, "platelets": platelets}


COLUMNS = gappy()


def regression(data):
    x = np.column_stack([np.ones(N), data["albumin"], data["age"]])
    fit = sm.OLS(data["platelets"], x).fit()
    return fit.params, fit.bse**2


@pytest.fixture(scope="module")
def theirs():
    np.random.seed(1)  # theirs knows no other way
    model = MICE("platelets ~ albumin + age", sm.OLS, MICEData(pd.DataFrame(COLUMNS), k_pmm=5))
    return model.fit(2, M)


@pytest.mark.parametrize("method", ["predictive_mean", "linear"])
def test_pooled_coefficients_are_those_of_statsmodels(theirs, method):
    """Both are simulations: they differ by the Monte Carlo error of two sets of M draws."""
    imputed = impute_chained(
        COLUMNS,
        methods={"albumin": method, "platelets": method},
        m=M,
        iterations=5,
        rng=np.random.default_rng(2),
    )
    found = [regression(data) for data in imputed.data]
    got = pool_rubin([f[0] for f in found], [f[1] for f in found], complete_df=N - 3)
    error = np.sqrt(2 * got.between / M)
    assert (np.abs(got.estimate - theirs.params) < 4 * error).all()
    assert_allclose(got.se, theirs.bse, rtol=0.25)
    # They have no degrees of freedom; their fraction of missing information is a plain ratio.
    ratio = (1 + 1 / M) * got.between / got.se**2
    assert_allclose(ratio, theirs.frac_miss_info, atol=0.3)
