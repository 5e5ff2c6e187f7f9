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
from trialwright.analysis.longitudinal.observed_covariance import check_visits, residual_moments
from trialwright.analysis.longitudinal.repeated_measures_likelihood import LikelihoodPoint
from trialwright.analysis.longitudinal.unstructured import Unstructured
from trialwright.analysis.longitudinal.visit_patterns import VisitPatterns
from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.errors import AnalysisError

# Log-likelihoods of one summit, reached from two sides, differ by less.
_SAME_SUMMIT = 1e-6
# A correlation matrix this close to singular has run to the edge.
_EDGE = 1e-9
_FLAT = 1e-6
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
    check_visits(data, covariance)
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

    def is_edge(self, place: _Place) -> bool:
        return _is_singular(place.covariance)


def _searched(structure: CovarianceStructure, data: VisitPatterns) -> CovarianceStructure:
    """The structure in the parameters that are searched; only the unstructured one has others."""
    if not isinstance(structure, Unstructured):
        return structure
    return Unstructured(structure.n_visits, unit=residual_moments(data)[0])


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
    sd, correlation = residual_moments(search.data)
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


def _is_singular(covariance: FloatArray) -> bool:
    """Whether some visit, or some combination of visits, has practically no variance."""
    sd = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(sd, sd)
    return bool(sd.min() < _FLAT * sd.max() or np.linalg.eigvalsh(correlation)[0] < _EDGE)


def _no_summit(best: Climb[_Place]) -> AnalysisError:
    if _is_singular(best.place.covariance):
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
