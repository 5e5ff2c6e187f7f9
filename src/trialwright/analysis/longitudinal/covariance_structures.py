"""The covariance of a subject's visits as a function of unbounded parameters.

Parameters are those of R's mmrm, on which the Kenward-Roger adjustment depends: log standard
deviations first (one, or one a visit), then what makes the correlations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from trialwright.analysis.longitudinal import correlations
from trialwright.analysis.longitudinal.correlations import Correlation
from trialwright.analysis.longitudinal.unstructured import Unstructured
from trialwright.analysis.numeric.columns import FloatArray

Covariance = Literal[
    "unstructured",
    "toeplitz_heterogeneous",
    "toeplitz",
    "ante_dependence",
    "ar1_heterogeneous",
    "ar1",
    "compound_symmetry_heterogeneous",
    "compound_symmetry",
]


class CovarianceStructure(Protocol):
    """A covariance matrix V (t x t) of parameters theta (q)."""

    def covariance(self, theta: FloatArray) -> FloatArray:
        """V (t x t)."""

    def jacobian(self, theta: FloatArray) -> FloatArray:
        """The derivative of V in each parameter (q x t x t)."""

    def curvature(self, theta: FloatArray, weight: FloatArray) -> FloatArray:
        """Second derivatives (q x q) of the sum of `weight` (t x t, symmetric) times V."""

    def mean_curvature(self, theta: FloatArray, weight: FloatArray) -> FloatArray:
        """Sum of `weight` (q x q) times the second derivatives of V (t x t)."""

    def start(self, sd: FloatArray, correlation: FloatArray) -> FloatArray:
        """Parameters that come near standard deviations (t) and correlations (t x t)."""


@dataclass(frozen=True)
class Correlated:
    """V = S R S: standard deviations S = exp(theta), one or one a visit, correlations R."""

    n_visits: int
    heterogeneous: bool
    correlation: Correlation
    kind: str

    @property
    def n_sd(self) -> int:
        return self.n_visits if self.heterogeneous else 1

    def covariance(self, theta: FloatArray) -> FloatArray:
        correlation, _, _ = self.correlation(theta[self.n_sd :], self.n_visits)
        return self._scale(theta) * correlation

    def jacobian(self, theta: FloatArray) -> FloatArray:
        correlation, slope, _ = self.correlation(theta[self.n_sd :], self.n_visits)
        scale = self._scale(theta)
        return np.concatenate([self._incidence() * scale * correlation, scale * slope])

    def curvature(self, theta: FloatArray, weight: FloatArray) -> FloatArray:
        return np.tensordot(self._second(theta), weight, axes=2)

    def mean_curvature(self, theta: FloatArray, weight: FloatArray) -> FloatArray:
        return np.tensordot(weight, self._second(theta), axes=2)

    def start(self, sd: FloatArray, correlation: FloatArray) -> FloatArray:
        log_sd = np.log(sd) if self.heterogeneous else np.log([np.sqrt(np.mean(sd**2))])
        return np.concatenate([log_sd, _START[self.kind](correlation)])

    def _scale(self, theta: FloatArray) -> FloatArray:
        sd = np.exp(np.broadcast_to(theta[: self.n_sd], self.n_visits))
        return np.outer(sd, sd)

    def _incidence(self) -> FloatArray:
        """How often each log standard deviation stands in each element of log V (n_sd x t x t)."""
        each = np.eye(self.n_visits) if self.heterogeneous else np.ones((1, self.n_visits))
        return each[:, :, None] + each[:, None, :]

    def _second(self, theta: FloatArray) -> FloatArray:
        correlation, slope, curvature = self.correlation(theta[self.n_sd :], self.n_visits)
        times, scale = self._incidence(), self._scale(theta)
        s, q = self.n_sd, len(theta)
        second = np.empty((q, q, self.n_visits, self.n_visits))
        second[:s, :s] = times[:, None] * times[None] * (scale * correlation)
        second[:s, s:] = times[:, None] * (scale * slope)[None]
        second[s:, :s] = second[:s, s:].transpose(1, 0, 2, 3)
        second[s:, s:] = scale * curvature
        return second


def covariance_structure(covariance: Covariance, n_visits: int) -> CovarianceStructure:
    """The structure of that name for a number of visits, 2 or more."""
    if covariance == "unstructured":
        return Unstructured(n_visits)
    kind = covariance.removesuffix("_heterogeneous")
    return Correlated(n_visits, kind != covariance, _CORRELATIONS[kind], kind)


def _start_compound_symmetry(correlation: FloatArray) -> FloatArray:
    t = len(correlation)
    lowest = correlations.compound_symmetry_bound(t)
    mean = float(correlation[np.triu_indices(t, 1)].mean())
    p = np.clip((mean - lowest) / (1 - lowest), 0.02, 0.98)
    return np.log([p / (1 - p)])


def _start_ar1(correlation: FloatArray) -> FloatArray:
    return correlations.unbounded(np.array([np.clip(np.mean(np.diag(correlation, 1)), -0.9, 0.9)]))


def _start_toeplitz(correlation: FloatArray) -> FloatArray:
    # Such means need not make a possible matrix; who starts from them shrinks until they do.
    means = [np.mean(np.diag(correlation, lag)) for lag in range(1, len(correlation))]
    return correlations.unbounded(np.array(means))


def _start_ante_dependence(correlation: FloatArray) -> FloatArray:
    return correlations.unbounded(np.diag(correlation, 1))


_CORRELATIONS: Mapping[str, Correlation] = {
    "compound_symmetry": correlations.compound_symmetry,
    "ar1": correlations.ar1,
    "toeplitz": correlations.toeplitz,
    "ante_dependence": correlations.ante_dependence,
}
_START = {
    "compound_symmetry": _start_compound_symmetry,
    "ar1": _start_ar1,
    "toeplitz": _start_toeplitz,
    "ante_dependence": _start_ante_dependence,
}
