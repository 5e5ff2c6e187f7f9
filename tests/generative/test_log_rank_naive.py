"""The log-rank test against one hypergeometric table for each event time."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from generative.survival_data import at_risk, column, follow_up, rows
from trialwright.analysis import log_rank, log_rank_trend

GROUPS = range(3)


def naive_log_rank(data, delayed, rho, gamma=0):
    """Observed, expected and covariance, in fractions, of one stratum."""
    observed, expected = [Fraction(0)] * 3, [Fraction(0)] * 3
    covariance = [[Fraction(0)] * 3 for _ in GROUPS]
    survival = Fraction(1)
    for time in sorted({row.time for row in data if row.event}):
        risk = at_risk(data, time, delayed)
        died = [row for row in risk if row.event and row.time == time]
        n, d, weight = len(risk), len(died), survival**rho * (1 - survival) ** gamma
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


@settings(max_examples=60, deadline=None)
@given(rows(), st.booleans(), st.sampled_from([0, 1, 2]), st.sampled_from([0, 1, 3]))
def test_observed_expected_and_covariance_agree_with_tables(data, delayed, rho, gamma):
    got = log_rank(
        **follow_up(data, delayed),
        group=column(data, "group"),
        levels=[0, 1, 2],
        rho=rho,
        gamma=gamma,
    )
    observed, expected, covariance = naive_log_rank(data, delayed, rho, gamma)
    assert got.obs == approx(observed, rel=1e-10, abs=1e-14)
    assert got.exp == approx(expected, rel=1e-10, abs=1e-14)
    assert got.var == approx(covariance, rel=1e-10, abs=1e-12)


@settings(max_examples=60, deadline=None)
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


@settings(max_examples=60, deadline=None)
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


def naive_scores(data, weights, delayed, rho, gamma):
    """Each row's weighted score, three groups, one loop over event times."""
    scores = np.zeros((len(data), 3))
    survival = 1.0
    for time in sorted({row.time for row in data if row.event}):
        risk = [i for i, r in enumerate(data) if r.time >= time and (not delayed or r.entry < time)]
        died = [i for i in risk if data[i].event and data[i].time == time]
        n, d = sum(weights[i] for i in risk), sum(weights[i] for i in died)
        share = [sum(weights[i] for i in risk if data[i].group == g) / n for g in GROUPS]
        for i in risk:
            for g in GROUPS:
                martingale = (i in died) - d / n
                step = survival**rho * (1 - survival) ** gamma
                scores[i, g] += weights[i] * step * ((data[i].group == g) - share[g]) * martingale
        survival *= 1 - d / n
    return scores


@settings(max_examples=60, deadline=None)
@given(
    rows(),
    st.lists(st.sampled_from([0.25, 1.0, 3.0]), min_size=12, max_size=12),
    st.booleans(),
    st.sampled_from([(0, 0), (1, 0), (0, 1)]),
)
def test_sandwich_is_made_of_the_scores_of_the_rows(data, weights, delayed, powers):
    w, clusters = np.array(weights[: len(data)]), np.arange(len(data)) % 4
    options = {"levels": [0, 1, 2], "rho": powers[0], "gamma": powers[1], "weights": w}
    columns = follow_up(data, delayed) | {"group": column(data, "group")}
    scores = naive_scores(data, w, delayed, *powers)
    by_cluster = np.array([scores[clusters == c].sum(axis=0) for c in range(4)])
    by_row, clustered = (
        log_rank(**columns, **options),
        log_rank(**columns, **options, cluster=clusters),
    )
    assert by_row.obs - by_row.exp == approx(scores.sum(axis=0), rel=1e-9, abs=1e-12)
    assert by_row.var == approx(scores.T @ scores, rel=1e-9, abs=1e-12)
    assert clustered.var == approx(by_cluster.T @ by_cluster, rel=1e-9, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(rows(), st.booleans())
def test_equal_weights_leave_observed_and_expected_as_they_are(data, delayed):
    columns = follow_up(data, delayed) | {"group": column(data, "group")}
    plain = log_rank(**columns, levels=[0, 1, 2])
    weighted = log_rank(**columns, levels=[0, 1, 2], weights=[2] * len(data))
    assert weighted.obs == approx(2 * plain.obs, rel=1e-12)
    assert weighted.exp == approx(2 * plain.exp, rel=1e-12)


@settings(max_examples=60, deadline=None)
@given(rows(), st.booleans(), st.permutations(range(3)))
def test_the_names_of_groups_and_the_order_of_rows_do_not_matter(data, delayed, names):
    plain = log_rank(**follow_up(data, delayed), group=column(data, "group"), levels=[0, 1, 2])
    turned = data[::-1]
    other = [str(names[g]) for g in column(turned, "group")]
    renamed = log_rank(**follow_up(turned, delayed), group=other, levels=["0", "1", "2"])
    assert (renamed.chisq is None) == (plain.chisq is None)
    if plain.chisq is not None:
        assert renamed.chisq == approx(plain.chisq, rel=1e-8, abs=1e-10)


@settings(max_examples=60, deadline=None)
@given(rows(), st.booleans())
def test_a_trend_over_two_groups_is_the_log_rank_test(data, delayed):
    columns = follow_up(data, delayed) | {"group": column(data, "group") > 0}
    plain = log_rank(**columns, levels=[False, True])
    trend = log_rank_trend(**columns, levels=[False, True], scores=[3, 7])
    wanted = None if plain.chisq is None else approx(plain.chisq, rel=1e-9, abs=1e-12)
    assert trend.chisq == wanted
    assert trend.excess == approx(4 * (plain.obs[1] - plain.exp[1]), abs=1e-10)
