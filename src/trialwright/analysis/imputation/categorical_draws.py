"""Draws of a categorical column from a logistic model of it, and of its coefficients first."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, IntArray, analysis_error

# Log likelihood, its gradient, and minus its Hessian.
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
    rows, levels, weights = augment(x, codes, k)
    design = _with_intercept(rows)
    p = design.shape[1]
    answers = np.eye(k)[levels][:, 1:]

    def slope(coef: FloatArray) -> _Slope:
        share = _shares(design, coef.reshape(k - 1, p))
        loglik = float(weights @ np.log(share[np.arange(len(levels)), levels]))
        gradient = ((weights[:, None] * (answers - share[:, 1:])).T @ design).reshape(-1)
        information = np.empty(((k - 1) * p, (k - 1) * p))
        for i in range(k - 1):
            for j in range(k - 1):
                w = weights * share[:, i + 1] * ((i == j) - share[:, j + 1])
                block = design.T @ (design * w[:, None])
                information[i * p : (i + 1) * p, j * p : (j + 1) * p] = block
        return loglik, gradient, information

    coef = _draw_around_maximum(slope, np.zeros((k - 1) * p), rng)
    return _draw_levels(_shares(_with_intercept(to_fill), coef.reshape(k - 1, p)), rng)


def draw_ordered(
    x: FloatArray, codes: IntArray, k: int, to_fill: FloatArray, rng: np.random.Generator
) -> IntArray:
    """Levels of the rows `to_fill` by proportional odds: logit P(level <= j) = cut_j - x'b."""
    rows, levels, weights = augment(x, codes, k)
    p = rows.shape[1]
    shares = np.cumsum(np.bincount(levels, weights, k))[:-1] / weights.sum()
    start = np.concatenate([np.log(shares / (1 - shares)), np.zeros(p)])
    upper, lower = np.eye(k)[:, :-1][levels], np.eye(k, k - 1, -1)[levels]

    def slope(coef: FloatArray) -> _Slope:
        cuts, linear = coef[: k - 1], rows @ coef[k - 1 :]
        above = np.where(levels < k - 1, np.append(cuts, 0.0)[levels] - linear, np.inf)
        below = np.where(levels > 0, np.concatenate([[0.0], cuts])[levels] - linear, -np.inf)
        high, low = _logistic(above), _logistic(below)
        share = np.maximum(high - low, 1e-300)
        if (np.diff(cuts) <= 0).any():
            return -np.inf, coef, np.eye(len(coef))
        high_slope, low_slope = high * (1 - high), low * (1 - low)
        # d share / d (cuts, b) of each row, and its derivative once more.
        change = np.hstack(
            [
                upper * high_slope[:, None] - lower * low_slope[:, None],
                -(high_slope - low_slope)[:, None] * rows,
            ]
        )
        of_above, of_below = np.hstack([upper, -rows]), np.hstack([lower, -rows])
        bend_high, bend_low = high_slope * (1 - 2 * high), low_slope * (1 - 2 * low)
        information = (change * (weights / share**2)[:, None]).T @ change
        information -= (of_above * (weights * bend_high / share)[:, None]).T @ of_above
        information += (of_below * (weights * bend_low / share)[:, None]).T @ of_below
        return float(weights @ np.log(share)), change.T @ (weights / share), information

    coef = _draw_around_maximum(slope, start, rng)
    cuts, linear = np.sort(coef[: k - 1]), to_fill @ coef[k - 1 :]
    up_to = _logistic(cuts[None, :] - linear[:, None])
    share = np.diff(np.hstack([np.zeros((len(up_to), 1)), up_to, np.ones((len(up_to), 1))]))
    return _draw_levels(share, rng)


def _draw_around_maximum(
    slope: Callable[[FloatArray], _Slope], start: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """A draw from the normal distribution at the maximum of a log likelihood."""
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
            root = np.linalg.cholesky(information)
            return np.asarray(coef + np.linalg.solve(root.T, rng.standard_normal(len(coef))))
    raise analysis_error(
        "methods", "the logistic model of a column has no maximum", "use fewer predictors"
    )


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
