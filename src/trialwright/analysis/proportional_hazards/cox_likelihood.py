"""The partial likelihood of the Cox model at one value of its coefficients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.proportional_hazards.sorted_rows import SortedRows

Ties = Literal["efron", "breslow", "exact"]


@dataclass(frozen=True, eq=False)
class LikelihoodPoint:
    """Log likelihood, score (p) and information (p x p) at one value of the coefficients."""

    loglik: float
    score: FloatArray
    information: FloatArray

    @property
    def is_finite(self) -> bool:
        return bool(np.isfinite(self.loglik) and np.isfinite(self.information).all())


class Likelihood(Protocol):
    """What Newton-Raphson climbs. `deaths`: the events, by weight."""

    @property
    def deaths(self) -> float: ...

    def at(self, coef: FloatArray) -> LikelihoodPoint: ...


@dataclass(frozen=True, eq=False)
class PartialLikelihood:
    """The partial likelihood (Cox 1972, 1975) of rows whose covariates are near 0.

    Efron (1977): the k-th of d tied deaths, from 0, has k/d of the tied deaths' hazards taken off
    its denominator; the d log denominators count with the mean weight of the tied deaths. Breslow
    (1974): each has the whole. Exact: the discrete likelihood of Cox (1972), over all subsets of
    who is at risk that are as large as the tie; it knows no weights.
    """

    rows: SortedRows
    ties: Ties

    @property
    def deaths(self) -> float:
        return float(np.sum(self.rows.weight[self.rows.event]))

    def at(self, coef: FloatArray) -> LikelihoodPoint:
        """Evaluate at `coef` (p); NaN and infinity come out where exponentials overflow."""
        linear = self.rows.x @ coef + self.rows.offset
        # A common factor of all hazards changes nothing.
        linear -= linear.max()
        p = len(coef)
        score, information = np.zeros(p), np.zeros((p, p))
        scan = _scan_exact if self.ties == "exact" else _scan_tied
        loglik = scan(self, linear, score, information)
        return LikelihoodPoint(loglik, score, information + np.triu(information, 1).T)


_Scan = Callable[[PartialLikelihood, FloatArray, FloatArray, FloatArray], float]


def _scan_tied(
    likelihood: PartialLikelihood, linear: FloatArray, score: FloatArray, information: FloatArray
) -> float:
    from trialwright.analysis.proportional_hazards.cox_kernels import scan_tied_deaths

    r = likelihood.rows
    efron = likelihood.ties == "efron"
    return scan_tied_deaths(
        r.stratum, r.time, r.event, r.entry, r.entry_order, r.weight, r.x, linear, efron,
        score, information,
    )  # fmt: skip


def _scan_exact(
    likelihood: PartialLikelihood, linear: FloatArray, score: FloatArray, information: FloatArray
) -> float:
    from trialwright.analysis.proportional_hazards.cox_kernels import scan_exact_ties

    r = likelihood.rows
    return scan_exact_ties(
        r.stratum, r.time, r.event, r.entry, r.entry_order, r.largest_tie, r.x, linear,
        score, information,
    )  # fmt: skip
