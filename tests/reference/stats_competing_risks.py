"""Competing risks, as the R reference cases ask for them."""

from __future__ import annotations

import numpy as np

from reference.design_terms import TIME_KEYS, check_keys, terms_of, weights_of
from reference.stats_cox import fit_fields
from trialwright.analysis import (
    aalen_johansen,
    cumulative_incidence,
    fine_gray,
    fine_gray_weighted_cox,
    gray_test,
)


def _cause_args(columns: dict[str, np.ndarray], args: dict) -> tuple:
    """Time and cause columns, and the keywords that say what the codes mean."""
    event = args["event"]
    check_keys(event, {"column", "censored", "causes"})
    named = {"causes": event["causes"], "censored": event["censored"]}
    return (columns[args["time"]], columns[event["column"]]), named


def _label(args: dict, cause: object) -> str:
    """The text for a cause in `expect`: its code if it has none."""
    return args.get("cause_labels", {}).get(str(cause), str(cause))


def _gray(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    known = {"group", "group_levels", "strata", "rho", "cause_labels"}
    check_keys(args, (TIME_KEYS - {"entry"}) | known)
    given, named = _cause_args(columns, args)
    test = gray_test(
        *given,
        columns[args["group"]],
        levels=args["group_levels"],
        strata=[columns[name] for name in args.get("strata", [])],
        rho=args["rho"],
        **named,
    )
    return {
        "rows": [_label(args, each.cause) for each in test.tests],
        "cols": ["stat", "pv", "df"],
        "tests": [[each.chisq, each.p, each.df] for each in test.tests],
    }


def _cumulative_incidence(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, (TIME_KEYS - {"entry"}) | {"group", "group_levels", "times", "cause_labels"})
    given, named = _cause_args(columns, args)
    curves, est, var = [], [], []
    parts = {
        level: cumulative_incidence(*(column[chosen] for column in given), **named).at(
            args["times"]
        )
        for level, chosen in _groups(columns, args)
    }
    for k, cause in enumerate(named["causes"]):
        for level, (estimate, variance) in parts.items():
            curves.append(f"{level} {_label(args, cause)}")
            est.append(estimate[:, k])
            var.append(variance[:, k])
    return {"curves": curves, "times": args["times"], "est": est, "var": var}


def _groups(columns: dict[str, np.ndarray], args: dict) -> list[tuple[object, np.ndarray]]:
    if "group" not in args:
        some = next(iter(columns.values()))
        return [(1, np.ones(len(some), dtype=bool))]
    return [(level, columns[args["group"]] == level) for level in args["group_levels"]]


def _aalen_johansen(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    known = {"group", "group_levels", "times", "conf_type", "conf_level", "variance"}
    check_keys(args, TIME_KEYS | known | {"cause_labels", "cluster", "weights"})
    assert args["variance"] == "infinitesimal_jackknife"
    given, named = _cause_args(columns, args)
    optional = {key: columns[args[key]] for key in ("entry", "cluster") if key in args}
    if "weights" in args:
        optional["weights"] = weights_of(columns, args["weights"])
    rows = []
    for level, chosen in _groups(columns, args):
        curves = aalen_johansen(
            *(column[chosen] for column in given),
            conf_type=args["conf_type"],
            conf_level=args["conf_level"],
            **{key: column[chosen] for key, column in optional.items()},
            **named,
        )
        points = curves.at(args.get("times", curves.time))
        label = f"{args['group']}={level}" if "group" in args else "all"
        rows += [(label, *row) for row in zip(*_fields(points), strict=True)]
    states = ["(s0)", *(_label(args, cause) for cause in named["causes"])]
    fields = zip(*rows, strict=True)
    names = ("strata", "time", "pstate", "std_err", "lower", "upper")
    return {"states": states} | {
        name: list(field) for name, field in zip(names, fields, strict=True)
    }


def _fields(points) -> tuple:
    return (points.time, points.pstate, points.std_err, points.lower, points.upper)


def _fine_gray(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, (TIME_KEYS - {"entry"}) | {"cause", "covariates", "censoring_group"})
    given, named = _cause_args(columns, args)
    group = args.get("censoring_group")
    fit = fine_gray(
        *given,
        terms_of(columns, args["covariates"]),
        cause_of_interest=args["cause"],
        censoring_group=None if group is None else columns[group],
        **named,
    )
    fields = ("names", "coef", "vcov", "se", "loglik", "loglik_null", "converged")
    return {field: getattr(fit, field) for field in fields}


def _fine_gray_weighted_cox(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    known = {"cause", "covariates", "ties", "robust", "cluster", "weights"}
    check_keys(args, TIME_KEYS | known)
    given, named = _cause_args(columns, args)
    fit = fine_gray_weighted_cox(
        *given,
        terms_of(columns, args["covariates"]),
        cause_of_interest=args["cause"],
        ties=args["ties"],
        entry=columns[args["entry"]] if "entry" in args else None,
        cluster=columns[args["cluster"]] if "cluster" in args else None,
        weights=weights_of(columns, args["weights"]) if "weights" in args else None,
        robust=args["robust"],
        **named,
    )
    return fit_fields(fit)


METHODS = {
    "gray": _gray,
    "cumulative_incidence": _cumulative_incidence,
    "aalen_johansen": _aalen_johansen,
    "fine_gray": _fine_gray,
    "fine_gray_weighted_cox": _fine_gray_weighted_cox,
}
