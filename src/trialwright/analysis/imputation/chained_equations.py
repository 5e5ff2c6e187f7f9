"""Multiple imputation by chained equations (STA-10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trialwright.analysis.imputation.categorical_draws import draw_ordered, draw_unordered
from trialwright.analysis.imputation.chained_columns import (
    Derived,
    GappyColumn,
    Method,
    read_columns,
    usable_predictors,
)
from trialwright.analysis.imputation.numeric_draws import draw_linear, draw_predictive_mean
from trialwright.analysis.numeric.columns import (
    BoolArray,
    FloatArray,
    analysis_error,
    check_numbers,
)
from trialwright.analysis.numeric.options import check_rng, check_whole

EVENT, HAZARD = "(event)", "(cumulative hazard)"


@dataclass(frozen=True, eq=False)
class ImputedColumns:
    """m completed data sets: `data`, columns by name, with the derived ones.

    `missing`: where each column was filled. `trace_mean` and `trace_sd` (m x iterations) of what
    was imputed, of a category's code from 0: the lines of the m chains must mix and show no
    trend. `single` marks what was asked for by name and says too little of the uncertainty: one
    data set, or a column filled with its mean.
    """

    data: tuple[Mapping[str, NDArray[Any]], ...]
    missing: Mapping[str, BoolArray]
    trace_mean: Mapping[str, FloatArray]
    trace_sd: Mapping[str, FloatArray]
    methods: Mapping[str, Method]
    single: bool


def impute_chained(
    columns: Mapping[str, ArrayLike],
    *,
    methods: Mapping[str, Method],
    rng: np.random.Generator,
    m: int = 20,
    iterations: int = 10,
    levels: Mapping[str, Sequence[object]] | None = None,
    predictors: Mapping[str, Sequence[str]] | None = None,
    derived: Mapping[str, Derived] | None = None,
    survival: tuple[ArrayLike, ArrayLike] | None = None,
    donors: int = 5,
    single: bool = False,
) -> ImputedColumns:
    """Fill the gaps of a data set m times, each column from the others (van Buuren 2007).

    `columns` (n each): numbers with NaN, or levels with None. `methods` of those with gaps:
    "linear" (Bayesian normal regression) and "predictive_mean" (a value of one of the nearest
    `donors`) for numbers; "binary" and "unordered" (logistic), "ordered" (proportional odds) for
    levels, whose order is that of `levels`, else sorted. Logistic models carry a little extra
    weight that keeps coefficients finite where a level is predicted perfectly (White, Daniel &
    Royston 2010).

    Each column is predicted by all others, the derived ones and the outcome, or by those that
    `predictors` lists for it. `derived`: columns computed from others after every step.
    `survival` = (time, event) of a time-to-event outcome, complete: it enters as the event and
    the Nelson-Aalen cumulative hazard at the time (White & Royston 2009). Leave no outcome of the
    later analysis out: its effect would be drawn towards none.

    A chain starts from values drawn among those measured and runs `iterations` rounds, columns
    with fewest gaps first. Values are assumed missing at random given the others. Raises
    AnalysisError for a column with gaps and no method, for one data set only, and for
    "single_mean" (every gap gets the mean), unless `single=True` asks for them by name.
    """
    _check_request(m, iterations, donors, methods, single)
    gappy = read_columns(columns, methods, levels or {})
    n = len(next(iter(gappy.values())).values) if gappy else 0
    plan = _Plan(gappy, methods, predictors or {}, derived or {}, _outcome(survival, n), donors)
    plan.check()
    check_rng(rng)
    chains = [_run_chain(plan, iterations, rng) for _ in range(m)]
    targets = plan.targets
    return ImputedColumns(
        data=tuple(plan.complete(state) for state, _ in chains),
        missing={name: column.missing for name, column in gappy.items()},
        trace_mean={name: np.array([t[name][0] for _, t in chains]) for name in targets},
        trace_sd={name: np.array([t[name][1] for _, t in chains]) for name in targets},
        methods=dict(methods),
        single=single,
    )


def _check_request(
    m: int, iterations: int, donors: int, methods: Mapping[str, Method], single: bool
) -> None:
    for option, name in ((m, "m"), (iterations, "iterations"), (donors, "donors")):
        check_whole(option, name, least=1)
    if m == 1 and not single:
        raise analysis_error(
            "m",
            "one imputed data set hides that anything was missing",
            "at least 20; or single=True, which the result will say",
        )
    means = [name for name, method in methods.items() if method == "single_mean"]
    if means and not single:
        raise analysis_error(
            means[0],
            "filling every gap with the mean makes all uncertainty too small",
            "linear or predictive_mean; or single=True, which the result will say",
        )


@dataclass(frozen=True, eq=False)
class _Plan:
    columns: Mapping[str, GappyColumn]
    methods: Mapping[str, Method]
    predictors: Mapping[str, Sequence[str]]
    derived: Mapping[str, Derived]
    outcome: Mapping[str, FloatArray]
    donors: int

    @property
    def targets(self) -> list[str]:
        """Columns with gaps, fewest first."""
        gaps = {name: int(column.missing.sum()) for name, column in self.columns.items()}
        return sorted((name for name in gaps if gaps[name]), key=lambda name: gaps[name])

    def check(self) -> None:
        known = {*self.columns, *self.derived, *self.outcome}
        for name, rule in self.derived.items():
            if name in self.columns:
                raise analysis_error(name, f"{name} is given and derived", "give one of them")
            strange = [source for source in rule.sources if source not in self.columns]
            if strange:
                raise analysis_error(
                    name, f"{name} is derived from {strange}, which are no columns"
                )
        for target, listed in self.predictors.items():
            strange = [name for name in listed if name not in known or name == target]
            if strange:
                raise analysis_error(target, f"{target} cannot be predicted by {strange}")

    def matrix(self, target: str, state: Mapping[str, FloatArray]) -> FloatArray:
        """What predicts a column (n x p)."""
        listed = self.predictors.get(target)
        names = [*self.columns, *self.derived, *self.outcome] if listed is None else listed
        made = self.derive(state)
        parts = []
        for name in names:
            if name in self.columns and name != target:
                parts.append(self.columns[name].predictors(state[name]))
            elif name in self.derived and target not in self.derived[name].sources:
                parts.append(made[name][:, None])
            elif name in self.outcome:
                parts.append(self.outcome[name][:, None])
        return usable_predictors(parts, ~self.columns[target].missing)

    def derive(self, state: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        decoded = {name: column.decode(state[name]) for name, column in self.columns.items()}
        return {
            name: check_numbers(rule.compute(*(decoded[source] for source in rule.sources)), name)
            for name, rule in self.derived.items()
        }

    def complete(self, state: Mapping[str, FloatArray]) -> dict[str, NDArray[Any]]:
        decoded = {name: column.decode(state[name]) for name, column in self.columns.items()}
        return decoded | self.derive(state)


_Traces = dict[str, tuple[list[float], list[float]]]


def _run_chain(
    plan: _Plan, iterations: int, rng: np.random.Generator
) -> tuple[dict[str, FloatArray], _Traces]:
    state = {name: column.values.copy() for name, column in plan.columns.items()}
    for name in plan.targets:
        column = plan.columns[name]
        seen = column.values[~column.missing]
        state[name][column.missing] = rng.choice(seen, int(column.missing.sum()))
    traces: _Traces = {name: ([], []) for name in plan.targets}
    for _ in range(iterations):
        for name in plan.targets:
            missing = plan.columns[name].missing
            drawn = _draw(plan, name, state, rng)
            state[name][missing] = drawn
            traces[name][0].append(float(drawn.mean()))
            traces[name][1].append(float(drawn.std(ddof=1)) if len(drawn) > 1 else 0.0)
    return state, traces


def _draw(
    plan: _Plan, name: str, state: Mapping[str, FloatArray], rng: np.random.Generator
) -> FloatArray:
    column, method = plan.columns[name], plan.methods[name]
    seen, missing = ~column.missing, column.missing
    y = column.values[seen]
    if method == "single_mean":
        return np.full(int(missing.sum()), y.mean())
    x = plan.matrix(name, state)
    if method == "linear":
        return draw_linear(x[seen], y, x[missing], rng)
    if method == "predictive_mean":
        return draw_predictive_mean(x[seen], y, x[missing], plan.donors, rng)
    draw = draw_ordered if method == "ordered" else draw_unordered
    codes = draw(x[seen], y.astype(np.intp), len(column.levels), x[missing], rng)
    return codes.astype(np.float64)


def _outcome(survival: tuple[ArrayLike, ArrayLike] | None, n: int) -> dict[str, FloatArray]:
    if survival is None:
        return {}
    time, event = (check_numbers(v, k) for v, k in zip(survival, ("time", "event"), strict=True))
    if len(time) != n or len(event) != n:
        raise analysis_error("survival", f"survival has {len(time)} rows, the columns {n}")
    if not np.isin(event, (0, 1)).all():
        raise analysis_error("event", "event holds something besides true and false, or 1 and 0")
    return {EVENT: event, HAZARD: _cumulative_hazard(time, event)}


def _cumulative_hazard(time: FloatArray, event: FloatArray) -> FloatArray:
    """Nelson-Aalen at each row's own time: sum of d/n over event times up to it."""
    times, place = np.unique(time, return_inverse=True)
    died = np.bincount(place, weights=event)
    at_risk = len(time) - np.searchsorted(np.sort(time), times, side="left")
    return np.asarray(np.cumsum(died / at_risk)[place])
