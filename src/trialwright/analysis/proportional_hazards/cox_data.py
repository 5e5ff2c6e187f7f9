"""What a Cox model is fitted to: checked, and in the forms its computations want."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trialwright.analysis.numeric.columns import (
    FloatArray,
    IntArray,
    analysis_error,
    check_numbers,
    check_weights,
    code_levels,
    combine_levels,
    strata_columns,
)
from trialwright.analysis.numeric.terms import Covariates
from trialwright.analysis.proportional_hazards.cox_design import Design, check_design
from trialwright.analysis.proportional_hazards.sorted_rows import SortedRows
from trialwright.analysis.proportional_hazards.subjects import check_subjects
from trialwright.analysis.survival.risk_sets import RiskSets, derive_risk_sets
from trialwright.analysis.survival.survival_times import SurvivalTimes


@dataclass(frozen=True, eq=False)
class CoxData:
    """Rows of a Cox model in the order of the data (n). None where none was given.

    `stratum` and `unit` are numbered from 0; `strata` holds the columns whose combinations are
    the strata. `unit`: whose rows stand or fall together in a sandwich variance.
    """

    times: SurvivalTimes
    design: Design
    strata: tuple[NDArray[Any], ...]
    stratum: IntArray | None
    weight: FloatArray | None
    offset: FloatArray | None
    unit: IntArray | None

    @cached_property
    def rows(self) -> SortedRows:
        """The rows as the likelihood scans them, covariates scaled."""
        return SortedRows.of(
            self.times,
            self.design.scaled,
            stratum=self.stratum,
            weight=self.weight,
            offset=self.offset,
        )

    @cached_property
    def risk_sets(self) -> RiskSets:
        return derive_risk_sets(self.times, self.stratum)

    def weighted(self, per_row: FloatArray) -> FloatArray:
        """Rows (n x m) times their case weights."""
        return per_row if self.weight is None else self.weight[:, None] * per_row

    def sum_by_unit(self, per_row: FloatArray) -> FloatArray:
        """Sum `per_row` (n x m) within units (absent: a row each)."""
        if self.unit is None:
            return per_row
        return np.column_stack([np.bincount(self.unit, weights=column) for column in per_row.T])


def check_cox_data(
    times: SurvivalTimes,
    covariates: Covariates,
    *,
    strata: ArrayLike | Sequence[ArrayLike] | None = None,
    weights: ArrayLike | None = None,
    offset: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    subject: ArrayLike | None = None,
) -> CoxData:
    """Check every column. Raises AnalysisError naming the one that cannot be used, and when there
    is no event.
    """
    if not times.n_events:
        raise analysis_error("event", "nobody had the event: there is no hazard to compare")
    who = None if subject is None else check_subjects(subject, times)
    unit = who if cluster is None else code_levels(cluster, "cluster", times.n)
    columns = strata_columns(strata)
    return CoxData(
        times=times,
        design=check_design(covariates, times.n),
        strata=columns,
        stratum=combine_levels(columns, "strata", times.n) if columns else None,
        weight=None if weights is None else check_weights(weights, times.n),
        offset=None if offset is None else _check_offset(offset, times.n),
        unit=unit,
    )


def _check_offset(offset: ArrayLike, n: int) -> FloatArray:
    numbers = check_numbers(offset, "offset")
    if len(numbers) != n:
        raise analysis_error("offset", f"offset has {len(numbers)} rows, there are {n}")
    return numbers
