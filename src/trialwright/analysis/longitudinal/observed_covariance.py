"""What the rows themselves show of the covariance of the visits, before any model of it."""

from __future__ import annotations

import numpy as np

from trialwright.analysis.longitudinal.covariance_structures import Covariance
from trialwright.analysis.longitudinal.visit_patterns import VisitPatterns
from trialwright.analysis.numeric.columns import FloatArray, analysis_error


def residual_moments(data: VisitPatterns) -> tuple[FloatArray, FloatArray]:
    """Standard deviations (t) and pairwise correlations (t x t) of least-squares residuals."""
    u, t, p = data.design.shape
    x, y = data.design.reshape(u * t, p), data.response.reshape(u * t)
    coef = np.linalg.lstsq(x, y, rcond=None)[0]
    residual = (y - x @ coef).reshape(u, t)
    products = residual.T @ residual + data.scatter.sum(axis=0)
    together = _seen_together(data)
    variance = np.diag(products) / np.maximum(np.diag(together), 1)
    pooled = float(np.trace(products) / data.n_rows)
    if pooled <= 1e-20 * float(np.sum(y**2) + np.trace(data.scatter.sum(axis=0))) / data.n_rows:
        raise analysis_error(
            "response",
            "the covariates explain the outcome entirely: no variance is left to estimate",
        )
    # A visit with hardly any variance of its own would start at the edge.
    sd = np.sqrt(np.maximum(variance, 1e-2 * pooled))
    correlation = products / np.maximum(together, 1) / np.outer(sd, sd)
    correlation = np.clip(correlation, -0.95, 0.95)
    np.fill_diagonal(correlation, 1.0)
    return sd, correlation


def check_visits(data: VisitPatterns, covariance: Covariance) -> None:
    """Raises AnalysisError where the structure needs visits that nobody came to, alone or in pairs."""
    together = _seen_together(data)
    own_variance = covariance == "unstructured" or covariance.endswith("_heterogeneous")
    unseen = np.flatnonzero(np.diag(together) == 0)
    if own_variance and len(unseen):
        raise analysis_error(
            "visit", f"nobody was seen at visit {data.levels[unseen[0]]}: it has no variance"
        )
    pairs = np.argwhere(np.triu(together == 0))
    if covariance == "unstructured" and len(pairs):
        first, second = (data.levels[place] for place in pairs[0])
        raise analysis_error(
            "visit",
            f"nobody was seen at both visits {first} and {second}: they have no covariance",
            "use a structure with fewer parameters",
        )


def _seen_together(data: VisitPatterns) -> FloatArray:
    """The number of subjects seen at both of every two visits (t x t)."""
    seen = data.observed.astype(np.float64)
    return np.asarray((seen * data.n_subjects[:, None]).T @ seen)
