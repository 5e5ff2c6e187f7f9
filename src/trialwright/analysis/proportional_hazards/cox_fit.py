"""A fitted Cox model, and what is computed from it when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.numeric.regular_columns import regular_quadratic_form
from trialwright.analysis.proportional_hazards.cox_data import CoxData
from trialwright.analysis.proportional_hazards.cox_likelihood import LikelihoodPoint, Ties
from trialwright.analysis.proportional_hazards.risk_moments import RiskMoments
from trialwright.analysis.survival.concordance import Concordance, compute_concordance


@dataclass(frozen=True, eq=False)
class CoxFit:
    """A fitted model: log hazard ratios `coef` (p) by `names`, and how sure we are of them.

    `vcov` (p x p) is the sandwich if `robust`, else the inverse information, which `naive_vcov`
    always is; `se` the root of the diagonal of `vcov`. `loglik` at 0 and fitted. `n` rows and
    `n_events` are counts, whatever the weights. `iterations` Newton steps taken. `penalised`: why
    Firth's penalty was added, None if it was not; the log likelihoods then contain it. `data`:
    what was fitted. Tests, concordance and residuals are computed when they are asked for.
    """

    names: tuple[str, ...]
    coef: FloatArray
    vcov: FloatArray
    naive_vcov: FloatArray
    se: FloatArray
    loglik: tuple[float, float]
    n: int
    n_events: int
    ties: Ties
    robust: bool
    penalised: str | None
    iterations: int
    start: LikelihoodPoint = field(repr=False)
    data: CoxData = field(repr=False)

    def limits(self, conf_level: float = 0.95) -> FloatArray:
        """Lower and upper limits of the coefficients (p x 2), coef +- z se."""
        half = normal_quantile(conf_level) * self.se
        return np.column_stack((self.coef - half, self.coef + half))

    @cached_property
    def lr_test(self) -> ChiSquareTest:
        """Likelihood ratio test that all coefficients are 0; it assumes independent rows."""
        return ChiSquareTest(2 * (self.loglik[1] - self.loglik[0]), len(self.coef))

    @cached_property
    def score_test(self) -> ChiSquareTest:
        """Score test that all coefficients are 0, model-based; it assumes independent rows."""
        return ChiSquareTest(*regular_quadratic_form(self.start.information, self.start.score))

    @cached_property
    def wald_test(self) -> ChiSquareTest:
        """Wald test that all coefficients are 0, with `vcov`."""
        return ChiSquareTest(*regular_quadratic_form(self.vcov, self.coef))

    @cached_property
    def robust_score_test(self) -> ChiSquareTest | None:
        """Score test that all coefficients are 0, its variance from the score residuals at 0
        summed by cluster (Lin & Wei 1989). None unless the fit is robust.
        """
        if not self.robust:
            return None
        moments = RiskMoments.of(self.data, np.zeros(len(self.coef)), self.ties)
        residuals = self.data.sum_by_unit(self.data.weighted(moments.score_residuals()))
        return ChiSquareTest(*regular_quadratic_form(residuals.T @ residuals, self.start.score))

    @cached_property
    def concordance(self) -> Concordance:
        """How well the predictor orders the events: weighted, within strata. Its standard error
        sums influences within clusters if the fit is robust.
        """
        data = self.data
        return compute_concordance(
            data.times,
            self.predictor,
            weight=data.weight,
            stratum=data.stratum,
            cluster=data.unit if self.robust else None,
        )

    @cached_property
    def predictor(self) -> FloatArray:
        """The linear predictor x'b + offset (n), covariates as given."""
        linear = self.data.design.predictor(self.coef)
        return linear if self.data.offset is None else linear + self.data.offset

    @cached_property
    def moments(self) -> RiskMoments:
        """Denominators and mean covariates at each death: what residuals, curves and tests over
        time are made of. Raises AnalysisError for a fit with exact ties.
        """
        if self.ties == "exact":
            raise analysis_error(
                "fit",
                "a model with exact ties has odds and no hazards: it has no residuals, curves or "
                "test over time",
                "use efron",
            )
        return RiskMoments.of(self.data, self.coef * self.data.design.scale, self.ties)
