"""Cox models, as the R reference cases ask for them."""

from __future__ import annotations

import numpy as np

from reference.design_terms import TIME_KEYS, check_keys, terms_of, times_of
from trialwright.analysis.proportional_hazards.cox import CoxFit, compute_cox


def _cox(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, TIME_KEYS | {"covariates", "strata", "ties", "robust", "cluster"})
    fit = compute_cox(
        times_of(columns, args),
        terms_of(columns, args["covariates"]),
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


METHODS = {"cox": _cox}
