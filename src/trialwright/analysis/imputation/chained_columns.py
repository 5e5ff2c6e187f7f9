"""The columns of a data set with gaps: numbers and coded levels, and what predicts what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trialwright.analysis.numeric.columns import (
    BoolArray,
    FloatArray,
    analysis_error,
    check_numbers,
    missing_values,
    read_array,
)
from trialwright.analysis.numeric.regular_columns import regular_columns

Method = Literal["linear", "predictive_mean", "binary", "ordered", "unordered", "single_mean"]
NUMERIC: tuple[Method, ...] = ("linear", "predictive_mean", "single_mean")


@dataclass(frozen=True, eq=False)
class Derived:
    """A column computed from others, e.g. a ratio: kept true to them, never imputed itself.

    `compute` takes the `sources` in order. It predicts other columns, but none of its sources:
    that would feed a value to itself.
    """

    sources: tuple[str, ...]
    compute: Callable[..., ArrayLike]


@dataclass(frozen=True, eq=False)
class GappyColumn:
    """A column as floats, or as codes of its sorted or given `levels`; `missing` (n)."""

    name: str
    values: FloatArray
    missing: BoolArray
    levels: tuple[object, ...]

    def decode(self, values: FloatArray) -> NDArray[Any]:
        if not self.levels:
            return values
        return np.array(self.levels)[values.astype(np.intp)]

    def predictors(self, values: FloatArray) -> FloatArray:
        """What the column contributes to a model: itself, or an indicator a level but the first."""
        if not self.levels:
            return values[:, None]
        return np.column_stack([values == code for code in range(1, len(self.levels))]).astype(
            np.float64
        )


def read_columns(
    columns: Mapping[str, ArrayLike],
    methods: Mapping[str, Method],
    levels: Mapping[str, Sequence[object]],
) -> dict[str, GappyColumn]:
    """Read every column. Raises AnalysisError naming one with gaps and no method, and others."""
    read: dict[str, GappyColumn] = {}
    for name, values in columns.items():
        raw = read_array(values, name)
        if raw.ndim != 1 or (read and len(raw) != len(next(iter(read.values())).values)):
            raise analysis_error(name, f"{name} has shape {raw.shape}, unlike the other columns")
        missing = missing_values(raw)
        method = methods.get(name)
        if missing.any() and method is None:
            raise analysis_error(
                name,
                f"{name} is missing in {int(missing.sum())} rows and has no method",
                "name one",
            )
        if missing.all():
            raise analysis_error(
                name, f"{name} has no value at all: nothing tells what it might be"
            )
        if method is not None and method not in get_args(Method):
            raise analysis_error(
                name, f"unknown method {method!r}", f"use one of {get_args(Method)}"
            )
        read[name] = _read(name, raw, missing, method, levels.get(name))
    unknown = sorted((set(methods) | set(levels)) - set(columns))
    if unknown:
        raise analysis_error(unknown[0], f"there is no column {', '.join(unknown)}")
    return read


def _read(
    name: str,
    raw: NDArray[Any],
    missing: BoolArray,
    method: Method | None,
    given: Sequence[object] | None,
) -> GappyColumn:
    numeric = raw.dtype.kind in "fiub" or _all_numbers(raw[~missing])
    if given is None and (method in NUMERIC or (method is None and numeric)):
        values = np.zeros(len(raw))
        values[~missing] = check_numbers(raw[~missing], name)
        return GappyColumn(name, values, missing, ())
    if method in NUMERIC:
        raise analysis_error(name, f"{name} has levels and the method {method} of a number")
    order = list(np.unique(raw[~missing]).tolist()) if given is None else list(given)
    places = {level: code for code, level in enumerate(order)}
    seen = raw[~missing].tolist()
    strange = [value for value in seen if value not in places]
    if strange or len(order) < 2 or (method == "binary" and len(order) != 2):
        raise analysis_error(
            name,
            f"{name} has the value {strange[0]!r}, none of its levels {order}"
            if strange
            else f"{name} has the levels {order}, which {method or 'a factor'} cannot use",
        )
    values = np.zeros(len(raw))
    values[~missing] = [places[value] for value in seen]
    return GappyColumn(name, values, missing, tuple(order))


def _all_numbers(values: NDArray[Any]) -> bool:
    return all(isinstance(value, int | float | np.number) for value in values.tolist())


def usable_predictors(parts: Sequence[FloatArray], rows: BoolArray) -> FloatArray:
    """The columns (n x p), standardised, that add something to those before them in `rows`."""
    x = np.hstack(parts) if parts else np.empty((len(rows), 0))
    mean, sd = x[rows].mean(axis=0), x[rows].std(axis=0)
    varies = sd > 1e-12 * (np.abs(mean) + 1)
    x = (x[:, varies] - mean[varies]) / sd[varies]
    products = x[rows].T @ x[rows]
    return np.asarray(x[:, regular_columns(products, np.diag(products))])
