"""Refit a propensity model and its weighted Cox model on samples of the participants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from trialwright.analysis.confounding.logistic_design import check_logistic_design
from trialwright.analysis.confounding.propensity_weights import (
    PropensityWeights,
    WeightKind,
    weight_formula,
)
from trialwright.analysis.numeric.columns import FloatArray, IntArray
from trialwright.analysis.numeric.terms import Term
from trialwright.analysis.survival.survival_times import SurvivalTimes

# Samples that one call of the kernels takes; memory is some such blocks of n numbers.
_BLOCK = 64


@dataclass(frozen=True, eq=False)
class IptwRefits:
    """What all refits share: columns on a common scale, a start, and rows by time.

    `x` (n x p) scaled columns of the propensity model, `start` (p) the estimate of all
    participants; `z`, `event` (n) 0/1; `exits`, `entries` (n) ranks of times, at risk on
    (entry, exit]; `by_exit`, `by_entry` (n) rows in descending order of them.
    """

    x: FloatArray
    start: FloatArray
    z: FloatArray
    event: FloatArray
    exits: IntArray
    entries: IntArray
    by_exit: IntArray
    by_entry: IntArray
    kind: WeightKind
    truncate: tuple[float, float] | None
    efron: bool

    @property
    def n(self) -> int:
        return len(self.z)

    def run(self, samples: Iterable[IntArray], threads: int) -> tuple[FloatArray, int]:
        """Log hazard ratios of samples (blocks of b x m row numbers), NaN where a model has no
        finite estimate; and how many of those are the propensity model's.
        """
        with ThreadPoolExecutor(threads) as pool:
            # The kernels release the interpreter; the samples are drawn here, in order.
            done = list(pool.map(self._refit, samples))
        ratios = np.concatenate([ratios for ratios, _ in done])
        return ratios, sum(failed for _, failed in done)

    def without_each(self, threads: int) -> FloatArray:
        """Log hazard ratios (n) without each participant."""
        return self.run(_leave_one_out(self.n), threads)[0]

    def _refit(self, rows: IntArray) -> tuple[FloatArray, int]:
        # Imported here so that Numba is loaded only by those who resample.
        from trialwright.analysis.confounding.refit_kernels import (
            refit_hazard_ratios,
            refit_propensities,
        )

        counts = _count(rows, self.n)
        propensities = refit_propensities(self.x, self.z, counts, self.start)
        log_ratios = refit_hazard_ratios(
            self.exits,
            self.entries,
            self.by_exit,
            self.by_entry,
            self.event,
            self.z,
            counts,
            self._weigh(rows, counts, propensities),
            self.efron,
        )
        return log_ratios, int(np.count_nonzero(np.isnan(propensities[:, 0])))

    def _weigh(self, rows: IntArray, counts: FloatArray, propensities: FloatArray) -> FloatArray:
        treated = (counts @ self.z / counts.sum(axis=1))[:, None]
        weights = weight_formula(self.z, propensities, treated, self.kind)
        if self.truncate is None:
            return weights
        drawn = np.take_along_axis(weights, rows, axis=1)
        low, high = np.percentile(drawn, self.truncate, axis=1, keepdims=True)
        clipped: FloatArray = np.clip(weights, low, high)
        return clipped


def prepare_refits(
    times: SurvivalTimes,
    z: FloatArray,
    terms: tuple[Term, ...],
    weights: PropensityWeights,
    truncate: tuple[float, float] | None,
    *,
    efron: bool,
) -> IptwRefits:
    """Sort and scale once what `weights` were estimated from."""
    everybody = np.ones(times.n, dtype=np.bool_)
    design = check_logistic_design(terms, everybody, intercept=True)
    moments, exits = np.unique(times.time, return_inverse=True)
    # Entering at a time is after leaving at it: the rank of the last moment not after entry.
    entries = np.full(times.n, -1)
    if times.entry is not None:
        entries = np.searchsorted(moments, times.entry, side="right") - 1
    return IptwRefits(
        x=np.ascontiguousarray(design.scaled),
        start=np.asarray(np.linalg.solve(design.scaling, weights.model.coef), dtype=np.float64),
        z=z,
        event=times.event.astype(np.float64),
        exits=exits.astype(np.intp),
        entries=entries.astype(np.intp),
        by_exit=np.argsort(-exits, kind="stable"),
        by_entry=np.argsort(-entries, kind="stable"),
        kind=weights.kind,
        truncate=truncate,
        efron=efron,
    )


def draw_samples(n: int, n_boot: int, rng: np.random.Generator) -> Iterator[IntArray]:
    """Blocks (b x n) of samples of n row numbers, drawn with replacement."""
    for first in range(0, n_boot, _BLOCK):
        yield rng.integers(0, n, (min(_BLOCK, n_boot - first), n))


def _leave_one_out(n: int) -> Iterator[IntArray]:
    """Blocks (b x n - 1) of all rows but one."""
    others = np.arange(n - 1)
    for first in range(0, n, _BLOCK):
        left_out = np.arange(first, min(first + _BLOCK, n))
        yield others + (others >= left_out[:, None])


def _count(rows: IntArray, n: int) -> FloatArray:
    """How often each sample holds each participant (b x n)."""
    shifted = rows + n * np.arange(len(rows))[:, None]
    counts = np.bincount(shifted.ravel(), minlength=n * len(rows))
    return counts.reshape(len(rows), n).astype(np.float64)
