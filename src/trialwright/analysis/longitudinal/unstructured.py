"""A covariance matrix without structure: every visit its variance, every pair its covariance.

V = K K' with K = D L: D diagonal, exp(delta) at each visit, L lower triangular with 1 on its
diagonal and free elements lambda below, taken row by row. Any delta and lambda give a possible
matrix. Second derivatives have q x q x t x t elements, nearly all of them 0, so they are summed
through the elements of K instead of being formed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray, IntArray


@dataclass(frozen=True)
class Unstructured:
    """The unstructured covariance of `n_visits` (t) visits; theta is (delta, lambda)."""

    n_visits: int

    def covariance(self, theta: FloatArray) -> FloatArray:
        factor = self._factor(theta)
        return factor @ factor.T

    def jacobian(self, theta: FloatArray) -> FloatArray:
        by_element = self._by_element(self._factor(theta))
        return np.asarray(np.tensordot(self._steps(theta).T, by_element, axes=1))

    def curvature(self, theta: FloatArray, weight: FloatArray) -> FloatArray:
        factor, steps = self._factor(theta), self._steps(theta)
        row, column = self._elements
        # d2 V / dK_ab dK_cd = e_a e_c' + e_c e_a' where b = d.
        through = 2 * weight[np.ix_(row, row)] * (column[:, None] == column)
        total = steps.T @ through @ steps
        slope = 2 * (weight @ factor)[row, column]
        second = self._second_steps(theta)
        delta, own = row, self._own_parameter
        np.add.at(total, (delta, own), slope * second)
        below = row != column
        np.add.at(total, (own[below], delta[below]), (slope * second)[below])
        np.add.at(total, (delta[below], delta[below]), (slope * factor[row, column])[below])
        return np.asarray(total)

    def mean_curvature(self, theta: FloatArray, weight: FloatArray) -> FloatArray:
        factor, steps = self._factor(theta), self._steps(theta)
        row, column = self._elements
        by_element = steps @ weight @ steps.T * (column[:, None] == column)
        t = self.n_visits
        through = np.zeros((t, t))
        np.add.at(through, (row[:, None], row[None, :]), by_element)
        own = self._own_parameter
        bend = self._second_steps(theta) * weight[row, own] * np.where(row == column, 1, 2)
        bend += np.where(row == column, 0, factor[row, column] * weight[row, row])
        moved = np.zeros((t, t))
        moved[row, column] = bend
        return through + through.T + moved @ factor.T + factor @ moved.T

    def start(self, sd: FloatArray, correlation: FloatArray) -> FloatArray:
        factor = np.linalg.cholesky(correlation * np.outer(sd, sd))
        scale = np.diag(factor)
        row, column = np.tril_indices(self.n_visits, -1)
        return np.concatenate([np.log(scale), (factor / scale[:, None])[row, column]])

    @cached_property
    def _elements(self) -> tuple[IntArray, IntArray]:
        """Rows and columns of K's lower triangle, row by row."""
        return np.tril_indices(self.n_visits)

    @cached_property
    def _own_parameter(self) -> IntArray:
        """The parameter that only this element of K has: its lambda, or delta on the diagonal."""
        row, column = self._elements
        lower = self.n_visits + row * (row - 1) // 2 + column
        return np.where(row == column, row, lower)

    def _factor(self, theta: FloatArray) -> FloatArray:
        t = self.n_visits
        factor = np.eye(t)
        factor[np.tril_indices(t, -1)] = theta[t:]
        return np.exp(theta[:t])[:, None] * factor

    def _by_element(self, factor: FloatArray) -> FloatArray:
        """dV / dK_ab = e_a K_b' + K_b e_a' for each element (q x t x t), K_b a column."""
        row, column = self._elements
        half = np.zeros((len(row), self.n_visits, self.n_visits))
        half[np.arange(len(row)), row] = factor[:, column].T
        return half + half.transpose(0, 2, 1)

    def _steps(self, theta: FloatArray) -> FloatArray:
        """The derivative of K's elements in the parameters (q x q)."""
        factor = self._factor(theta)
        row, column = self._elements
        steps = np.zeros((len(row), len(row)))
        place = np.arange(len(row))
        steps[place, self._own_parameter] = np.exp(theta[row])
        steps[place, row] = factor[row, column]
        return steps

    def _second_steps(self, theta: FloatArray) -> FloatArray:
        """d2 K_ab / d delta_a d own: exp(delta_a) for the diagonal too, where own is delta_a."""
        row, _ = self._elements
        return np.exp(theta[row])
