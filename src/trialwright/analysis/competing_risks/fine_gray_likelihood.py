"""The partial likelihood of subdistribution hazards, its derivatives and its residuals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.competing_risks.censoring_curve import CensoringCurve
from trialwright.analysis.competing_risks.competing_times import CompetingTimes
from trialwright.analysis.numeric.columns import FloatArray, IntArray
from trialwright.analysis.proportional_hazards.cox_likelihood import LikelihoodPoint


@dataclass(frozen=True, eq=False)
class SubdistributionRisk:
    """Rows sorted by time, and the weighted risk sets at the g distinct times of the cause.

    A row is at risk with weight 1 up to its time T. If it failed from another cause it stays at
    risk at every later time t with weight G(t-)/G(T-), G of its censoring group. The weight is a
    product of a factor of t and one of the row, so sums over risk sets are cumulative sums over
    rows, O(n) for all of them together; the n x g weights are never made.

    `order` (n): the rows sorted by time. By sorted row: `is_own`, `is_other` (n) say how it ended,
    `stays` (n) is 1/G(T-) for another cause and 0 else, `censoring_group` (n) its group; `slot` (n)
    counts event times <= T. `before` (g): rows with T < t. `events` (g) at each event time.
    `uncensored` (g x groups) is G(t-).
    """

    order: IntArray
    time: FloatArray
    is_own: FloatArray
    is_other: FloatArray
    is_censored: FloatArray
    stays: FloatArray
    censoring_group: IntArray
    curves: tuple[CensoringCurve, ...]
    event_time: FloatArray
    slot: IntArray
    before: IntArray
    events: FloatArray
    uncensored: FloatArray

    @classmethod
    def of(cls, times: CompetingTimes, code: int, group: IntArray) -> SubdistributionRisk:
        """`code`: the cause; `group` (n) numbers the groups with a censoring of their own."""
        order = np.argsort(times.time, kind="stable")
        time, ended, group = times.time[order], times.code[order], group[order]
        curves = tuple(
            CensoringCurve.of(time[group == g], ended[group == g] == 0)
            for g in range(group.max() + 1)
        )
        is_other = (ended > 0) & (ended != code)
        stays = np.zeros(len(time))
        for g, curve in enumerate(curves):
            rows = is_other & (group == g)
            stays[rows] = 1 / curve.before(time[rows])
        event_time, events = np.unique(time[ended == code], return_counts=True)
        return cls(
            order=order,
            time=time,
            is_own=(ended == code).astype(np.float64),
            is_other=is_other.astype(np.float64),
            is_censored=(ended == 0).astype(np.float64),
            stays=stays,
            censoring_group=group,
            curves=curves,
            event_time=event_time,
            slot=np.searchsorted(event_time, time, side="right"),
            before=np.searchsorted(time, event_time, side="left"),
            events=events.astype(np.float64),
            uncensored=np.column_stack([curve.before(event_time) for curve in curves]),
        )

    def sums(self, values: FloatArray) -> FloatArray:
        """Sum `values` (n x m, by sorted row) over each weighted risk set: g x m."""
        total = _sums_from(values)[self.before]
        for g in range(len(self.curves)):
            factor = self.stays * (self.censoring_group == g)
            gone = _sums_before(factor[:, None] * values)[self.before]
            total += self.uncensored[:, g, None] * gone
        return total

    def sums_while_at_risk(self, values: FloatArray) -> FloatArray:
        """Sum `values` (g x m) over the risk sets of each row, with its weight in each: n x m."""
        total = _sums_before(values)[self.slot]
        for g in range(len(self.curves)):
            factor = self.stays * (self.censoring_group == g)
            later = _sums_from(self.uncensored[:, g, None] * values)[self.slot]
            total += factor[:, None] * later
        return total

    def sums_of_events(self, values: FloatArray) -> FloatArray:
        """Sum `values` (n x m, by sorted row) over the events of each event time: g x m."""
        rows = np.flatnonzero(self.is_own)
        starts = np.cumsum(self.events) - self.events
        sums: FloatArray = np.add.reduceat(values[rows], starts.astype(np.intp), axis=0)
        return sums


def _sums_before(values: FloatArray) -> FloatArray:
    """Row j: the sum of the first j rows; one row more than `values`."""
    return np.concatenate((np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)))


def _sums_from(values: FloatArray) -> FloatArray:
    """Row j: the sum of the rows from j on; one row more than `values`."""
    backward = np.cumsum(values[::-1], axis=0)[::-1]
    return np.concatenate((backward, np.zeros((1, values.shape[1]))))


@dataclass(frozen=True, eq=False)
class SubdistributionLikelihood:
    """The partial likelihood of covariates `x` (n x p, by sorted row), ties after Breslow."""

    x: FloatArray
    risk: SubdistributionRisk

    @property
    def deaths(self) -> float:
        return float(self.risk.events.sum())

    def at(self, coef: FloatArray) -> LikelihoodPoint:
        """Evaluate at `coef` (p); NaN and infinity come out where exponentials overflow."""
        with np.errstate(all="ignore"):
            state = self.state(coef)
            hazard_sum = state.exposure[:, None] * self.x
            events = self.risk.events
            return LikelihoodPoint(
                loglik=float(self.risk.is_own @ state.linear - events @ np.log(state.denominator)),
                score=self.risk.is_own @ self.x - events @ state.mean,
                information=self.x.T @ hazard_sum - (state.mean.T * events) @ state.mean,
            )

    def state(self, coef: FloatArray) -> RiskState:
        linear = self.x @ coef
        shift = linear.max()
        hazard = np.exp(linear - shift)
        sums = self.risk.sums(np.column_stack((hazard, hazard[:, None] * self.x)))
        increments = self.risk.events / sums[:, 0]
        return RiskState(
            linear=linear - shift,
            hazard=hazard,
            denominator=sums[:, 0],
            mean=sums[:, 1:] / sums[:, :1],
            increments=increments,
            exposure=hazard * self.risk.sums_while_at_risk(increments[:, None])[:, 0],
            shift=float(shift),
        )


@dataclass(frozen=True, eq=False)
class RiskState:
    """What the derivatives are made of, at one value of the coefficients.

    By sorted row: `linear` = x'b - shift, `hazard` its exponential, `exposure` the sum of hazard
    times weight over the baseline increments. By event time: `denominator`, weighted `mean` of the
    covariates, `increments` of the baseline hazard (times exp(shift)).
    """

    linear: FloatArray
    hazard: FloatArray
    denominator: FloatArray
    mean: FloatArray
    increments: FloatArray
    exposure: FloatArray
    shift: float


def compute_score_residuals(likelihood: SubdistributionLikelihood, state: RiskState) -> FloatArray:
    """What each row contributes to the score, the censoring distribution taken as known: n x p."""
    risk, x = likelihood.risk, likelihood.x
    expected = risk.sums_while_at_risk(state.increments[:, None] * state.mean)
    residuals = state.hazard[:, None] * expected - x * state.exposure[:, None]
    own = np.flatnonzero(risk.is_own)
    residuals[own] += x[own] - state.mean[risk.slot[own] - 1]
    return residuals


def compute_censoring_residuals(
    likelihood: SubdistributionLikelihood, state: RiskState
) -> FloatArray:
    """What each row contributes to the score by its part in estimating G: n x p.

    psi of Fine & Gray (1999): the integral of q(u)/pi(u) over the row's censoring martingale, pi
    the number at risk in its group. q(u) sums, over the group's failures from other causes before
    u and the event times s >= u, (x - mean(s)) times weight times hazard times increment; as the
    weight is a product, q is one of cumulative sums.
    """
    risk, x = likelihood.risk, likelihood.x
    psi = np.zeros_like(x)
    for g, curve in enumerate(risk.curves):
        if not len(curve.time):
            continue
        rows = np.flatnonzero(risk.censoring_group == g)
        factor = (risk.stays[rows] * state.hazard[rows])[:, None]
        until = np.searchsorted(risk.time[rows], curve.time, side="left")
        failed = _sums_before(factor)[until]
        failed_x = _sums_before(factor * x[rows])[until]
        step = (risk.uncensored[:, g] * state.increments)[:, None]
        since = np.searchsorted(risk.event_time, curve.time, side="left")
        q = failed_x * _sums_from(step)[since] - failed * _sums_from(step * state.mean)[since]
        per_risk = q / curve.n_risk[:, None]
        compensator = _sums_before(per_risk * (curve.n_censored / curve.n_risk)[:, None])
        psi[rows] = -compensator[np.searchsorted(curve.time, risk.time[rows], side="right")]
        censored = rows[risk.is_censored[rows] > 0]
        psi[censored] += per_risk[np.searchsorted(curve.time, risk.time[censored])]
    return psi
