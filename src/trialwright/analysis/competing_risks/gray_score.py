"""Score and covariance of Gray's test in one stratum.

At event time t and in group k let n be the number at risk, S the Kaplan-Meier curve of any event
and F the incidence of the cause. n/S(t-) is the number at risk had nobody had an event yet, and
n (1 - F(t-))/S(t-) that of the risk set of the subdistribution, which keeps who had another cause.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.competing_risks.competing_times import CompetingTimes
from trialwright.analysis.competing_risks.cumulative_incidence import tie_correction
from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray, analysis_error
from trialwright.analysis.numeric.options import check_number


@dataclass(frozen=True, eq=False)
class GroupCounts:
    """At each event time (m) and group (g): at risk, events of the cause, of the others."""

    n_risk: FloatArray
    own: FloatArray
    other: FloatArray


def count_by_group(
    times: CompetingTimes, group: IntArray, n_groups: int, chosen: BoolArray
) -> list[GroupCounts]:
    """Count the chosen rows at every time at which one of them has an event; a table a cause.

    `group` (n) from 0.
    """
    ended, group = times.code[chosen], group[chosen]
    moments, place = np.unique(times.time[chosen], return_inverse=True)
    has_event = np.bincount(place[ended > 0], minlength=len(moments)) > 0
    m = int(np.count_nonzero(has_event))
    # A row is at risk up to the last event time at or before its own: the number of these times.
    last = np.cumsum(has_event, dtype=np.intp)[place]
    leaving = _tally(last, group, m + 1, n_groups)
    staying = np.cumsum(leaving[::-1], axis=0)[::-1]
    by_cause = [
        _tally(last[ended == code] - 1, group[ended == code], m, n_groups)
        for code in range(1, len(times.causes) + 1)
    ]
    events = np.sum(by_cause, axis=0)
    return [GroupCounts(n_risk=staying[1:], own=own, other=events - own) for own in by_cause]


def _tally(row: IntArray, group: IntArray, m: int, n_groups: int) -> FloatArray:
    counts = np.bincount(row * n_groups + group, minlength=m * n_groups)
    return counts.reshape(m, n_groups).astype(np.float64)


def score_and_covariance(counts: GroupCounts, rho: float) -> tuple[FloatArray, FloatArray]:
    """Score (g) and covariance (g x g), after Gray (1988), sections 2 and 3.

    `rho`: the weight is (1 - F(t-))^rho with the pooled F; 0 once that has reached 1, as it can in
    a few participants whose groups end at different times.
    """
    if not np.isfinite(check_number(rho, "rho")):
        raise analysis_error("rho", f"rho {rho} is not a finite number")
    curves = _curves(counts)
    left = curves.pooled_left
    weight = np.where(left > 0, np.where(left > 0, left, 1.0) ** rho, 0.0)
    modified = curves.exposed * (1 - curves.incidence_before)
    expected = modified * (counts.own.sum(axis=1) / modified.sum(axis=1))[:, None]
    return weight @ (counts.own - expected), _covariance(counts, curves, weight)


@dataclass(frozen=True, eq=False)
class _Curves:
    """By event time and group: S at and before, F before, n/S(t-); pooled F at, and one less it
    before, each time.

    `total` (m) sums n/S(t-) over the groups; the pooled F grows by events/total.
    """

    surv: FloatArray
    surv_before: FloatArray
    incidence_before: FloatArray
    exposed: FloatArray
    total: FloatArray
    pooled: FloatArray
    pooled_left: FloatArray


def _curves(counts: GroupCounts) -> _Curves:
    hazard = _ratio(counts.own + counts.other, counts.n_risk)
    surv = np.cumprod(1 - hazard, axis=0, dtype=np.float64)
    surv_before = _shifted(surv, 1.0)
    incidence = np.cumsum(surv_before * _ratio(counts.own, counts.n_risk), axis=0)
    # In a group with nobody left S may be 0: it is not exposed.
    exposed = _ratio(counts.n_risk, surv_before)
    total = exposed.sum(axis=1)
    pooled = np.cumsum(counts.own.sum(axis=1) / total)
    return _Curves(
        surv=surv,
        surv_before=surv_before,
        incidence_before=_shifted(incidence, 0.0),
        exposed=exposed,
        total=total,
        pooled=pooled,
        pooled_left=np.where(_shifted(pooled, 0.0) < 1 - 1e-12, 1 - _shifted(pooled, 0.0), 0.0),
    )


def _covariance(counts: GroupCounts, curves: _Curves, weight: FloatArray) -> FloatArray:
    """Sum over event times and groups k of (effect on the scores)(effect)' x variance of the jump.

    A jump of the cause in group k at t moves the score of group i at once, by a[i, k], and later
    through the survival and the incidence of k, which every later term contains: by what is still
    to come of c, the integral of a. A jump of another cause acts only later.
    """
    a = _immediate_effect(curves, weight)
    events = counts.own.sum(axis=1)
    hazard = _ratio(events, curves.total * curves.pooled_left)
    c = np.cumsum(a * hazard[:, None, None], axis=0)
    to_come = c[-1] - c
    event_free_share = _ratio(1 - curves.pooled[:, None], curves.surv)
    own_effect = a + np.where(curves.surv > 0, 1 - event_free_share, 1.0)[:, None, :] * to_come
    other_effect = event_free_share[:, None, :] * to_come
    own_size, other_size = _jump_variances(counts, curves, events)
    return _sum_of_squares(own_effect, own_size) + _sum_of_squares(other_effect, other_size)


def _immediate_effect(curves: _Curves, weight: FloatArray) -> FloatArray:
    """a(t)[i, k], m x g x g; its columns and rows add up to 0."""
    share = curves.exposed / curves.total[:, None]
    groups = np.arange(share.shape[1])
    a = -curves.exposed[:, :, None] * share[:, None, :]
    a[:, groups, groups] += curves.exposed
    return weight[:, None, None] * a


def _jump_variances(
    counts: GroupCounts, curves: _Curves, events: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Variance of a group's incidence jump, for the cause and for the others: m x g.

    Under the null hypothesis the cause jumps alike in all groups, so its variance uses the pooled
    number of events; ties are corrected by the number that would be at risk in all groups.
    """
    at_risk = np.maximum(counts.n_risk, 1.0)
    alike = curves.total[:, None] * curves.surv_before
    tied = events[:, None] > 1
    correction = np.where(tied, 1 - _ratio(events[:, None] - 1, alike - 1), 1.0)
    own = correction * curves.surv_before * (events / curves.total)[:, None] / at_risk
    other = tie_correction(counts.other, counts.n_risk) * counts.other
    other = other * (curves.surv_before / at_risk) ** 2
    # Nothing comes after S = 0: the group has nobody left.
    return np.where(counts.n_risk > 0, own, 0.0), np.where(curves.surv > 0, other, 0.0)


def _sum_of_squares(effect: FloatArray, size: FloatArray) -> FloatArray:
    total: FloatArray = np.einsum("tik,tk,tjk->ij", effect, size, effect, optimize=True)
    return total


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """part / whole, of the shape of whole; 0 where whole is not above 0."""
    ratio: FloatArray = np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)
    return ratio


def _shifted(values: FloatArray, first: float) -> FloatArray:
    """Each row one later, `first` in front: the value just before each time."""
    return np.concatenate((np.full_like(values[:1], first), values[:-1]))
