"""The Fine-Gray model against its definition: every weight written out, every sum a loop."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pytest import approx
from scipy.optimize import minimize

from generative.competing_data import column, competing_rows
from trialwright.analysis import fine_gray, fine_gray_rows
from trialwright.errors import AnalysisError


class NaiveFineGray:
    """Weights, likelihood, score residuals and censoring term for one covariate; cause 1."""

    def __init__(self, data, group):
        self.data, self.group = data, group
        self.times = sorted({row.time for row in data if row.cause == 1})

    def uncensored(self, i, t):
        """G(t-) in the group of row i; 0 after the group's last time."""
        rows = [r for r, g in zip(self.data, self.group, strict=True) if g == self.group[i]]
        if t > max(row.time for row in rows):
            return 0.0
        value = 1.0
        for u in sorted({row.time for row in rows if row.cause == 0 and row.time < t}):
            at_risk = sum(row.time >= u for row in rows)
            value *= 1 - sum(row.time == u and row.cause == 0 for row in rows) / at_risk
        return value

    def weight(self, i, t):
        row = self.data[i]
        if row.time >= t:
            return 1.0
        return self.uncensored(i, t) / self.uncensored(i, row.time) if row.cause == 2 else 0.0

    def events(self, t):
        return sum(row.time == t and row.cause == 1 for row in self.data)

    def sums(self, t, beta):
        """Weighted sums of exp(xb) and x exp(xb) over the risk set at t."""
        parts = [self.weight(i, t) * np.exp(r.x * beta) for i, r in enumerate(self.data)]
        return sum(parts), sum(p * r.x for p, r in zip(parts, self.data, strict=True))

    def loglik(self, beta):
        own = sum(row.x * beta for row in self.data if row.cause == 1)
        return own - sum(self.events(t) * np.log(self.sums(t, beta)[0]) for t in self.times)

    def influence(self, beta):
        """eta + psi of each row."""
        jump = {t: self.events(t) / self.sums(t, beta)[0] for t in self.times}
        mean = {t: self.sums(t, beta)[1] / self.sums(t, beta)[0] for t in self.times}
        result = []
        for i, row in enumerate(self.data):
            eta = row.x - mean[row.time] if row.cause == 1 else 0.0
            for t in self.times:
                eta -= (row.x - mean[t]) * self.weight(i, t) * np.exp(row.x * beta) * jump[t]
            result.append(eta + self.censoring_term(i, beta, jump, mean))
        return np.array(result)

    def censoring_term(self, i, beta, jump, mean):
        mine = [j for j in range(len(self.data)) if self.group[j] == self.group[i]]
        psi = 0.0
        for u in sorted({self.data[j].time for j in mine if self.data[j].cause == 0}):
            if self.data[i].time < u:
                continue
            at_risk = sum(self.data[j].time >= u for j in mine)
            censored = sum(self.data[j].time == u and self.data[j].cause == 0 for j in mine)
            q = 0.0
            for j in mine:
                row = self.data[j]
                if row.cause == 2 and row.time < u:
                    for t in self.times:
                        if t >= u:
                            size = self.weight(j, t) * np.exp(row.x * beta) * jump[t]
                            q += (row.x - mean[t]) * size
            own = self.data[i].time == u and self.data[i].cause == 0
            psi += q / at_risk * (own - censored / at_risk)
        return psi


def fit_or_skip(data, **options):
    """The fit; data without a finite estimate have a test of their own."""
    try:
        return fine_gray(
            column(data, "time"),
            column(data, "cause"),
            {"x": column(data, "x")},
            cause_of_interest=1,
            causes=[1, 2],
            **options,
        )
    except AnalysisError:
        return assume(False)


several = competing_rows(min_size=6, max_size=14)


@settings(deadline=None, max_examples=40)
@given(several, st.booleans())
def test_estimate_is_the_top_of_the_loops_likelihood(data, own_censoring):
    group = column(data, "group") if own_censoring else np.zeros(len(data))
    fit = fit_or_skip(data, censoring_group=group)
    naive = NaiveFineGray(data, group)
    assert fit.loglik_null == approx(naive.loglik(0.0), rel=1e-12)
    assert fit.loglik == approx(naive.loglik(fit.coef[0]), rel=1e-12)
    best = minimize(lambda b: -naive.loglik(b[0]), fit.coef + 0.1, method="BFGS")
    assert -best.fun <= fit.loglik + 1e-10
    hazard = np.cumsum([naive.events(t) / naive.sums(t, fit.coef[0])[0] for t in naive.times])
    assert fit.hazard == approx(hazard, rel=1e-9)


@settings(deadline=None, max_examples=40)
@given(several, st.booleans())
def test_variance_is_made_of_the_loops_residuals(data, own_censoring):
    group = column(data, "group") if own_censoring else np.zeros(len(data))
    fit = fit_or_skip(data, censoring_group=group)
    naive, beta, step = NaiveFineGray(data, group), fit.coef[0], 1e-3
    around = [naive.loglik(beta + k * step) for k in (-2, -1, 0, 1, 2)]
    information = np.array([1, -16, 30, -16, 1]) @ around / (12 * step**2)
    meat = np.sum(naive.influence(beta) ** 2)
    assert fit.vcov[0, 0] == approx(meat / information**2, rel=1e-5)


@settings(deadline=None, max_examples=30)
@given(several, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(data, random):
    shuffled = random.sample(data, len(data))
    first, second = fit_or_skip(data), fit_or_skip(shuffled)
    assert first.coef == approx(second.coef, abs=1e-8)
    assert first.vcov == approx(second.vcov, rel=1e-6)


def naive_weight(data, failure, t, delayed):
    """The product over failure <= u < t of the factors of G, divided by those of H; None if 0.

    Rows with an event at a censoring time are no longer at risk there; an entry counts from just
    after it on.
    """
    value = 1.0
    for u in {row.time for row in data if row.cause == 0 and failure <= row.time < t}:
        at_risk = sum(
            (row.time > u or (row.time == u and row.cause == 0)) and (not delayed or row.entry < u)
            for row in data
        )
        value *= 1 - sum(row.time == u and row.cause == 0 for row in data) / at_risk
    for e in {row.entry for row in data if delayed and failure <= row.entry < t}:
        at_risk = sum(row.entry <= e < row.time for row in data)
        absent = 1 - sum(row.entry == e for row in data) / at_risk
        if not absent:
            return None
        value /= absent
    return value


@settings(deadline=None, max_examples=80)
@given(competing_rows(min_size=3, max_size=10), st.booleans())
def test_split_rows_carry_the_weights_at_every_event_time(data, delayed):
    entry = column(data, "entry") if delayed else None
    time, cause = column(data, "time"), column(data, "cause")
    events = {row.time for row in data if row.cause == 1}
    failures = [row.time for row in data if row.cause == 2]
    if any(naive_weight(data, u, t, delayed) is None for u in failures for t in events if t > u):
        with pytest.raises(AnalysisError, match="nobody was at risk for a while"):
            fine_gray_rows(time, cause, cause_of_interest=1, causes=[1, 2], entry=entry)
        return
    rows = fine_gray_rows(time, cause, cause_of_interest=1, causes=[1, 2], entry=entry)
    for t in events:
        held = (rows.entry < t) & (t <= rows.time)
        for i, row in enumerate(data):
            wanted = float(row.time >= t and (not delayed or row.entry < t))
            if row.cause == 2 and row.time < t:
                wanted = naive_weight(data, row.time, t, delayed)
            assert rows.weight[held & (rows.row == i)].sum() == approx(wanted, rel=1e-12)
