"""Parametric models of interval-censored times against SciPy's distributions."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pytest import approx, mark
from scipy.integrate import quad
from scipy.stats import expon, fisk, weibull_min

from trialwright.analysis import aft, piecewise_exponential
from trialwright.errors import AnalysisError

DISTRIBUTIONS = {
    "weibull": lambda eta, scale: weibull_min(1 / scale, scale=np.exp(eta)),
    "exponential": lambda eta, scale: expon(scale=np.exp(eta)),
    "loglogistic": lambda eta, scale: fisk(1 / scale, scale=np.exp(eta)),
}


@st.composite
def drawn(draw):
    """Mixed censoring and one covariate, most times within reach of each other."""
    n = draw(st.integers(8, 16))
    seed = draw(st.integers(0, 10**6))
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 3, n).astype(float)
    time = rng.weibull(1.4, n) * 20 * np.exp(0.3 * x) + 0.5
    kind = rng.choice(4, n, p=[0.3, 0.3, 0.2, 0.2])
    left = np.select([kind == 0, kind == 1, kind == 2], [time, time * 0.8, time], 0.0)
    right = np.select([kind == 0, kind == 1, kind == 2], [time, time * 1.3, np.inf], time)
    return left, right, x


def naive_loglik(dist, parameters, left, right, x):
    coef, scale = parameters[:2], np.exp(parameters[2]) if len(parameters) > 2 else 1.0
    total = 0.0
    for low, high, value in zip(left, right, x, strict=True):
        times = DISTRIBUTIONS[dist](coef[0] + coef[1] * value, scale)
        total += times.logpdf(low) if low == high else np.log(times.sf(low) - times.sf(high))
    return total


def differences(function, at, unit, step=3e-4):
    """Gradient and matrix of second derivatives by central differences, in units of `unit`."""
    p = len(at)
    e = np.diag(unit) * step
    gradient = [(function(at + e[i]) - function(at - e[i])) / (2 * step) for i in range(p)]
    second = [
        [
            function(at + e[i] + e[j])
            - function(at + e[i] - e[j])
            - function(at - e[i] + e[j])
            + function(at - e[i] - e[j])
            for j in range(p)
        ]
        for i in range(p)
    ]
    return np.array(gradient), np.array(second) / (4 * step**2)


@mark.parametrize("dist", DISTRIBUTIONS)
@settings(deadline=None, max_examples=4)
@given(data=drawn())
def test_estimate_is_where_scipys_likelihood_is_flat(dist, data):
    try:
        fit = aft(data[0], data[1], {"x": data[2]}, dist=dist)
    except AnalysisError:
        assume(False)
    extra = [] if fit.log_scale is None else [fit.log_scale]
    at = np.concatenate((fit.coef, extra))
    # SciPy loses digits where it takes differences of tails.
    assume(fit.scale > 0.05)
    assert fit.loglik == approx(naive_loglik(dist, at, *data), rel=1e-9)
    gradient, second = differences(lambda b: naive_loglik(dist, b, *data), at, fit.se)
    assert gradient == approx(np.zeros(len(at)), abs=1e-4)
    correlation = fit.vcov / np.outer(fit.se, fit.se)
    assert np.linalg.inv(-second) == approx(correlation, rel=5e-3, abs=1e-3)


CUTS = [8.0, 20.0]


def naive_piecewise(parameters, left, right, x):
    rates, beta = np.exp(parameters[:3]), parameters[3]

    def cumulative(t):
        edges = [0.0, *CUTS, np.inf]
        return sum(r * (min(t, b) - min(t, a)) for r, a, b in zip(rates, edges, edges[1:]))  # noqa: B905

    total = 0.0
    for low, high, value in zip(left, right, x, strict=True):
        ratio = np.exp(beta * value)
        survives = [np.exp(-ratio * cumulative(t)) if t < np.inf else 0.0 for t in (low, high)]
        own = rates[sum(low > cut for cut in CUTS)] * ratio * survives[0]
        total += np.log(own if low == high else survives[0] - survives[1])
    return total


@settings(deadline=None, max_examples=10)
@given(drawn())
def test_piecewise_estimate_is_where_the_likelihood_is_flat(data):
    try:
        fit = piecewise_exponential(data[0], data[1], {"x": data[2]}, cuts=CUTS)
    except AnalysisError:
        assume(False)
    at = np.concatenate((np.log(fit.rates), fit.coef))
    assert fit.loglik == approx(naive_piecewise(at, *data), rel=1e-10)
    se = np.concatenate((fit.log_rate_se, fit.se))
    gradient, second = differences(lambda b: naive_piecewise(b, *data), at, se)
    assert gradient == approx(np.zeros(4), abs=1e-4)
    assert np.diag(np.linalg.inv(-second)) == approx(np.ones(4), rel=5e-3)


@settings(deadline=None, max_examples=15)
@given(drawn())
def test_without_cuts_it_is_the_exponential_model(data):
    try:
        exponential = aft(data[0], data[1], {"x": data[2]}, dist="exponential")
    except AnalysisError:
        assume(False)
    pieces = piecewise_exponential(data[0], data[1], {"x": data[2]}, cuts=[])
    ratios = exponential.hazard_ratios()
    assert pieces.coef == approx(ratios.coef, abs=1e-7)
    assert pieces.se == approx(ratios.se, rel=1e-6)
    assert pieces.loglik == approx(exponential.loglik, rel=1e-10)
    assert np.log(pieces.rates) == approx(-exponential.coef[:1], abs=1e-7)


def test_survival_of_a_fit_falls_as_its_hazard_says():
    rng = np.random.default_rng(3)
    time = rng.weibull(1.5, 40) * 10
    fit = aft(time, time, {"x": np.arange(40) % 2})
    shape, eta = 1 / fit.scale, fit.coef.sum()
    area, _ = quad(lambda t: shape * t ** (shape - 1) * np.exp(-shape * eta), 0, 7)
    assert fit.survival([[1]], [7])[0, 0] == approx(np.exp(-area), rel=1e-9)
