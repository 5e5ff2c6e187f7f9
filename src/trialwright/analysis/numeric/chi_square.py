"""A chi-square statistic with its degrees of freedom."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import chdtrc


@dataclass(frozen=True)
class ChiSquareTest:
    """A test statistic that is chi-square distributed under the null hypothesis."""

    chisq: float
    df: int

    @property
    def p(self) -> float:
        """Probability of a statistic at least this large."""
        return float(chdtrc(self.df, self.chisq))
