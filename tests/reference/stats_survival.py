"""Survival curves, their comparison and restricted means, as the R reference cases ask for them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reference.design_terms import TIME_KEYS, check_keys, event_of, terms_of, weights_of
from trialwright.analysis import (
    fleming_harrington,
    kaplan_meier,
    log_rank,
    rmst,
    rmst_adjusted,
)
from trialwright.analysis.survival.restricted_mean import RestrictedMean
from trialwright.analysis.survival.rmst import MeanContrast
from trialwright.analysis.survival.survival_curve import SurvivalCurve

_CURVE_KEYS = {
    *("group", "group_levels", "times", "weights", "cluster"),
    *("conf_type", "conf_level", "variance", "cumulative_hazard"),
}
_ARM_KEYS = {"treatment", "treated", "control", "tau", "conf_level"}


def _curves(estimator: Callable[..., SurvivalCurve]) -> Callable[..., dict[str, object]]:
    def run(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
        check_keys(args, TIME_KEYS | _CURVE_KEYS)
        given = _follow_up(columns, args) | {"weights": weights_of(columns, args.get("weights"))}
        given["cluster"] = columns[args["cluster"]] if "cluster" in args else None
        options = {key: args[key] for key in ("conf_type", "conf_level", "variance")}
        if "cumulative_hazard" in args:
            options["cumulative_hazard"] = args["cumulative_hazard"]
        curves = {}
        for label, rows in _groups(columns, args):
            group = {key: None if x is None else x[rows] for key, x in given.items()}
            curves[label] = estimator(**group, **options)
        return _at_times(curves, args["times"]) if "times" in args else _whole(curves)

    return run


def _follow_up(columns: dict[str, np.ndarray], args: dict) -> dict[str, np.ndarray | None]:
    return {
        "time": columns[args["time"]],
        "event": event_of(columns, args["event"]),
        "entry": columns[args["entry"]] if "entry" in args else None,
    }


def _groups(columns: dict[str, np.ndarray], args: dict) -> list[tuple[str, np.ndarray]]:
    if "group" not in args:
        return [("all", np.ones(len(columns[args["time"]]), dtype=bool))]
    group = args["group"]
    return [(f"{group}={level}", columns[group] == level) for level in args["group_levels"]]


def _whole(curves: dict[str, SurvivalCurve]) -> dict[str, object]:
    by_row = "time n_risk n_event n_censor surv std_err_log std_err lower upper cumhaz std_chaz"
    by_group = "median median_lower median_upper"
    got = _stacked(curves, by_row)
    for field in by_group.split():
        got[field] = [getattr(curve, field) for curve in curves.values()]
    return got


def _at_times(curves: dict[str, SurvivalCurve], times: list) -> dict[str, object]:
    points = {label: curve.at(np.atleast_1d(times)) for label, curve in curves.items()}
    return _stacked(points, "time surv std_err lower upper n_risk")


def _stacked(parts: dict, fields: str) -> dict[str, object]:
    got: dict[str, object] = {
        field: np.concatenate([getattr(part, field) for part in parts.values()])
        for field in fields.split()
    }
    return got | {"strata": [label for label, part in parts.items() for _ in part.time]}


def _log_rank(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, TIME_KEYS | {"group", "group_levels", "strata", "rho"})
    test = log_rank(
        **_follow_up(columns, args),
        group=columns[args["group"]],
        levels=args["group_levels"],
        strata=[columns[name] for name in args.get("strata", [])],
        rho=args.get("rho", 0),
    )
    return {field: getattr(test, field) for field in ("chisq", "df", "p", "obs", "exp", "var")}


def _arms(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    return {
        "treatment": columns[args["treatment"]],
        **{key: args[key] for key in ("treated", "control", "tau", "conf_level")},
    }


def _rmst(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, TIME_KEYS | _ARM_KEYS)
    got = rmst(**_follow_up(columns, args), **_arms(columns, args))
    return {
        "arm1": _arm(got.treated),
        "arm0": _arm(got.control),
        "unadjusted": [_contrast(c) for c in (got.difference, got.ratio, got.ratio_lost)],
        "rows": [
            f"{mean} (arm=1){sign}(arm=0)"
            for mean, sign in (("RMST", "-"), ("RMST", "/"), ("RMTL", "/"))
        ],
        "cols": ["Est.", *_limit_names(args), "p"],
        "tau": got.tau,
    }


def _limit_names(args: dict) -> list[str]:
    percent = round(100 * args["conf_level"])
    return [f"lower .{percent}", f"upper .{percent}"]


def _arm(mean: RestrictedMean) -> list[list[float]]:
    return [
        [mean.estimate, mean.std_err, mean.lower, mean.upper],
        [mean.lost, mean.std_err, mean.lost_lower, mean.lost_upper],
    ]


def _contrast(contrast: MeanContrast) -> list[float | None]:
    return [contrast.estimate, contrast.lower, contrast.upper, contrast.p]


def _rmst_adjusted(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, TIME_KEYS | _ARM_KEYS | {"covariates", "censoring_group"})
    follow_up = _follow_up(columns, args)
    assert follow_up.pop("entry") is None
    group = columns[args["censoring_group"]] if "censoring_group" in args else None
    terms = terms_of(columns, args["covariates"])
    got = rmst_adjusted(
        **follow_up, **_arms(columns, args), covariates=terms, censoring_group=group
    )
    columns_of_fit = (got.coef, got.std_err, got.z, got.p, got.lower, got.upper)
    return {
        "diff": np.column_stack(columns_of_fit),
        "rows": ["intercept", "arm", *got.names[2:]],
        "cols": ["coef", "se(coef)", "z", "p", *_limit_names(args)],
    }


METHODS = {
    "kaplan_meier": _curves(kaplan_meier),
    "fleming_harrington": _curves(fleming_harrington),
    "log_rank": _log_rank,
    "rmst": _rmst,
    "rmst_adjusted": _rmst_adjusted,
}
