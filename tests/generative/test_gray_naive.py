"""Gray's test written out as sums over times and groups, and the variance of an incidence."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from generative.competing_data import column, competing_rows
from trialwright.analysis import cumulative_incidence, gray_test


class Group:
    """Counts and curves of one group at each event time, by their definitions."""

    def __init__(self, data, cause, times):
        self.n = [sum(row.time >= t for row in data) for t in times]
        self.own = [sum(row.time == t and row.cause == cause for row in data) for t in times]
        any_event = [sum(row.time == t and row.cause > 0 for row in data) for t in times]
        self.other = [a - b for a, b in zip(any_event, self.own, strict=True)]
        self.surv, self.before, self.incidence_before = [], [], []
        surv, incidence = 1.0, 0.0
        for n, own, events in zip(self.n, self.own, any_event, strict=True):
            self.before.append(surv)
            self.incidence_before.append(incidence)
            if n:
                incidence += surv * own / n
                surv *= 1 - events / n
            self.surv.append(surv)


def naive_gray(data, cause, rho, n_groups):
    """Score and covariance of one stratum, each variance term with a loop over what is to come."""
    times = sorted({row.time for row in data if row.cause})
    groups = [Group([r for r in data if r.group == g], cause, times) for g in range(n_groups)]
    exposed = [[g.n[j] / g.before[j] if g.n[j] else 0.0 for g in groups] for j in range(len(times))]
    total = [sum(row) for row in exposed]
    d = [sum(g.own[j] for g in groups) for j in range(len(times))]
    pooled = np.cumsum([d[j] / total[j] for j in range(len(times))])
    pooled_before = np.concatenate(([0.0], pooled[:-1]))
    weight = np.maximum(1 - pooled_before, 1e-12) ** rho
    score, var = np.zeros(n_groups), np.zeros((n_groups, n_groups))

    # Once the pooled incidence has reached 1 nothing counts any more.
    used = [j for j in range(len(times)) if pooled_before[j] < 1 - 1e-12]

    def a(j, i, k):
        return weight[j] * exposed[j][i] * ((i == k) - exposed[j][k] / total[j])

    def to_come(j, i, k):
        later = [s for s in used if s > j]
        return sum(a(s, i, k) * d[s] / (total[s] * (1 - pooled_before[s])) for s in later)

    for j in used:
        modified = [exposed[j][i] * (1 - groups[i].incidence_before[j]) for i in range(n_groups)]
        for i in range(n_groups):
            score[i] += weight[j] * (groups[i].own[j] - d[j] * modified[i] / sum(modified))
        for k, g in enumerate(groups):
            if not g.n[j]:
                continue
            ratio = (1 - pooled[j]) / g.surv[j] if g.surv[j] > 1e-12 else 0.0
            alike = total[j] * g.before[j]
            tied = 1 - (d[j] - 1) / (alike - 1) if d[j] > 1 else 1.0
            own = tied * g.before[j] * d[j] / (total[j] * g.n[j])
            factor = 1 - ratio if g.surv[j] > 1e-12 else 1.0
            effect = np.array([a(j, i, k) + factor * to_come(j, i, k) for i in range(n_groups)])
            var += own * np.outer(effect, effect)
            if g.surv[j] > 1e-12 and g.other[j]:
                tied = 1 - (g.other[j] - 1) / (g.n[j] - 1) if g.other[j] > 1 else 1.0
                size = tied * g.other[j] * (g.before[j] / g.n[j]) ** 2
                effect = ratio * np.array([to_come(j, i, k) for i in range(n_groups)])
                var += size * np.outer(effect, effect)
    return score, var


def fit(data, **options):
    given_columns = (column(data, name) for name in ("time", "cause", "group"))
    return gray_test(*given_columns, causes=[1, 2], **options)


several = competing_rows(min_size=4, max_size=14, groups=3).filter(
    lambda data: len({row.group for row in data}) > 1
)


@settings(deadline=None, max_examples=60)
@given(several, st.sampled_from([0.0, 1.0, -0.5]))
def test_score_and_covariance_are_the_sums(data, rho):
    got = fit(data, levels=[0, 1, 2], rho=rho)
    for test in got.tests:
        score, var = naive_gray(data, test.cause, rho, 3)
        assert test.score == approx(score, abs=1e-10)
        assert test.var == approx(var, rel=1e-8, abs=1e-10)


@settings(deadline=None, max_examples=30)
@given(several)
def test_strata_add_up(data):
    got = fit(data, levels=[0, 1, 2], strata=column(data, "stratum"))
    parts = [[row for row in data if row.stratum == s] for s in (0, 1)]
    for test in got.tests:
        sums = [naive_gray(part, test.cause, 0.0, 3) for part in parts if part]
        assert test.score == approx(sum(s for s, _ in sums), abs=1e-10)
        assert test.var == approx(sum(v for _, v in sums), rel=1e-8, abs=1e-10)


@settings(deadline=None, max_examples=30)
@given(several, st.randoms(use_true_random=False))
def test_order_of_rows_and_names_of_groups_do_not_matter(data, random):
    shuffled = random.sample(data, len(data))
    first, second = fit(data, levels=[0, 1, 2]), fit(shuffled, levels=[2, 1, 0])
    for a, b in zip(first.tests, second.tests, strict=True):
        assert a.df == b.df
        assert a.score == approx(b.score[::-1], abs=1e-10)
        if a.chisq is not None:
            assert a.chisq == approx(b.chisq, rel=1e-6, abs=1e-9)


def naive_incidence_variance(data, cause, t):
    """Gray's variance of the incidence at t, one term after the other."""
    times = sorted({row.time for row in data if row.cause and row.time <= t})
    group = Group(data, cause, times)
    after = [
        before + surv_before * own / n
        for before, surv_before, own, n in zip(
            group.incidence_before, group.before, group.own, group.n, strict=True
        )
    ]
    total = 0.0
    for j, n in enumerate(group.n):
        inverse = 1 / group.surv[j] if group.surv[j] > 1e-12 else 0.0
        change = (after[j] - after[-1]) * inverse
        for events, effect in ((group.own[j], 1 + change), (group.other[j], change)):
            tied = 1 - (events - 1) / (n - 1) if events > 1 else 1.0
            total += tied * events * (group.before[j] / n) ** 2 * effect**2
    return total


@settings(deadline=None, max_examples=40)
@given(competing_rows())
def test_variance_of_an_incidence_is_the_sum(data):
    got = cumulative_incidence(column(data, "time"), column(data, "cause"), causes=[1, 2])
    for t in got.time:
        wanted = [naive_incidence_variance(data, cause, t) for cause in (1, 2)]
        assert got.at([t])[1][0] == approx(wanted, abs=1e-12)
