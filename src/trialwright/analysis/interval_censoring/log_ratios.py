"""Log ratios of hazards or odds, with limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import FloatArray
from trialwright.analysis.numeric.confidence import normal_quantile


@dataclass(frozen=True, eq=False)
class LogRatios:
    """`coef` (p): log ratios by `names`; `vcov` (p x p); `se` the root of its diagonal."""

    names: tuple[str, ...]
    coef: FloatArray
    vcov: FloatArray
    se: FloatArray

    @classmethod
    def of(cls, names: tuple[str, ...], coef: FloatArray, vcov: FloatArray) -> LogRatios:
        return cls(names, coef, vcov, np.sqrt(np.diag(vcov)))

    @property
    def ratio(self) -> FloatArray:
        """The ratios (p)."""
        return np.exp(self.coef)

    def limits(self, conf_level: float = 0.95) -> FloatArray:
        """Lower and upper limits of the ratios (p x 2), symmetric on the log scale."""
        half = normal_quantile(conf_level) * self.se
        return np.exp(np.column_stack((self.coef - half, self.coef + half)))
