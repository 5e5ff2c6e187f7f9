"""How far the missing outcomes must lie from what was assumed before the conclusion changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trialwright.analysis.imputation.reference_based import ImputedOutcomes
from trialwright.analysis.imputation.rubin import pool_rubin
from trialwright.analysis.numeric.columns import (
    BoolArray,
    FloatArray,
    analysis_error,
    check_numbers,
)

Analysis = Callable[[FloatArray], tuple[float, float]]


@dataclass(frozen=True, eq=False)
class TippingPoint:
    """The pooled answer at each pair of deltas: rows `treated_deltas` (a), columns
    `control_deltas` (b).

    `estimate`, `se`, `lower`, `upper`, `p` and `tips` are a x b. `tips` is True where the
    conclusion, significant or not and in which direction, is another than without a delta.
    `tipping_delta` is the treated delta nearest to 0, with a control delta of 0, that tips; None
    if none on the grid does.
    """

    treated_deltas: FloatArray
    control_deltas: FloatArray
    estimate: FloatArray
    se: FloatArray
    lower: FloatArray
    upper: FloatArray
    p: FloatArray
    tips: BoolArray
    tipping_delta: float | None


def tipping_point(
    outcomes: ImputedOutcomes,
    analyse: Analysis,
    treated_deltas: ArrayLike,
    *,
    treated: ArrayLike,
    control_deltas: ArrayLike = (0.0,),
    alpha: float = 0.05,
    complete_df: float | None = None,
) -> TippingPoint:
    """Add every delta of a grid to what was imputed after drop-out, and analyse again (STA-10).

    `analyse` takes one completed version (n x T) and answers (estimate, variance); it is pooled
    by Rubin's rules with `complete_df`. `treated` (n, boolean) says whose outcomes
    `treated_deltas` move; `control_deltas` move the others'. The same draws serve the whole grid,
    so that its answers differ by delta alone. Give the grid in the direction that is to be feared,
    in the unit of the outcome. Raises AnalysisError for an empty grid.
    """
    rows, one = check_numbers(treated_deltas, "treated_deltas"), np.asarray(treated, dtype=np.bool_)
    columns = check_numbers(control_deltas, "control_deltas")
    if not len(rows) or not len(columns):
        raise analysis_error("treated_deltas", "the grid of deltas is empty")
    if one.shape != (outcomes.imputed.shape[0],):
        raise analysis_error(
            "treated", f"treated has shape {one.shape} for {outcomes.imputed.shape[0]} participants"
        )

    def answer(of_treated: float, of_control: float) -> list[float]:
        delta = np.where(one, of_treated, of_control)[:, None]
        found = [analyse(version) for version in outcomes.shifted(delta).values]
        pooled = pool_rubin(
            *zip(*found, strict=True), complete_df=complete_df, conf_level=1 - alpha
        )
        fields = (pooled.estimate, pooled.se, pooled.lower, pooled.upper, pooled.p)
        return [float(field) for field in fields]

    grid = np.array([[answer(a, b) for b in columns] for a in rows])
    estimate, se, lower, upper, p = np.moveaxis(grid, 2, 0)
    plain = answer(0.0, 0.0)
    conclusion = np.where(p <= alpha, np.sign(estimate), 0.0)
    tips = conclusion != (np.sign(plain[0]) if plain[4] <= alpha else 0.0)
    return TippingPoint(
        rows, columns, estimate, se, lower, upper, p, tips, _nearest(rows, columns, tips)
    )


def _nearest(rows: FloatArray, columns: FloatArray, tips: BoolArray) -> float | None:
    tipping = rows[tips[:, columns == 0].any(axis=1)]
    return float(tipping[np.argmin(np.abs(tipping))]) if len(tipping) else None
