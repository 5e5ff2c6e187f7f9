"""Two groups compared within strata: Cochran, Mantel and Haenszel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from typing import Literal, get_args

import numpy as np

from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.confidence import normal_quantile
from trialwright.analysis.numeric.estimate import UNDETERMINED, Estimate
from trialwright.analysis.proportions.counts import Count
from trialwright.analysis.proportions.fitted_table import fitted_events

DifferenceVariance = Literal["sato", "greenland_robins"]


@dataclass(frozen=True)
class MantelHaenszel:
    """Treated against control, common to all strata.

    `test`: that there is no association in any stratum. `odds_ratio`, `risk_ratio`,
    `risk_difference`: the common ones with limits. `homogeneity`: that the odds ratio is the same
    in each stratum (Breslow & Day with Tarone's correction), None with one informative stratum or
    no finite common odds ratio. `n_strata` are given, `n_informative` of them have both groups;
    the others say nothing of a comparison and are left out.
    """

    test: ChiSquareTest | None
    odds_ratio: Estimate
    risk_ratio: Estimate
    risk_difference: Estimate
    homogeneity: ChiSquareTest | None
    n_strata: int
    n_informative: int


@dataclass(frozen=True, eq=False)
class _Tables:
    """Cells of the informative strata, as columns: a of n1 treated, c of n0 control."""

    a: FloatArray
    n1: FloatArray
    c: FloatArray
    n0: FloatArray

    @property
    def n(self) -> FloatArray:
        return self.n1 + self.n0

    @property
    def events(self) -> FloatArray:
        return self.a + self.c


def mantel_haenszel(
    treated: Sequence[Count],
    control: Sequence[Count],
    *,
    continuity: bool = False,
    difference_variance: DifferenceVariance = "sato",
    conf_level: float = 0.95,
) -> MantelHaenszel:
    """Compare two groups over strata, from the counts of each (k); see `count_by_stratum`.

    `test`: Mantel & Haenszel 1959, with their continuity correction if asked for; None where no
    stratum has both an event and a non-event. Odds ratio: limits of the log by Robins, Breslow
    & Greenland 1986. Risk ratio: Greenland & Robins 1985. Risk difference with Mantel-Haenszel
    weights: variance of Sato 1989, good for few large and for many small strata, or of
    Greenland & Robins 1985 for large ones. A ratio without control events is infinite, or
    undetermined without any; ratios of 0 and infinity have no limits. Raises AnalysisError
    where the two lists differ in length or are empty, for an unknown `difference_variance`, and
    for a `conf_level` outside (0, 1).
    """
    if len(treated) != len(control) or not treated:
        raise analysis_error(
            "control", f"{len(treated)} strata are counted for treated, {len(control)} for control"
        )
    if difference_variance not in get_args(DifferenceVariance):
        raise analysis_error(
            "difference_variance", f"unknown {difference_variance!r}", "sato or greenland_robins"
        )
    z = normal_quantile(conf_level)
    tables = _informative(treated, control)
    odds = _odds_ratio(tables, z)
    return MantelHaenszel(
        test=_association(tables, continuity),
        odds_ratio=odds,
        risk_ratio=_risk_ratio(tables, z),
        risk_difference=_risk_difference(tables, z, difference_variance),
        homogeneity=_homogeneity(tables, odds.value),
        n_strata=len(treated),
        n_informative=len(tables.a),
    )


def _informative(treated: Sequence[Count], control: Sequence[Count]) -> _Tables:
    pairs = [(x, y) for x, y in zip(treated, control, strict=True) if x.n and y.n]
    cells = [(x.events, x.n, y.events, y.n) for x, y in pairs]
    return _Tables(*np.array(cells, dtype=np.float64).reshape(-1, 4).T)


def _association(t: _Tables, continuity: bool) -> ChiSquareTest | None:
    n, m = t.n, t.events
    variance = float(np.sum(t.n1 * t.n0 * m * (n - m) / (n**2 * (n - 1))))
    if not variance:
        return None
    away = abs(float(np.sum(t.a - t.n1 * m / n)))
    # As in R, a difference of less than the correction is not turned round.
    correction = 0.5 if continuity and away >= 0.5 else 0.0
    return ChiSquareTest((away - correction) ** 2 / variance, 1)


def _odds_ratio(t: _Tables, z: float) -> Estimate:
    b, d, n = t.n1 - t.a, t.n0 - t.c, t.n
    r, s, p, q = t.a * d / n, b * t.c / n, (t.a + d) / n, (b + t.c) / n
    over, under = float(r.sum()), float(s.sum())
    if not over or not under:
        return _degenerate(over, under)
    variance = (
        float((p * r).sum()) / (2 * over**2)
        + float((p * s + q * r).sum()) / (2 * over * under)
        + float((q * s).sum()) / (2 * under**2)
    )
    return _on_log_scale(over / under, z * sqrt(variance))


def _risk_ratio(t: _Tables, z: float) -> Estimate:
    over, under = float((t.a * t.n0 / t.n).sum()), float((t.c * t.n1 / t.n).sum())
    if not over or not under:
        return _degenerate(over, under)
    spread = (t.events * t.n1 * t.n0 - t.a * t.c * t.n) / t.n**2
    return _on_log_scale(over / under, z * sqrt(float(spread.sum()) / (over * under)))


def _degenerate(over: float, under: float) -> Estimate:
    if not over and not under:
        return UNDETERMINED
    return Estimate(inf if over else 0.0, None, None)


def _on_log_scale(ratio: float, reach: float) -> Estimate:
    return Estimate(ratio, exp(log(ratio) - reach), exp(log(ratio) + reach))


def _risk_difference(t: _Tables, z: float, kind: DifferenceVariance) -> Estimate:
    if not len(t.a):
        return UNDETERMINED
    a, c, n1, n0, n = t.a, t.c, t.n1, t.n0, t.n
    weight = float((n1 * n0 / n).sum())
    value = float(((a * n0 - c * n1) / n).sum()) / weight
    if kind == "sato":
        p = (n1**2 * c - n0**2 * a + n1 * n0 * (n0 - n1) / 2) / n**2
        q = (a * (n0 - c) + c * (n1 - a)) / (2 * n)
        spread = value * float(p.sum()) + float(q.sum())
    else:
        each = (a * (n1 - a) * n0**3 + c * (n0 - c) * n1**3) / (n1 * n0 * n**2)
        spread = float(each.sum())
    reach = z * sqrt(max(spread, 0.0)) / weight
    return Estimate(value, value - reach, value + reach)


def _homogeneity(t: _Tables, ratio: float | None) -> ChiSquareTest | None:
    """Breslow & Day 1980, corrected by Tarone 1985 since the common ratio is no maximum
    likelihood estimate. Strata without an event or a non-event have nothing to differ by.
    """
    keep = (t.events > 0) & (t.events < t.n)
    if ratio is None or not 0 < ratio < inf or keep.sum() < 2:
        return None
    a, n1, n0, m = t.a[keep], t.n1[keep], t.n0[keep], t.events[keep]
    margins = zip(n1, n0, m, strict=True)
    fitted = np.array([fitted_events(x, y, events, ratio) for x, y, events in margins])
    variance = 1 / (1 / fitted + 1 / (n1 - fitted) + 1 / (m - fitted) + 1 / (n0 - m + fitted))
    away = a - fitted
    statistic = float((away**2 / variance).sum() - away.sum() ** 2 / variance.sum())
    return ChiSquareTest(statistic, len(a) - 1)
