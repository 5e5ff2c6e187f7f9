"""The variance of fixed effects after Kenward & Roger (1997), for repeated measures.

C + 2 C [sum over k, l of W_kl (Q_kl - P_k C P_l - R_kl / 4)] C with, summed over subjects,
P_k = -X'M V_k M X, Q_kl = X'M V_k M V_l M X, R_kl = X'M V_kl M X; V_k, V_kl are derivatives of the
covariance V, W is the variance of its parameters. Sums over k, l come first: W is carried from the
parameters to the elements of V, so that the cost does not grow with the square of their number.
"""

from __future__ import annotations

import numpy as np

from trialwright.analysis.longitudinal.covariance_fit import CovarianceFit
from trialwright.analysis.longitudinal.visit_patterns import VisitPatterns
from trialwright.analysis.numeric.columns import FloatArray


def adjusted_root_vcov(data: VisitPatterns, fit: CovarianceFit, *, linear: bool) -> FloatArray:
    """The adjusted variance between R' and R, where C = R R' (p x p): I without adjustment.

    `linear` leaves R_kl out, as where V is linear in its parameters (Kenward & Roger 2009 discuss
    why parametrisations differ).
    """
    spread, w = fit.point.spread, fit.parameters_vcov
    s, t, _ = fit.point.precision.shape
    flat = fit.jacobian.reshape(-1, t * t)
    # Sum over k, l of W_kl V_k[a, b] V_l[c, d], then of V_k M V_l for each pattern's M.
    pairs = (flat.T @ w @ flat).reshape(t, t, t, t).transpose(0, 3, 1, 2).reshape(t * t, t * t)
    inner = (fit.point.precision.reshape(s, t * t) @ pairs.T).reshape(s, t, t)
    if not linear:
        inner = inner - fit.structure.mean_curvature(fit.theta, w) / 4
    total = _between(spread, inner[data.pattern])
    weighted = np.tensordot(w, fit.moved, axes=1)
    total -= np.einsum("kij,kjm->im", fit.moved, weighted, optimize=True)
    return np.asarray(np.eye(len(total)) + total + total.T)


def _between(spread: FloatArray, inner: FloatArray) -> FloatArray:
    """Sum over rotated subjects of spread' inner spread (p x p)."""
    u, t, p = spread.shape
    return spread.reshape(u * t, p).T @ (inner @ spread).reshape(u * t, p)
