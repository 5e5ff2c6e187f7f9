"""Interval censoring, as the R reference cases ask for it."""

from __future__ import annotations

import numpy as np

from reference.design_terms import check_keys, terms_of
from trialwright.analysis import aft, ic_cox, turnbull

_KEYS = {"method", "data", "subset", "left", "right"}


def _intervals(columns: dict[str, np.ndarray], args: dict) -> tuple[np.ndarray, np.ndarray]:
    """Left and right ends; an empty right end is right-censored."""
    right = columns[args["right"]]
    return columns[args["left"]], np.where(np.isnan(right), np.inf, right)


def _npmle(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, _KEYS)
    curve = turnbull(*_intervals(columns, args))
    # icenReg marks an open left end by 1e-10, and puts a row with S = 1 before the first.
    lower = np.where(curve.is_point, curve.lower, curve.lower + 1e-10)
    return {
        "lower": np.concatenate((lower[:1], lower)),
        "upper": np.concatenate((lower[:1], curve.upper)),
        # Where the last interval is infinite nobody looks at S, which is NA or 0.
        "surv": np.concatenate(([1.0], curve.surv)),
        "loglik": curve.loglik,
    }


def _ic_cox(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, _KEYS | {"covariates"})
    fit = ic_cox(*_intervals(columns, args), terms_of(columns, args["covariates"]))
    return {"names": fit.names, "coef": fit.coef, "loglik": fit.loglik}


def _aft(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, _KEYS | {"covariates", "dist", "intercept"})
    assert args["intercept"] is True
    terms = terms_of(columns, args["covariates"])
    fit = aft(*_intervals(columns, args), terms, dist=args["dist"])
    # R names a column as its formula wrote it.
    names = [name if name == "(Intercept)" else f"d${name}" for name in fit.names]
    fields = {field: getattr(fit, field) for field in ("coef", "log_scale", "vcov", "loglik")}
    return {"names": names} | fields


METHODS = {"npmle": _npmle, "aft": _aft, "ic_cox": _ic_cox}
