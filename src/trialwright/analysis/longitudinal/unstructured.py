"""A covariance matrix without structure: every visit its variance, every pair its covariance.

V = K K' with K lower triangular: exp(delta) on its diagonal and below it lambda, row by row, in
units of the row. Any delta and lambda give a possible matrix. The unit is exp(delta) of the row in
the parameters that are reported (those of R's mmrm), or a constant in those that are searched:
towards a singular V the latter only send delta to minus infinity, while the former bend.
Second derivatives have q x q x t x t elements, nearly all of them 0, so they are summed through
the elements of K instead of being formed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Unstructured:
    """The unstructured covariance of `n_visits` (t) visits; theta (q) is (delta, lambda).

    `unit` (t): the unit of lambda in each row; absent: exp(delta).
    """

    n_visits: int
    unit: FloatArray | None = None

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
        in_delta, mixed = self._bends(theta)
        below, own = self._below, self._own_parameter
        np.add.at(total, (row, row), slope * in_delta)
        np.add.at(total, (row[below], own[below]), (slope * mixed)[below])
        np.add.at(total, (own[below], row[below]), (slope * mixed)[below])
        return np.asarray(total)

    def mean_curvature(self, theta: FloatArray, weight: FloatArray) -> FloatArray:
        factor, steps = self._factor(theta), self._steps(theta)
        row, column = self._elements
        by_element = steps @ weight @ steps.T * (column[:, None] == column)
        through = np.zeros_like(factor)
        np.add.at(through, (row[:, None], row[None, :]), by_element)
        in_delta, mixed = self._bends(theta)
        moved = np.zeros_like(factor)
        moved[row, column] = in_delta * weight[row, row]
        moved[row, column] += 2 * self._below * mixed * weight[row, self._own_parameter]
        return through + through.T + moved @ factor.T + factor @ moved.T

    def start(self, sd: FloatArray, correlation: FloatArray) -> FloatArray:
        return self.parameters(correlation * np.outer(sd, sd))

    def parameters(self, covariance: FloatArray) -> FloatArray:
        """The parameters of a covariance matrix. Raises LinAlgError for any other matrix."""
        factor = np.linalg.cholesky(covariance)
        diagonal = np.diag(factor)
        unit = diagonal if self.unit is None else self.unit
        return np.concatenate([np.log(diagonal), (factor / unit[:, None])[self._lower]])

    @cached_property
    def _elements(self) -> tuple[IntArray, IntArray]:
        """Rows and columns of K's lower triangle, row by row."""
        return np.tril_indices(self.n_visits)

    @cached_property
    def _lower(self) -> tuple[IntArray, IntArray]:
        """Rows and columns below the diagonal, in the order of lambda."""
        return np.tril_indices(self.n_visits, -1)

    @cached_property
    def _below(self) -> BoolArray:
        row, column = self._elements
        return np.asarray(row != column)

    @cached_property
    def _own_parameter(self) -> IntArray:
        """The parameter that only this element of K has: its lambda, or delta on the diagonal."""
        row, column = self._elements
        lower = self.n_visits + row * (row - 1) // 2 + column
        return np.where(self._below, lower, row)

    def _units(self, theta: FloatArray) -> FloatArray:
        return np.exp(theta[: self.n_visits]) if self.unit is None else self.unit

    def _factor(self, theta: FloatArray) -> FloatArray:
        t = self.n_visits
        factor = np.diag(np.exp(theta[:t]))
        factor[self._lower] = self._units(theta)[self._lower[0]] * theta[t:]
        return factor

    def _by_element(self, factor: FloatArray) -> FloatArray:
        """dV / dK_ab = e_a K_b' + K_b e_a' for each element (q x t x t), K_b a column."""
        row, column = self._elements
        half = np.zeros((len(row), self.n_visits, self.n_visits))
        half[np.arange(len(row)), row] = factor[:, column].T
        return half + half.transpose(0, 2, 1)

    def _steps(self, theta: FloatArray) -> FloatArray:
        """The derivative of K's elements in the parameters (q x q)."""
        row, _ = self._elements
        place, below = np.arange(len(row)), self._below
        in_delta, _ = self._bends(theta)
        steps = np.zeros((len(row), len(row)))
        steps[place[below], self._own_parameter[below]] = self._units(theta)[row[below]]
        steps[place, row] = in_delta
        return steps

    def _bends(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """d2 K_ab / d delta_a^2, which is also the first derivative, and d2 K_ab / d delta_a d
        lambda_ab (q each; the second is of no meaning on the diagonal).
        """
        row, column = self._elements
        in_delta = self._factor(theta)[row, column]
        if self.unit is not None:
            return np.where(self._below, 0.0, in_delta), np.zeros(len(row))
        return in_delta, np.exp(theta[row])
