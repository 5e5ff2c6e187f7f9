"""Repeated measures, sorted into patterns of observed visits and reduced to what a fit needs.

Subjects seen at the same visits share a covariance matrix. The likelihood uses their rows Z = [X y]
only through sums of products over subjects, and such sums stay the same when the subjects of a
pattern are rotated into each other: Q Z for any orthogonal Q. Covariates that are constant in a
subject, times indicators of the visit, span few directions (arm and baseline: three), so Q can
be chosen such that all but a few rotated subjects have X = 0. What these bring is the sum of yy',
one matrix a pattern. A fit then costs as much for 10,000 subjects as for 100.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray

# A direction of the covariates is taken as spanned when this little of its length is left.
_SPANNED = 1e-13


@dataclass(frozen=True, eq=False)
class VisitPatterns:
    """Rotated subjects (u), sorted by pattern of visits (s), over all t visits; 0 where unseen.

    `levels` (t): the visits in order. `observed` (s x t), `n_subjects` (s) of each pattern.
    `design` (u x t x p), `response` (u x t), `pattern` (u) of each rotated subject; every pattern
    has one. `scatter` (s x t x t): sum of yy' over rotated subjects without covariates.
    """

    levels: tuple[object, ...]
    observed: BoolArray
    n_subjects: IntArray
    design: FloatArray
    response: FloatArray
    pattern: IntArray
    scatter: FloatArray

    @property
    def n_visits(self) -> int:
        return len(self.levels)

    @property
    def n_rows(self) -> int:
        return int(self.n_subjects @ self.observed.sum(axis=1))

    @property
    def starts(self) -> IntArray:
        """Where each pattern's rotated subjects begin."""
        return np.searchsorted(self.pattern, np.arange(len(self.observed)))


def derive_patterns(
    response: FloatArray,
    design: FloatArray,
    subject: IntArray,
    visit: IntArray,
    levels: tuple[object, ...],
) -> VisitPatterns:
    """Sort rows (n) of subjects and visits, both coded 0, 1, ..., into patterns. At most one row
    a subject and visit.
    """
    n_subjects, n_visits, p = int(subject.max()) + 1, len(levels), design.shape[1]
    seen = np.zeros((n_subjects, n_visits), dtype=np.bool_)
    seen[subject, visit] = True
    x = np.zeros((n_subjects, n_visits, p))
    x[subject, visit] = design
    y = np.zeros((n_subjects, n_visits))
    y[subject, visit] = response
    observed, of_pattern = np.unique(seen, axis=0, return_inverse=True)
    parts = [_rotate(x[of_pattern == s], y[of_pattern == s]) for s in range(len(observed))]
    return VisitPatterns(
        levels=levels,
        observed=observed,
        n_subjects=np.bincount(of_pattern).astype(np.intp),
        design=np.concatenate([part[0] for part in parts]),
        response=np.concatenate([part[1] for part in parts]),
        pattern=np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts]),
        scatter=np.array([part[2] for part in parts]),
    )


def _rotate(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Rotated subjects that carry all of x (r x t x p), their y (r x t), and yy' of the rest."""
    basis = _directions(x.reshape(len(x), -1))
    if basis is None:
        return x, y, np.zeros((y.shape[1], y.shape[1]))
    rotated = basis.T @ y
    rest = y - basis @ rotated
    return np.tensordot(basis.T, x, axes=1), rotated, rest.T @ rest


def _directions(x: FloatArray) -> FloatArray | None:
    """An orthonormal basis (n x r) of the columns of x, or None where r is 0 or not well below n.

    Gram-Schmidt, always with the longest column left, so that it can stop as soon as nothing is
    left; each direction is freed of the earlier ones once more, against rounding.
    """
    most = len(x) // 2
    rest = np.array(x)
    basis = np.empty((len(x), 0))
    length = np.einsum("ij,ij->j", rest, rest)
    enough = _SPANNED**2 * length.max()
    while length.max() > enough:
        if basis.shape[1] == most:
            return None
        direction = rest[:, np.argmax(length)]
        direction = direction - basis @ (basis.T @ direction)
        direction /= np.linalg.norm(direction)
        basis = np.column_stack([basis, direction])
        rest -= np.outer(direction, direction @ rest)
        length = np.einsum("ij,ij->j", rest, rest)
    return basis if basis.shape[1] else None
