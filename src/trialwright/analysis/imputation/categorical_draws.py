"""Draws of a categorical column from a logistic model of it, and of its coefficients first."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, IntArray, analysis_error

# Log likelihood, its gradient, and minus its Hessian, at some coefficients.
_Slope = tuple[float, FloatArray, FloatArray]

_MOST_STEPS = 50
_SMALL_STEP = 1e-8


def augment(x: FloatArray, codes: IntArray, k: int) -> tuple[FloatArray, IntArray, FloatArray]:
    """Rows with a little weight that keep every coefficient finite (White, Daniel & Royston 2010).

    For each column of `x` (n x p, without intercept) and each of the k levels two rows, one
    standard deviation above and below the mean, the others at their means; p + 1 rows' weight in
    all. A level that a column predicts perfectly would otherwise have an infinite coefficient,
    and draws around it would be nonsense.
    """
    n, p = x.shape
    if not p:
        return x, codes, np.ones(n)
    mean, sd = x.mean(axis=0), x.std(axis=0)
    shifts = np.vstack([np.diag(sd), -np.diag(sd)])
    extra = np.tile(mean + shifts, (k, 1))
    levels = np.repeat(np.arange(k), 2 * p)
    weights = np.concatenate([np.ones(n), np.full(len(extra), (p + 1) / len(extra))])
    return np.vstack([x, extra]), np.concatenate([codes, levels]), weights


def draw_unordered(
    x: FloatArray, codes: IntArray, k: int, to_fill: FloatArray, rng: np.random.Generator
) -> IntArray:
    """Levels of the rows `to_fill` (r x p) by multinomial logistic regression; with k = 2 plain
    logistic regression. Coefficients are drawn from their large-sample posterior.
    """
    coef = _draw(*fit_unordered(*augment(x, codes, k), k), rng)
    return _draw_levels(_shares(_with_intercept(to_fill), coef.reshape(k - 1, -1)), rng)


def draw_ordered(
    x: FloatArray, codes: IntArray, k: int, to_fill: FloatArray, rng: np.random.Generator
) -> IntArray:
    """Levels of the rows `to_fill` by proportional odds: logit P(level <= j) = cut_j - x'b."""
    coef = _draw(*fit_ordered(*augment(x, codes, k), k), rng)
    cuts, linear = np.sort(coef[: k - 1]), to_fill @ coef[k - 1 :]
    up_to = _logistic(cuts[None, :] - linear[:, None])
    share = np.diff(np.hstack([np.zeros((len(up_to), 1)), up_to, np.ones((len(up_to), 1))]))
    return _draw_levels(share, rng)


def fit_unordered(
    x: FloatArray, codes: IntArray, weights: FloatArray, k: int
) -> tuple[FloatArray, FloatArray]:
    """Coefficients ((k-1) (p+1): intercept and slopes of each level but the first) at the maximum
    of the likelihood, and the information there.
    """
    design, answers = _with_intercept(x), np.eye(k)[codes][:, 1:]
    p = design.shape[1]

    def slope(coef: FloatArray) -> _Slope:
        share = _shares(design, coef.reshape(k - 1, p))
        loglik = float(weights @ np.log(share[np.arange(len(codes)), codes]))
        gradient = ((weights[:, None] * (answers - share[:, 1:])).T @ design).reshape(-1)
        information = np.empty((len(coef), len(coef)))
        for i in range(k - 1):
            for j in range(k - 1):
                w = weights * share[:, i + 1] * ((i == j) - share[:, j + 1])
                block = design.T @ (design * w[:, None])
                information[i * p : (i + 1) * p, j * p : (j + 1) * p] = block
        return loglik, gradient, information

    return _maximise(slope, np.zeros((k - 1) * p))


def fit_ordered(
    x: FloatArray, codes: IntArray, weights: FloatArray, k: int
) -> tuple[FloatArray, FloatArray]:
    """Cuts (k-1) and slopes (p) at the maximum of the likelihood, and the information there."""
    p = x.shape[1]
    shares = np.cumsum(np.bincount(codes, weights, k))[:-1] / weights.sum()
    start = np.concatenate([np.log(shares / (1 - shares)), np.zeros(p)])
    upper, lower = np.eye(k)[:, :-1][codes], np.eye(k, k - 1, -1)[codes]
    of_above, of_below = np.hstack([upper, -x]), np.hstack([lower, -x])

    def slope(coef: FloatArray) -> _Slope:
        cuts, linear = coef[: k - 1], x @ coef[k - 1 :]
        if (np.diff(cuts) <= 0).any():
            return -np.inf, coef, np.eye(len(coef))
        high = _logistic(np.append(cuts, np.inf)[codes] - linear)
        low = _logistic(np.concatenate([[-np.inf], cuts])[codes] - linear)
        share = np.maximum(high - low, 1e-300)
        high_slope, low_slope = high * (1 - high), low * (1 - low)
        bend_high, bend_low = high_slope * (1 - 2 * high), low_slope * (1 - 2 * low)
        change = of_above * high_slope[:, None] - of_below * low_slope[:, None]
        information = (change * (weights / share**2)[:, None]).T @ change
        information -= (of_above * (weights * bend_high / share)[:, None]).T @ of_above
        information += (of_below * (weights * bend_low / share)[:, None]).T @ of_below
        return float(weights @ np.log(share)), change.T @ (weights / share), information

    return _maximise(slope, start)


def _maximise(
    slope: Callable[[FloatArray], _Slope], start: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The maximum of a concave log likelihood by Newton's method, and the information there."""
    coef = start
    loglik, gradient, information = slope(coef)
    for _ in range(_MOST_STEPS):
        step = np.linalg.solve(information, gradient)
        for _ in range(30):
            found = slope(coef + step)
            if found[0] >= loglik - 1e-9:
                break
            step = step / 2
        coef = coef + step
        loglik, gradient, information = found
        if np.abs(step).max() < _SMALL_STEP:
            return coef, information
    raise analysis_error(
        "methods", "the logistic model of a column has no maximum", "use fewer predictors"
    )


def _draw(coef: FloatArray, information: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Coefficients from the normal distribution at the maximum."""
    root = np.linalg.cholesky(information)
    return np.asarray(coef + np.linalg.solve(root.T, rng.standard_normal(len(coef))))


def _draw_levels(share: FloatArray, rng: np.random.Generator) -> IntArray:
    """One level of each row (r x k probabilities)."""
    up_to = np.cumsum(share, axis=1)
    drawn = (rng.random(len(share))[:, None] * up_to[:, -1:] > up_to).sum(axis=1)
    return np.asarray(drawn, dtype=np.intp)


def _shares(design: FloatArray, coef: FloatArray) -> FloatArray:
    linear = np.hstack([np.zeros((len(design), 1)), design @ coef.T])
    share = np.exp(linear - linear.max(axis=1, keepdims=True))
    return np.asarray(share / share.sum(axis=1, keepdims=True))


def _logistic(x: FloatArray) -> FloatArray:
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-x)))


def _with_intercept(x: FloatArray) -> FloatArray:
    return np.hstack([np.ones((len(x), 1)), x])
