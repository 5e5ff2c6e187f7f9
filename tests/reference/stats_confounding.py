"""Propensity models and their weights, as the R reference cases ask for them."""

from __future__ import annotations

import numpy as np

from reference.design_terms import check_keys, propensity_weights_of, response_of, terms_of
from trialwright.analysis import balance, logistic
from trialwright.analysis.confounding.propensity_weights import PropensityWeights


def _logistic(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, {"method", "data", "subset", "response", "covariates", "intercept"})
    fit = logistic(
        response_of(columns, args["response"]),
        terms_of(columns, args["covariates"]),
        intercept=args.get("intercept", False),
    )
    return {"names": fit.names, "coef": fit.coef, "se": fit.se, "ps": fit.fitted}


def _propensity_weights(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    known = {"treatment", "treated", "propensity_covariates", "kinds", "balance_covariates"}
    check_keys(args, {"method", "data", "subset"} | known)
    z = columns[args["treatment"]] == args["treated"]
    got = {_FIELDS[kind]: _weights(columns, args, kind).weights for kind in args["kinds"]}
    ate = _weights(columns, args, "ate")
    table = balance(z, terms_of(columns, args["balance_covariates"]), weights=ate.weights)
    return got | {
        "ess_ate": table.effective_size,
        "smd_raw": table.raw.smd,
        "smd_ate": table.weighted.smd,
    }


def _weights(columns: dict[str, np.ndarray], args: dict, kind: str) -> PropensityWeights:
    treatment = {name: args[name] for name in ("treatment", "treated", "propensity_covariates")}
    return propensity_weights_of(columns, treatment | {"kind": kind})


_FIELDS = {"ate": "w_ate", "stabilised": "w_stab", "att": "w_att", "overlap": "w_overlap"}

METHODS = {"logistic": _logistic, "propensity_weights": _propensity_weights}
