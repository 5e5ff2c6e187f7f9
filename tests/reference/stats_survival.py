"""Survival curves and their comparison, as the R reference cases ask for them."""

from __future__ import annotations

import numpy as np

from reference.design_terms import TIME_KEYS, check_keys, times_of
from trialwright.analysis.survival.kaplan_meier import SurvivalCurve, compute_kaplan_meier
from trialwright.analysis.survival.log_rank import compute_log_rank


def _kaplan_meier(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    known = {"group", "group_levels", "conf_type", "conf_level", "variance", "cumulative_hazard"}
    check_keys(args, TIME_KEYS | known | {"times"})
    assert args["variance"] == "greenwood"
    assert args.get("cumulative_hazard", "nelson_aalen") == "nelson_aalen"
    times, curves = times_of(columns, args), {}
    for label, chosen in _groups(columns, args, times.n):
        curves[label] = compute_kaplan_meier(
            times.rows(chosen), conf_type=args["conf_type"], conf_level=args["conf_level"]
        )
    return _attimes_of(curves, args["times"]) if "times" in args else _whole(curves)


def _groups(columns: dict[str, np.ndarray], args: dict, n: int) -> list[tuple[str, np.ndarray]]:
    if "group" not in args:
        return [("all", np.ones(n, dtype=bool))]
    group = args["group"]
    return [(f"{group}={level}", columns[group] == level) for level in args["group_levels"]]


def _whole(curves: dict[str, SurvivalCurve]) -> dict[str, object]:
    by_row = "time n_risk n_event n_censor surv std_err_log std_err lower upper cumhaz std_chaz"
    by_group = "median median_lower median_upper"
    got = _stacked(curves, by_row)
    for field in by_group.split():
        got[field] = [getattr(curve, field) for curve in curves.values()]
    return got


def _attimes_of(curves: dict[str, SurvivalCurve], times: list) -> dict[str, object]:
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
    test = compute_log_rank(
        times_of(columns, args),
        columns[args["group"]],
        levels=args["group_levels"],
        strata=[columns[name] for name in args.get("strata", [])],
        rho=args["rho"],
    )
    return {field: getattr(test, field) for field in ("chisq", "df", "p", "obs", "exp", "var")}


METHODS = {"kaplan_meier": _kaplan_meier, "log_rank": _log_rank}
