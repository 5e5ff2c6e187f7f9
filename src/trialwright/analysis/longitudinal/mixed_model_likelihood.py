"""The likelihood of a linear mixed model and its first two derivatives, exactly.

y = X beta + Z_i u_i + e, u_i ~ N(0, G), e ~ N(0, sigma2 I), so V_i = Z_i G Z_i' + sigma2 I. V is
linear in the elements of G and in sigma2: with dV_a = Z D_a Z' (or I for sigma2) and
P = V^-1 - V^-1 X C X' V^-1, C = (X'V^-1 X)^-1, -2 log restricted likelihood has

    gradient  tr(P dV_a) - y'P dV_a P y
    Hessian   2 y'P dV_a P dV_b P y - tr(P dV_a P dV_b)

and tr(P dV_a P dV_b) is its expectation (Searle, Casella & McCulloch 1992, chapter 6). No n x n
matrix is ever formed: by Woodbury, Z'V^-1 = F Z' with F = (I - Z'Z K) / sigma2 for each subject.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.longitudinal.mixed_model_design import CrossProducts
from trialwright.analysis.numeric.columns import FloatArray


@dataclass(frozen=True, eq=False)
class LikelihoodPoint:
    """The best fit for one covariance of the random effects, given relative to sigma2.

    `deviance` -2 log (restricted) likelihood; `sigma2` and `coef` (p) maximise it here; `vcov` is
    C (p x p); `shrink` (s x q x q) is K = (sigma2 G^-1 + Z'Z)^-1 of each subject.
    """

    deviance: float
    sigma2: float
    coef: FloatArray
    vcov: FloatArray
    shrink: FloatArray


@dataclass(frozen=True, eq=False)
class Derivatives:
    """In the covariance parameters: m elements of G (one for each direction), then sigma2.

    `gradient` (m+1), `hessian` and `expected` (m+1 x m+1) of -2 log likelihood. For inference on
    coefficients: `first` (m+1 x p x p) are X'V^-1 dV_a V^-1 X, `second` (m+1 x m+1 x p x p) are
    X'V^-1 dV_a V^-1 dV_b V^-1 X.
    """

    gradient: FloatArray
    hessian: FloatArray
    expected: FloatArray
    first: FloatArray
    second: FloatArray


def profile(cross: CrossProducts, factor: FloatArray, *, reml: bool) -> LikelihoodPoint:
    """Maximise over sigma2 and the coefficients for G = sigma2 factor factor'."""
    p, q = cross.p, len(factor)
    inner = np.eye(q) + factor.T @ cross.zz @ factor
    log_det = 2 * float(np.log(np.einsum("sjj->sj", np.linalg.cholesky(inner))).sum())
    shrink = factor @ np.linalg.inv(inner) @ factor.T
    relative = cross.uu - _flat(cross.zu).T @ _flat(shrink @ cross.zu)
    information = relative[:p, :p]
    coef = np.asarray(np.linalg.solve(information, relative[:p, p]), dtype=np.float64)
    dof = cross.n - p if reml else cross.n
    sigma2 = float(relative[p, p] - relative[:p, p] @ coef) / dof
    deviance = log_det + dof * (1 + np.log(2 * np.pi * sigma2))
    if reml:
        deviance += float(np.linalg.slogdet(information)[1])
    vcov = np.asarray(np.linalg.inv(information) * sigma2, dtype=np.float64)
    return LikelihoodPoint(float(deviance), sigma2, coef, vcov, shrink)


def derive(
    cross: CrossProducts, point: LikelihoodPoint, directions: FloatArray, *, reml: bool
) -> Derivatives:
    """Derivatives at a point; `directions` (m x q x q) are the symmetric D_a of G's elements."""
    first, second, trace, trace2 = _sums(cross, point, directions)
    p, c = cross.p, point.vcov
    t_first, t_second = first[:, :p, :p], second[:, :, :p, :p]
    product = c @ t_first
    of_p = trace - np.einsum("ajj->a", product)
    of_pp = (
        trace2
        - 2 * np.einsum("jk,abkj->ab", c, t_second)
        + np.einsum("ajk,bkj->ab", product, product)
    )
    side = first[:, :p, p]
    quadratic = second[:, :, p, p] - side @ c @ side.T
    return Derivatives(
        gradient=(of_p if reml else trace) - first[:, p, p],
        hessian=2 * quadratic - (of_pp if reml else trace2),
        expected=of_pp if reml else trace2,
        first=t_first,
        second=t_second,
    )


def _sums(
    cross: CrossProducts, point: LikelihoodPoint, directions: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """U'V^-1 dV_a V^-1 U and U'V^-1 dV_a V^-1 dV_b V^-1 U for U = [X, y - X coef], with the
    traces of V^-1 dV_a and V^-1 dV_a V^-1 dV_b.
    """
    m, q, k = len(directions), cross.zz.shape[1], cross.p + 1
    sigma2, shrink = point.sigma2, point.shrink
    residual = np.eye(k)
    residual[:-1, -1] = -point.coef
    zu, uu = cross.zu @ residual, residual.T @ cross.uu @ residual
    f = (np.eye(q) - cross.zz @ shrink) / sigma2
    n1, m1 = f @ zu, f @ cross.zz  # Z'V^-1 U, Z'V^-1 Z
    n2, m2 = f @ n1, f @ m1  # Z'V^-2 U, Z'V^-2 Z
    back = _flat(shrink @ zu).T
    u1 = (uu - back @ _flat(zu)) / sigma2  # U'V^-1 U, then V^-2, V^-3
    u2 = (u1 - back @ _flat(n1)) / sigma2
    u3 = (u2 - back @ _flat(n2)) / sigma2
    tr1 = (cross.n - np.einsum("sjk,skj->", shrink, cross.zz)) / sigma2
    tr2 = (tr1 - np.einsum("sjk,skj->", shrink, m1)) / sigma2

    wide = n1.reshape(len(n1), q * k)
    once = (wide.T @ wide).reshape(q, k, q, k)
    mixed = (wide.T @ n2.reshape(len(n2), q * k)).reshape(q, k, q, k)
    pairs = m1.reshape(len(m1), q * q)
    traces = (pairs.T @ pairs).reshape(q, q, q, q)
    twice = np.array(
        [[(wide * m1[:, i, j, None]).T @ wide for j in range(q)] for i in range(q)]
    ).reshape(q, q, q, k, q, k)

    first, second = np.empty((m + 1, k, k)), np.empty((m + 1, m + 1, k, k))
    trace, trace2 = np.empty(m + 1), np.empty((m + 1, m + 1))
    first[:m] = np.einsum("aij,ipjr->apr", directions, once)
    first[m] = u2
    half = np.tensordot(directions, twice, axes=([1, 2], [2, 0]))  # a, j, p, k, r
    second[:m, :m] = np.tensordot(half, directions, axes=([1, 3], [1, 2])).transpose(0, 3, 1, 2)
    second[:m, m] = np.einsum("aij,ipjr->apr", directions, mixed)
    second[m, :m] = second[:m, m].transpose(0, 2, 1)
    second[m, m] = u3
    trace[:m] = np.tensordot(directions, m1.sum(axis=0))
    trace[m] = tr1
    turned = np.tensordot(directions, traces, axes=([1, 2], [1, 2]))  # M D_a M
    trace2[:m, :m] = np.tensordot(turned, directions, axes=([1, 2], [1, 2]))
    trace2[:m, m] = trace2[m, :m] = np.tensordot(directions, m2.sum(axis=0))
    trace2[m, m] = tr2
    return first, second, trace, trace2


def _flat(stack: FloatArray) -> FloatArray:
    return stack.reshape(-1, stack.shape[-1])
