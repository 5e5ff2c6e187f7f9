"""How far confidence limits reach, in standard errors."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri, stdtrit

from trialwright.analysis.numeric.columns import FloatArray, analysis_error
from trialwright.analysis.numeric.options import check_number


def check_conf_level(conf_level: float) -> None:
    """Raises AnalysisError unless the coverage lies between 0 and 1: 0.95, not 95."""
    if not 0 < check_number(conf_level, "conf_level") < 1:
        raise analysis_error("conf_level", f"conf_level {conf_level} is not between 0 and 1")


def normal_quantile(conf_level: float) -> float:
    """The two-sided standard normal quantile: 0.95 gives 1.95996..."""
    check_conf_level(conf_level)
    return float(ndtri(0.5 + conf_level / 2))


def t_quantile(df: float | FloatArray, conf_level: float) -> FloatArray:
    """The two-sided quantile of the t distribution with each of `df` degrees of freedom."""
    check_conf_level(conf_level)
    return np.asarray(stdtrit(df, 0.5 + conf_level / 2), dtype=np.float64)
