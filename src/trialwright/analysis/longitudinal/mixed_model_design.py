"""The rows of a linear mixed model, reduced to one cross product for each subject.

With one grouping of the rows (the subject) everything the likelihood needs is Z'Z, Z'X and Z'y of
each subject and the totals of [X y]; the rows themselves are read once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import solve_triangular

from trialwright.analysis.numeric.columns import (
    FloatArray,
    analysis_error,
    check_numbers,
    code_levels,
)
from trialwright.analysis.numeric.regular_columns import regular_columns
from trialwright.analysis.numeric.terms import Covariates, Term, model_matrix, read_terms


@dataclass(frozen=True, eq=False)
class CrossProducts:
    """Sums over the rows of a subject: `zz` (s x q x q), `zu` (s x q x p+1), with U = [X, y].

    `uu` (p+1 x p+1) is U'U over all rows, `n` their number.
    """

    zz: FloatArray
    zu: FloatArray
    uu: FloatArray
    n: int

    @property
    def p(self) -> int:
        return len(self.uu) - 1


@dataclass(frozen=True, eq=False)
class MixedModelDesign:
    """A model in coordinates that are easy to compute in, and the way back.

    Columns of X are made orthonormal (X = X* `x_factor`), those of Z too where their covariance
    is unstructured, else only scaled (Z = Z* `z_factor`, lower triangular, so that Cholesky
    factors stay lower triangular), and y is divided by `scale`, the residual SD without random
    effects. The likelihood is the same; days or years, centred or not, no longer matter.
    """

    names: tuple[str, ...]
    terms: tuple[Term, ...]
    random_names: tuple[str, ...]
    cross: CrossProducts
    x_factor: FloatArray
    z_factor: FloatArray
    scale: float
    subjects: tuple[object, ...]


def read_mixed_model(
    response: ArrayLike,
    covariates: Covariates,
    *,
    intercept: bool,
    random: Sequence[str | Term],
    subject: ArrayLike,
    correlated: bool,
) -> MixedModelDesign:
    """Check the columns of a model and reduce them. Raises AnalysisError naming what is wrong."""
    y = check_numbers(response, "response")
    n = len(y)
    terms = read_terms(covariates, n)
    names, x, _ = model_matrix(terms, n, intercept=intercept)
    random_names, z = _random_columns(random, names, x, n)
    codes = code_levels(subject, "subject", n)
    subjects = tuple(np.unique(np.asarray(subject)).tolist())
    _check_regular(names, x, "the model cannot tell their effects apart")
    _check_regular(random_names, z, "their variances cannot be told apart")
    _check_enough_rows(n, len(subjects), x.shape[1], z.shape[1])
    x_star, x_factor = _orthonormal(x)
    z_star, z_factor = _orthonormal(z) if correlated else _scaled(z)
    scale = _residual_sd(x_star, y)
    u = np.column_stack([x_star, y / scale])
    return MixedModelDesign(
        names=names,
        terms=terms,
        random_names=random_names,
        cross=_cross_products(z_star, u, codes),
        x_factor=x_factor,
        z_factor=z_factor,
        scale=scale,
        subjects=subjects,
    )


def _random_columns(
    random: Sequence[str | Term], names: tuple[str, ...], x: FloatArray, n: int
) -> tuple[tuple[str, ...], FloatArray]:
    """The columns with effects of each subject's own: "intercept", columns of X, or terms."""
    if isinstance(random, str) or not random:
        raise analysis_error("random", "random is no list of terms", 'use random=("intercept",)')
    found: list[str] = []
    columns: list[FloatArray] = []
    for term in random:
        if isinstance(term, Term):
            (read,) = read_terms([term], n)
            found += read.names
            columns.append(read.columns)
        elif term == "intercept":
            found.append("(Intercept)")
            columns.append(np.ones((n, 1)))
        elif term in names:
            found.append(term)
            columns.append(x[:, [names.index(term)]])
        else:
            raise analysis_error(
                "random",
                f"{term!r} is neither intercept nor one of the model's columns {list(names)}",
                f'give it as a term: number("{term}", values)',
            )
    return tuple(found), np.hstack(columns)


def _check_regular(names: tuple[str, ...], matrix: FloatArray, meaning: str) -> None:
    products = matrix.T @ matrix
    size = np.diag(products)
    regular = (size > 0) & regular_columns(products, size)
    if not regular.all():
        bad = names[int(np.flatnonzero(~regular)[0])]
        raise analysis_error(bad, f"{bad} is determined by the columns before it: {meaning}")


def _check_enough_rows(n: int, n_subjects: int, p: int, q: int) -> None:
    if p == 0:
        raise analysis_error("covariates", "the model has no fixed effect", "use intercept=True")
    if n <= n_subjects * q:
        raise analysis_error(
            "random",
            f"{n_subjects} subjects with {q} random effects each are no fewer than the {n} rows: "
            "the residual variance cannot be told from the subjects' own",
            "use fewer random effects",
        )
    if n <= p or n_subjects < 2:
        raise analysis_error(
            "subject", f"{n} rows of {n_subjects} subjects are too few for {p} fixed effects"
        )


def _orthonormal(columns: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Q and lower triangular L with columns = Q L and Q'Q = n I (Gram-Schmidt from the last)."""
    q, r = np.linalg.qr(columns[:, ::-1])
    lower = r[::-1, ::-1]
    signs = np.sign(np.diag(lower))
    root = np.sqrt(len(columns))
    return q[:, ::-1] * signs * root, signs[:, None] * lower / root


def _scaled(columns: FloatArray) -> tuple[FloatArray, FloatArray]:
    size = np.sqrt(np.mean(columns**2, axis=0))
    return columns / size, np.diag(size)


def _residual_sd(x_star: FloatArray, y: FloatArray) -> float:
    n, p = x_star.shape
    residual = y - x_star @ (x_star.T @ y) / n
    sd = float(np.sqrt(residual @ residual / (n - p)))
    if sd <= 1e-10 * float(np.abs(y).max(initial=0.0)):
        raise analysis_error(
            "response",
            "the covariates explain the response entirely: there is no variance to split",
        )
    return sd


def _cross_products(z: FloatArray, u: FloatArray, codes: np.ndarray) -> CrossProducts:
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    z, v = z[order], u[order]
    q, k = z.shape[1], v.shape[1]
    products = z[:, :, None] * np.hstack([z, v])[:, None, :]
    sums = np.add.reduceat(products.reshape(len(z), -1), starts, axis=0).reshape(-1, q, q + k)
    return CrossProducts(sums[:, :, :q], np.ascontiguousarray(sums[:, :, q:]), u.T @ u, len(u))


def solve_lower(factor: FloatArray, right: FloatArray) -> FloatArray:
    """factor^-1 right for a lower triangular factor."""
    return cast(FloatArray, solve_triangular(factor, right, lower=True))
