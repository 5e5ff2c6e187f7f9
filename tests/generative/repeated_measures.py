"""Drawn repeated measures, and their likelihood as it is written in a textbook: a loop over
subjects, each with its own covariance matrix, and derivatives by differences.
"""

from dataclasses import dataclass
from math import exp, log, pi, sqrt

import numpy as np

from trialwright.analysis import factor, interaction, number

STRUCTURES = (
    "unstructured",
    "toeplitz_heterogeneous",
    "toeplitz",
    "ante_dependence",
    "ar1_heterogeneous",
    "ar1",
    "compound_symmetry_heterogeneous",
    "compound_symmetry",
)


@dataclass(frozen=True)
class Visits:
    """Columns of one row a subject and visit; `t` visits are numbered from 0."""

    subject: np.ndarray
    visit: np.ndarray
    arm: np.ndarray
    base: np.ndarray
    response: np.ndarray
    t: int

    def terms(self):
        arm, visit = number("arm", self.arm), factor("visit", self.visit, levels=range(self.t))
        return [number("base", self.base), arm, visit, interaction(arm, visit)]

    def matrix(self):
        visits = [self.visit == level for level in range(1, self.t)]
        ones = np.ones(len(self.subject))
        columns = [ones, self.base, self.arm, *visits, *(self.arm * visit for visit in visits)]
        return np.column_stack(columns).astype(float)

    def take(self, rows):
        picked = (x[rows] for x in (self.subject, self.visit, self.arm, self.base, self.response))
        return Visits(*picked, self.t)


def draw_visits(seed, *, subjects=24, t=3, kept=0.85):
    """Correlated outcomes of two arms, some visits missing; the first two subjects have all."""
    rng = np.random.default_rng(seed)
    base = np.repeat(np.round(rng.normal(5, 2, subjects), 1), t)
    arm = np.repeat(np.arange(subjects) % 2, t).astype(float)
    visit = np.tile(np.arange(t), subjects)
    mixing = rng.normal(size=(t, t)) / 2 + np.eye(t) + 0.5
    noise = (rng.normal(size=(subjects, t)) @ mixing).ravel()
    rows = Visits(
        np.repeat(np.arange(subjects), t),
        visit,
        arm,
        base,
        3 + 0.4 * base + arm * visit + 2 * noise,
        t,
    )
    return rows.take((rng.random(subjects * t) < kept) | (rows.subject < 2))


def naive_covariance(name, theta, t):
    """V element by element, from the parameters as the docstring of mmrm describes them."""
    if name == "unstructured":
        unit, k = np.eye(t), t
        for i in range(t):
            for j in range(i):
                unit[i, j] = theta[k]
                k += 1
        scale = np.diag([exp(x) for x in theta[:t]])
        return scale @ unit @ unit.T @ scale
    n_sd = t if name.endswith("_heterogeneous") else 1
    sd = [exp(theta[i if n_sd > 1 else 0]) for i in range(t)]
    kind, phi = name.removesuffix("_heterogeneous"), theta[n_sd:]
    v = np.empty((t, t))
    for i in range(t):
        for j in range(t):
            v[i, j] = sd[i] * sd[j] * _naive_correlation(kind, phi, min(i, j), max(i, j), t)
    return v


def _naive_correlation(kind, phi, i, j, t):
    if i == j:
        return 1.0
    if kind == "compound_symmetry":
        lowest = -1 / (t - 1)
        return lowest + (1 - lowest) / (1 + exp(-phi[0]))
    rho = [x / sqrt(1 + x * x) for x in phi]
    if kind == "ar1":
        return rho[0] ** (j - i)
    if kind == "toeplitz":
        return rho[j - i - 1]
    return float(np.prod(rho[i:j]))


def naive_fit(data, v, *, reml=True, matrix=None):
    """Log-likelihood, coefficients and their model variance at a covariance of the visits."""
    x, information, moment, total = data.matrix() if matrix is None else matrix, 0, 0, 0.0
    parts = []
    for who in np.unique(data.subject):
        rows = np.flatnonzero(data.subject == who)
        part = v[np.ix_(data.visit[rows], data.visit[rows])]
        inverse = np.linalg.inv(part)
        parts.append((rows, part, inverse))
        information = information + x[rows].T @ inverse @ x[rows]
        moment = moment + x[rows].T @ inverse @ data.response[rows]
    vcov = np.linalg.inv(information)
    coef = vcov @ moment
    for rows, part, inverse in parts:
        residual = data.response[rows] - x[rows] @ coef
        total += np.linalg.slogdet(part)[1] + residual @ inverse @ residual
    n, p = x.shape
    total += (n - p if reml else n) * log(2 * pi)
    if reml:
        total += np.linalg.slogdet(information)[1]
    return -total / 2, coef, vcov


def gradient_of(function, theta, step=1e-4):
    """Central differences of any array, the parameters first."""
    moves = step * np.eye(len(theta))
    return np.array([(function(theta + m) - function(theta - m)) / (2 * step) for m in moves])


def hessian_of(function, theta, step=1e-3):
    """Second central differences of any array, the parameters first."""

    def slope(at):
        return gradient_of(function, at, step)

    second = gradient_of(slope, theta, step)
    return (second + np.swapaxes(second, 0, 1)) / 2


def naive_kenward_roger(data, name, theta, w, *, linear):
    """C + 2 C [sum W_kl (Q_kl - P_k C P_l - R_kl / 4)] C, term by term."""

    def v_of(at):
        return naive_covariance(name, at, data.t)

    v, first, second = v_of(theta), gradient_of(v_of, theta), hessian_of(v_of, theta)
    _, _, c = naive_fit(data, v)
    x, q = data.matrix(), len(theta)
    bracket = np.zeros_like(c)
    shifts = [_summed(data, x, v, lambda m, at, k=k: -m @ at(first[k]) @ m) for k in range(q)]
    for k in range(q):
        for j in range(q):
            product = _summed(
                data, x, v, lambda m, at, k=k, j=j: m @ at(first[k]) @ m @ at(first[j]) @ m
            )
            curved = _summed(data, x, v, lambda m, at, k=k, j=j: m @ at(second[k, j]) @ m)
            inner = product - shifts[k] @ c @ shifts[j] - (0 if linear else curved / 4)
            bracket += w[k, j] * inner
    return c + 2 * c @ bracket @ c


def _summed(data, x, v, middle):
    """Sum over subjects of X' middle(V^-1, restriction to the subject's visits) X."""
    total = 0
    for who in np.unique(data.subject):
        rows = np.flatnonzero(data.subject == who)
        seen = np.ix_(data.visit[rows], data.visit[rows])
        total = total + x[rows].T @ middle(np.linalg.inv(v[seen]), lambda m, s=seen: m[s]) @ x[rows]
    return total
