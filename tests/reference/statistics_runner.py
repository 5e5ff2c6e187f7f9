"""Run the cases of the R reference outputs from their `args` alone, and compare every field."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from reference.design_terms import check_keys, design_of, event_of, load_columns
from reference.expected_numbers import check_fields
from trialwright.analysis.proportional_hazards.cox import CoxFit, compute_cox
from trialwright.analysis.survival.kaplan_meier import SurvivalCurve, compute_kaplan_meier
from trialwright.analysis.survival.log_rank import compute_log_rank
from trialwright.analysis.survival.survival_times import SurvivalTimes

_TIMES = {"method", "data", "time", "entry", "event", "subset"}


def is_due(args: dict) -> bool:
    """Whether the program has the estimator yet that this case asks for."""
    if "weights" in args:
        return False
    if args["method"] == "kaplan_meier":
        return args["variance"] == "greenwood"
    if args["method"] == "cox":
        return args["ties"] in ("efron", "breslow")
    return args["method"] == "log_rank"


def run(case: dict, folder: Path) -> None:
    """Compute what `args` ask for from the data in `folder`; AssertionError names what differs."""
    args = case["args"]
    columns = load_columns(folder / args["data"], args.get("subset"))
    check_fields(case, _METHODS[args["method"]](columns, args))


def _times(columns: dict[str, np.ndarray], args: dict) -> SurvivalTimes:
    entry = columns[args["entry"]] if "entry" in args else None
    return SurvivalTimes.from_columns(
        columns[args["time"]], event_of(columns, args["event"]), entry
    )


def _kaplan_meier(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    known = {"group", "group_levels", "conf_type", "conf_level", "variance", "cumulative_hazard"}
    check_keys(args, _TIMES | known | {"times"})
    assert args["variance"] == "greenwood"
    assert args.get("cumulative_hazard", "nelson_aalen") == "nelson_aalen"
    times, curves = _times(columns, args), {}
    for label, chosen in _groups(columns, args, times.n):
        curves[label] = compute_kaplan_meier(
            times.rows(chosen), conf_type=args["conf_type"], conf_level=args["conf_level"]
        )
    return _at_times(curves, args["times"]) if "times" in args else _whole(curves)


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
    check_keys(args, _TIMES | {"group", "group_levels", "strata", "rho"})
    test = compute_log_rank(
        _times(columns, args),
        columns[args["group"]],
        levels=args["group_levels"],
        strata=[columns[name] for name in args.get("strata", [])],
        rho=args["rho"],
    )
    return {field: getattr(test, field) for field in ("chisq", "df", "p", "obs", "exp", "var")}


def _cox(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, _TIMES | {"covariates", "strata", "ties", "robust", "cluster"})
    fit = compute_cox(
        _times(columns, args),
        design_of(columns, args["covariates"]),
        strata=[columns[name] for name in args.get("strata", [])],
        ties=args["ties"],
        robust=args["robust"],
        cluster=columns[args["cluster"]] if "cluster" in args else None,
    )
    return _cox_fields(fit)


def _cox_fields(fit: CoxFit) -> dict[str, object]:
    got = {field: getattr(fit, field) for field in ("coef", "vcov", "naive_vcov", "se", "loglik")}
    tests = ("lr_test", "score_test", "wald_test", "robust_score_test")
    got |= {name: getattr(fit, name).chisq for name in tests if getattr(fit, name)}
    concordance = [fit.concordance.value, fit.concordance.std_err]
    return got | {
        "names": fit.names,
        "n": fit.n,
        "nevent": fit.n_events,
        "concordance": concordance,
    }


_METHODS = {"kaplan_meier": _kaplan_meier, "log_rank": _log_rank, "cox": _cox}
