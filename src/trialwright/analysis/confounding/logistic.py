"""Logistic regression by maximum likelihood, which says when the covariates separate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from trialwright.analysis.confounding.logistic_design import (
    LogisticDesign,
    check_logistic_design,
)
from trialwright.analysis.confounding.logistic_likelihood import (
    LogisticLikelihood,
    Summit,
    climb,
)
from trialwright.analysis.confounding.separation import separating_columns
from trialwright.analysis.numeric.columns import FloatArray, analysis_error, check_numbers
from trialwright.analysis.numeric.terms import Covariates, model_matrix, read_terms
from trialwright.errors import AnalysisError

FirthUse = Literal["never", "auto", "always"]


@dataclass(frozen=True, eq=False)
class LogisticFit:
    """A fitted model: log odds ratios `coef` (p) by `names`, and how sure we are of them.

    `vcov` (p x p): inverse information, `se` the root of its diagonal. `loglik` without penalty.
    `fitted` (n): the probability of the response in every row, rows of weight 0 included.
    `firth`: the estimate is Firth's penalised one; said wherever it is reported. `n` rows,
    `n_events` responses. `iterations` Newton steps taken.
    """

    names: tuple[str, ...]
    coef: FloatArray
    vcov: FloatArray
    se: FloatArray
    loglik: float
    fitted: FloatArray
    n: int
    n_events: int
    iterations: int
    intercept: bool
    firth: bool

    def predict(self, covariates: Covariates, n: int) -> FloatArray:
        """The probability of the response (n) for other rows with the same covariates.

        Raises AnalysisError when the columns are not those of the fit. A model with an offset
        predicts at offset 0.
        """
        names, matrix, _ = model_matrix(read_terms(covariates, n), n, intercept=self.intercept)
        if names != self.names:
            raise analysis_error(
                "covariates", f"the columns are {', '.join(names)}, not {', '.join(self.names)}"
            )
        probabilities: FloatArray = expit(matrix @ self.coef)
        return probabilities


def logistic(
    response: ArrayLike,
    covariates: Covariates,
    *,
    weights: ArrayLike | None = None,
    offset: ArrayLike | None = None,
    intercept: bool = True,
    firth: FirthUse = "never",
) -> LogisticFit:
    """Estimate log odds ratios by maximum likelihood (Cox 1958).

    `response` (n): boolean or 0/1. `covariates`: columns (n) by name, terms, or a matrix.
    `weights` (n): case weights, 0 or more; a weight of 2 is the row twice. `offset` (n): added to
    the log odds, with coefficient 1. `firth`: penalise the likelihood (Firth 1993; Heinze &
    Schemper 2002) "always", "auto" only when covariates separate, or "never"; the result says
    which was done.

    Newton-Raphson runs until a step changes no coefficient by 1e-10 of its covariate's standard
    deviation. Assumes independent rows. Raises AnalysisError for missing values, for a covariate
    that is constant or determined by others, when everybody or nobody has the response, and, with
    "never", when covariates separate the answers: their coefficients have no finite estimate.
    """
    if firth not in get_args(FirthUse):
        raise analysis_error("firth", f"unknown use of Firth's penalty {firth!r}")
    y = check_binary(response, "response")
    case_weights = check_case_weights(weights, len(y))
    shift = np.zeros(len(y)) if offset is None else _same_length(offset, "offset", len(y))
    counts = case_weights > 0
    _check_both_answers(y[counts])
    design = check_logistic_design(covariates, counts, intercept=intercept)
    summit = climb(_likelihood(design, y, case_weights, shift, firth == "always"))
    separating = separating_columns(design.scaled[counts], y[counts]) if summit.suspect else ()
    penalised = firth == "always" or (firth == "auto" and bool(separating))
    if penalised and firth == "auto":
        summit = climb(_likelihood(design, y, case_weights, shift, True))
    if (separating and not penalised) or not summit.converged:
        raise _no_maximum(design.names, separating)
    return _fit(design, y, shift, summit, intercept=intercept, firth=penalised)


def check_binary(values: ArrayLike, name: str) -> FloatArray:
    """A boolean or 0/1 column as 0.0 and 1.0. Raises AnalysisError for anything else."""
    numbers = check_numbers(values, name)
    if not np.isin(numbers, (0.0, 1.0)).all():
        raise analysis_error(name, f"{name} holds values other than true (1) and false (0)")
    if not len(numbers):
        raise analysis_error(name, "nobody is in this analysis", "check its population")
    return numbers


def check_case_weights(weights: ArrayLike | None, n: int) -> FloatArray:
    """Case weights (n), ones where none are given. Raises AnalysisError for a negative one."""
    if weights is None:
        return np.ones(n)
    checked = _same_length(weights, "weights", n)
    if (checked < 0).any():
        row = int(np.argmax(checked < 0))
        raise analysis_error("weights", f"the weight of row {row + 1} is {checked[row]:g}")
    return checked


def _same_length(values: ArrayLike, name: str, n: int) -> FloatArray:
    numbers = check_numbers(values, name)
    if len(numbers) != n:
        raise analysis_error(name, f"{name} has {len(numbers)} rows, there are {n}")
    return numbers


def _check_both_answers(y: FloatArray) -> None:
    if not len(y) or y.min() == y.max():
        who = "nobody" if not y.any() else "everybody"
        raise analysis_error("response", f"{who} has the response: there is nothing to model")


def _likelihood(
    design: LogisticDesign, y: FloatArray, weights: FloatArray, shift: FloatArray, firth: bool
) -> LogisticLikelihood:
    counts = weights > 0
    return LogisticLikelihood(
        design.scaled[counts], y[counts], weights[counts], shift[counts], firth
    )


def _no_maximum(names: tuple[str, ...], separating: tuple[int, ...]) -> AnalysisError:
    guilty = [names[j] for j in separating if names[j] != "(Intercept)"]
    if not guilty:
        return analysis_error(
            "covariates",
            "the likelihood was not climbed to its maximum",
            "look for weights, offsets or covariates of very different sizes",
        )
    return analysis_error(
        guilty[0],
        f"{' and '.join(guilty)} separate those with the response from those without: "
        "no finite odds ratio fits these data best",
        "merge or drop the level that predicts perfectly, or use firth='auto'",
    )


def _fit(
    design: LogisticDesign,
    y: FloatArray,
    shift: FloatArray,
    summit: Summit,
    *,
    intercept: bool,
    firth: bool,
) -> LogisticFit:
    vcov = design.scaling @ np.linalg.inv(summit.point.information) @ design.scaling.T
    return LogisticFit(
        names=design.names,
        coef=design.scaling @ summit.coef,
        vcov=vcov,
        se=np.sqrt(np.diag(vcov)),
        loglik=summit.point.loglik,
        fitted=expit(design.scaled @ summit.coef + shift),
        n=len(y),
        n_events=int(y.sum()),
        iterations=summit.iterations,
        intercept=intercept,
        firth=firth,
    )
