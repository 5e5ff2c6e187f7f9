"""The likelihood of interval-censored events under a piecewise constant hazard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.interval_censoring.event_intervals import EventIntervals
from trialwright.analysis.numeric.columns import BoolArray, FloatArray
from trialwright.analysis.proportional_hazards.cox_likelihood import LikelihoodPoint


@dataclass(frozen=True, eq=False)
class PiecewiseLikelihood:
    """Times spent in each of J pieces before, and within, the interval of each row (n x J).

    `x` (n x p). `bounded`: the event lies in an interval of some length; `exact_piece` (n x J):
    1 for the piece of an exactly known event. The parameters are steps away from the log rates
    `start` (J) and from coefficients of 0.
    """

    before: FloatArray
    within: FloatArray
    x: FloatArray
    bounded: BoolArray
    exact_piece: FloatArray
    start: FloatArray

    @classmethod
    def of(cls, intervals: EventIntervals, edges: FloatArray, x: FloatArray) -> PiecewiseLikelihood:
        """`edges` (J + 1) from 0 to infinity."""
        before = _time_in_pieces(intervals.left, edges)
        bounded = intervals.has_event & ~intervals.is_exact
        right = np.where(bounded, intervals.right, intervals.left)
        within = _time_in_pieces(right, edges) - before
        middle = np.where(intervals.has_event, (intervals.left + right) / 2, np.inf)
        piece = np.searchsorted(edges, middle, side="left")[:, None] - 1
        in_piece = (piece == np.arange(len(edges) - 1)) & intervals.has_event[:, None]
        events, time = in_piece.sum(axis=0), (before + within / 2).sum(axis=0)
        # Half an event more, so that a piece without a middle in it starts somewhere.
        return cls(
            before=before,
            within=within,
            x=x,
            bounded=bounded,
            exact_piece=(in_piece & intervals.is_exact[:, None]).astype(np.float64),
            start=np.log((events + 0.5) / np.maximum(time, np.finfo(np.float64).tiny)),
        )

    @property
    def deaths(self) -> float:
        return float(self.bounded.sum() + self.exact_piece.sum())

    def parameters(self, step: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Log rates (J) and coefficients (p)."""
        j = len(self.start)
        return self.start + step[:j], step[j:]

    def at(self, step: FloatArray) -> LikelihoodPoint:
        """Log likelihood, score and information in the log rates, then the coefficients."""
        log_rates, coef = self.parameters(step)
        with np.errstate(all="ignore"):
            ratio = np.exp(self.x @ coef)[:, None]
            before = self.before * np.exp(log_rates) * ratio
            within = self.within * np.exp(log_rates) * ratio
            return self._evaluate(log_rates, coef, before, within)

    def _evaluate(
        self, log_rates: FloatArray, coef: FloatArray, before: FloatArray, within: FloatArray
    ) -> LikelihoodPoint:
        length = within.sum(axis=1)
        inside = np.where(self.bounded, np.log(-np.expm1(-length)), 0.0)
        odds = np.where(self.bounded, 1 / np.expm1(length), 0.0)[:, None]
        exact = self.exact_piece
        loglik = inside.sum() - before.sum() + exact.sum(axis=0) @ log_rates
        loglik += exact.sum(axis=1) @ (self.x @ coef)
        # The cumulated hazard of a row in a piece has itself as derivative in its log rate, and
        # times x in a coefficient; so has each of these derivatives in turn.
        pull = odds * within - before
        within_sum = np.column_stack((within, length[:, None] * self.x))
        score = np.concatenate(((pull + exact).sum(axis=0), self.x.T @ (pull + exact).sum(axis=1)))
        cross = pull.T @ self.x
        linear = np.block(
            [
                [np.diag(pull.sum(axis=0)), cross],
                [cross.T, (self.x * pull.sum(axis=1, keepdims=True)).T @ self.x],
            ]
        )
        information = (odds * (1 + odds) * within_sum).T @ within_sum - linear
        if not _is_positive_definite(information):
            information = self._information_if_known(before + within)
        return LikelihoodPoint(float(loglik), score, information)

    def _information_if_known(self, cumulated: FloatArray) -> FloatArray:
        """The information were all times known and the hazards `cumulated` (n x J) spent.

        It is always positive definite: far from the maximum, where the likelihood may bend upwards,
        it still gives a step that climbs.
        """
        cross = cumulated.T @ self.x
        among = (self.x * cumulated.sum(axis=1, keepdims=True)).T @ self.x
        return np.block([[np.diag(cumulated.sum(axis=0)), cross], [cross.T, among]])


def _is_positive_definite(matrix: FloatArray) -> bool:
    if not np.isfinite(matrix).all():
        return False
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return False
    return True


def _time_in_pieces(until: FloatArray, edges: FloatArray) -> FloatArray:
    """How much of (0, until] lies in each piece: n x J."""
    length: FloatArray = np.clip(until[:, None], edges[:-1], edges[1:]) - edges[:-1]
    return length
