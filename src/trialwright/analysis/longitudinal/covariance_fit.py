"""The covariance of repeated measures that fits best, searched from several starts.

The likelihood of incomplete visits can have more than one summit. The search therefore sets out
from what the residuals of least squares show, from no correlation and from a strong one; the highest
summit counts, and the fit says what each start found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from trialwright.analysis.longitudinal import repeated_measures_likelihood as likelihood
from trialwright.analysis.longitudinal.covariance_climb import Climb, Slope, climb, finish
from trialwright.analysis.longitudinal.covariance_structures import (
    Covariance,
    CovarianceStructure,
    covariance_structure,
)
from trialwright.analysis.longitudinal.repeated_measures_likelihood import LikelihoodPoint
from trialwright.analysis.longitudinal.unstructured import Unstructured
from trialwright.analysis.longitudinal.visit_patterns import VisitPatterns
from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.errors import AnalysisError

# Log-likelihoods of one summit, reached from two sides, differ by less.
_SAME_SUMMIT = 1e-6
# A correlation matrix this close to singular has run to the edge.
_EDGE = 1e-9
_STRONG = 0.8


@dataclass(frozen=True)
class Convergence:
    """How sure the search is of its summit.

    `gradient_norm`: length of the gradient of the log-likelihood. `remaining_step`: length of the
    next Newton step in standard errors of the parameters. `smallest_eigenvalue`: of the observed
    information of the covariance parameters, scaled to a diagonal of 1; positive at a summit.
    `steps` taken from the start that led there. `start_logliks`: where the search from each start
    ended (least squares, no correlation, strong correlation).
    """

    gradient_norm: float
    remaining_step: float
    smallest_eigenvalue: float
    steps: int
    start_logliks: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class CovarianceFit:
    """The fitted covariance (t x t) and what tests of the fixed effects are made of.

    `theta` (q), `parameters_vcov` (q x q): inverse of the observed information. `jacobian`
    (q x t x t) of V, `moved` (q x p x p): R'B R of each change of V (see the likelihood).
    """

    structure: CovarianceStructure
    theta: FloatArray
    covariance: FloatArray
    point: LikelihoodPoint
    jacobian: FloatArray
    moved: FloatArray
    parameters_vcov: FloatArray
    convergence: Convergence


def fit_covariance(data: VisitPatterns, covariance: Covariance, *, reml: bool) -> CovarianceFit:
    """Maximise the likelihood over one structure. Raises AnalysisError saying why it cannot."""
    _check_visits(data, covariance)
    structure = covariance_structure(covariance, data.n_visits)
    search = _Search(data, _searched(structure, data), reml)
    climbs = [climb(search, start) for start in _starts(search)]
    best = max(climbs, key=lambda ended: ended.place.loglik)
    highest = (one for one in climbs if one.place.loglik >= best.place.loglik - _SAME_SUMMIT)
    summit = next((ended for ended in highest if ended.arrived), None)
    if summit is None:
        raise _no_summit(best)
    reported = _Search(data, structure, reml)
    end = finish(reported, _reported(summit.place, structure), summit.steps)
    if not end.finished:
        raise _no_summit(end)
    return _fit(reported, end, tuple(ended.place.loglik for ended in climbs))


@dataclass(frozen=True, eq=False)
class _Place:
    theta: FloatArray
    covariance: FloatArray
    point: LikelihoodPoint

    @property
    def loglik(self) -> float:
        return self.point.loglik


@dataclass(frozen=True, eq=False)
class _Search:
    """The likelihood as a function of theta."""

    data: VisitPatterns
    structure: CovarianceStructure
    reml: bool

    def place(self, theta: FloatArray) -> _Place | None:
        with np.errstate(over="ignore", invalid="ignore"):
            covariance = self.structure.covariance(theta)
            if not np.isfinite(covariance).all():
                return None
            point = likelihood.evaluate(self.data, covariance, reml=self.reml)
        if point is None or not np.isfinite(point.loglik):
            return None
        return _Place(theta, covariance, point)

    def slope(self, place: _Place) -> Slope:
        slopes = likelihood.slopes(self.data, place.point, reml=self.reml)
        jacobian = self.structure.jacobian(place.theta)
        moved = likelihood.shifts(place.point, jacobian)
        hessian = likelihood.hessian(place.point, slopes, jacobian, moved, reml=self.reml)
        hessian = hessian + self.structure.curvature(place.theta, slopes.gradient)
        return Slope(np.tensordot(jacobian, slopes.gradient, axes=2), hessian)


def _searched(structure: CovarianceStructure, data: VisitPatterns) -> CovarianceStructure:
    """The structure in the parameters that are searched; only the unstructured one has others."""
    if not isinstance(structure, Unstructured):
        return structure
    return Unstructured(structure.n_visits, unit=_moments(data)[0])


def _reported(place: _Place, structure: CovarianceStructure) -> _Place:
    """The same covariance in the parameters that are reported."""
    if not isinstance(structure, Unstructured):
        return place
    return replace(place, theta=structure.parameters(place.covariance))


def _fit(search: _Search, summit: Climb[_Place], start_logliks: tuple[float, ...]) -> CovarianceFit:
    theta, point = summit.place.theta, summit.place.point
    jacobian = search.structure.jacobian(theta)
    convergence = Convergence(
        gradient_norm=float(np.linalg.norm(summit.slope.gradient)),
        remaining_step=summit.remaining,
        smallest_eigenvalue=summit.smallest_eigenvalue,
        steps=summit.steps,
        start_logliks=start_logliks,
    )
    return CovarianceFit(
        structure=search.structure,
        theta=theta,
        covariance=summit.place.covariance,
        point=point,
        jacobian=jacobian,
        moved=likelihood.shifts(point, jacobian)[:, :, :-1],
        parameters_vcov=np.asarray(np.linalg.inv(-summit.slope.hessian)),
        convergence=convergence,
    )


def _starts(search: _Search) -> list[_Place]:
    """Parameters to start from; correlations are shrunk until the structure can have them."""
    sd, correlation = _moments(search.data)
    t = search.data.n_visits
    lag = np.abs(np.subtract.outer(np.arange(t), np.arange(t)))
    return [_possible(search, sd, target) for target in (correlation, np.eye(t), _STRONG**lag)]


def _possible(search: _Search, sd: FloatArray, correlation: FloatArray) -> _Place:
    t = len(sd)
    for keep in (1.0, 0.9, 0.75, 0.5, 0.25, 0.0):
        try:
            theta = search.structure.start(sd, keep * correlation + (1 - keep) * np.eye(t))
        except np.linalg.LinAlgError:
            continue
        place = search.place(theta)
        if place is not None:
            return place
    raise analysis_error(
        "response", "the likelihood cannot be computed even without correlation between visits"
    )


def _moments(data: VisitPatterns) -> tuple[FloatArray, FloatArray]:
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


def _seen_together(data: VisitPatterns) -> FloatArray:
    """The number of subjects seen at both of every two visits (t x t)."""
    seen = data.observed.astype(np.float64)
    return np.asarray((seen * data.n_subjects[:, None]).T @ seen)


def _check_visits(data: VisitPatterns, covariance: Covariance) -> None:
    together = _seen_together(data)
    own_variance = covariance == "unstructured" or covariance.endswith("_heterogeneous")
    unseen = np.flatnonzero(np.diag(together) == 0)
    if own_variance and len(unseen):
        raise analysis_error(
            "visit", f"nobody was seen at visit number {unseen[0] + 1}: it has no variance"
        )
    pairs = np.argwhere(np.triu(together == 0))
    if covariance == "unstructured" and len(pairs):
        first, second = pairs[0] + 1
        raise analysis_error(
            "visit",
            f"nobody was seen at both visits number {first} and {second}: they have no covariance",
            "use a structure with fewer parameters",
        )


def _no_summit(best: Climb[_Place]) -> AnalysisError:
    variance = best.place.covariance
    sd = np.sqrt(np.diag(variance))
    edge = np.linalg.eigvalsh(variance / np.outer(sd, sd))[0] < _EDGE or sd.min() < 1e-6 * sd.max()
    if edge:
        what = "the likelihood keeps rising as the covariance of the visits becomes singular"
    elif not best.determined:
        what = (
            "the data do not determine all covariance parameters: the smallest eigenvalue of their "
            f"scaled information is {best.smallest_eigenvalue:.2g}"
        )
    else:
        what = (
            f"no maximum was found within {best.steps} steps: {best.remaining:.2g} standard errors "
            "of the covariance parameters were left to go"
        )
    return analysis_error("covariance", what, "use a structure with fewer parameters")
