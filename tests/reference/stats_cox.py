"""Cox models, as the R reference cases ask for them."""

from __future__ import annotations

import numpy as np

from reference.design_terms import TIME_KEYS, check_keys, event_of, terms_of, weights_of
from trialwright.analysis import cox, cox_baseline, cox_residuals, proportional_hazards_test
from trialwright.analysis.proportional_hazards.cox_fit import CoxFit

_FIT_KEYS = TIME_KEYS | {"covariates", "strata", "ties", "robust", "cluster", "weights"}


def fit_of(columns: dict[str, np.ndarray], args: dict) -> CoxFit:
    """The fit that `args` ask for."""
    return cox(
        columns[args["time"]],
        event_of(columns, args["event"]),
        terms_of(columns, args["covariates"]),
        entry=columns[args["entry"]] if "entry" in args else None,
        strata=[columns[name] for name in args.get("strata", [])],
        weights=weights_of(columns, args["weights"]) if "weights" in args else None,
        ties=args["ties"],
        robust=args.get("robust", False),
        cluster=columns[args["cluster"]] if "cluster" in args else None,
    )


def _cox(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, _FIT_KEYS)
    return fit_fields(fit_of(columns, args))


def fit_fields(fit: CoxFit) -> dict[str, object]:
    """The fields of `expect` for a fit; the robust ones only where it is robust."""
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


def _cox_zph(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, _FIT_KEYS | {"transform"})
    result = proportional_hazards_test(fit_of(columns, args), transform=args["transform"])
    return {
        "rows": result.rows,
        "chisq": [test.chisq for test in result.tests],
        "df": [test.df for test in result.tests],
        "p": [test.p for test in result.tests],
    }


def _cox_residuals(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, _FIT_KEYS)
    got = cox_residuals(fit_of(columns, args))
    fields = ("martingale", "deviance", "score", "dfbeta", "schoenfeld")
    return {field: getattr(got, field) for field in fields}


def _cox_baseline(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, _FIT_KEYS | {"centered"})
    curves = cox_baseline(fit_of(columns, args), centered=args["centered"])
    return {
        "time": np.concatenate([curve.time for curve in curves]),
        "hazard": np.concatenate([curve.hazard for curve in curves]),
    }


METHODS = {
    "cox": _cox,
    "cox_zph": _cox_zph,
    "cox_residuals": _cox_residuals,
    "cox_baseline": _cox_baseline,
}
