"""The log-rank test against one hypergeometric table for each event time."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from generative.survival_data import at_risk, column, follow_up, rows
from trialwright.analysis import log_rank

GROUPS = range(3)


def naive_log_rank(data, delayed, rho):
    """Observed, expected and covariance, in fractions, of one stratum."""
    observed, expected = [Fraction(0)] * 3, [Fraction(0)] * 3
    covariance = [[Fraction(0)] * 3 for _ in GROUPS]
    survival = Fraction(1)
    for time in sorted({row.time for row in data if row.event}):
        risk = at_risk(data, time, delayed)
        died = [row for row in risk if row.event and row.time == time]
        n, d, weight = len(risk), len(died), survival**rho
        size = [sum(row.group == g for row in risk) for g in GROUPS]
        for g in GROUPS:
            observed[g] += weight * sum(row.group == g for row in died)
            expected[g] += weight * Fraction(d * size[g], n)
            for h in GROUPS:
                same = Fraction(size[g], n) if g == h else 0
                pick = same - Fraction(size[g] * size[h], n * n)
                covariance[g][h] += weight**2 * d * Fraction(n - d, max(n - 1, 1)) * pick
        survival *= Fraction(n - d, n)
    return [np.array(part, dtype=float) for part in (observed, expected, covariance)]


@given(rows(), st.booleans(), st.sampled_from([0, 1, 2]))
def test_observed_expected_and_covariance_agree_with_tables(data, delayed, rho):
    got = log_rank(
        **follow_up(data, delayed), group=column(data, "group"), levels=[0, 1, 2], rho=rho
    )
    observed, expected, covariance = naive_log_rank(data, delayed, rho)
    assert got.obs == approx(observed, rel=1e-12)
    assert got.exp == approx(expected, rel=1e-12)
    assert got.var == approx(covariance, rel=1e-10, abs=1e-12)


@given(rows(), st.booleans())
def test_strata_add_up(data, delayed):
    got = log_rank(
        **follow_up(data, delayed),
        group=column(data, "group"),
        levels=[0, 1, 2],
        strata=[column(data, "stratum")],
    )
    parts = [[row for row in data if row.stratum == s] for s in (0, 1)]
    sums = [naive_log_rank(part, delayed, 0) for part in parts]
    assert got.exp == approx(sums[0][1] + sums[1][1], rel=1e-12)
    assert got.var == approx(sums[0][2] + sums[1][2], rel=1e-10, abs=1e-12)


@given(rows(), st.booleans())
def test_statistic_is_the_quadratic_form_with_the_generalised_inverse(data, delayed):
    got = log_rank(**follow_up(data, delayed), group=column(data, "group"), levels=[0, 1, 2])
    observed, expected, covariance = naive_log_rank(data, delayed, 0)
    rank = np.linalg.matrix_rank(covariance, tol=1e-9)
    assert got.df == rank
    if rank == 0:
        assert (got.chisq, got.p) == (None, None)
    else:
        difference = observed - expected
        wanted = difference @ np.linalg.pinv(covariance, rcond=1e-9) @ difference
        assert got.chisq == approx(wanted, rel=1e-8, abs=1e-10)
