"""Linear mixed models, as the R reference cases ask for them."""

from __future__ import annotations

import numpy as np

from reference.design_terms import check_keys, event_of, terms_of
from trialwright.analysis.longitudinal.mixed_model import LinearMixedModel, lmm
from trialwright.analysis.numeric.terms import number

_KEYS = "method data subset response intercept covariates random reml df vcov"


def _lmm(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, set(_KEYS.split()))
    random = args["random"]
    check_keys(random, {"subject", "terms", "correlated"})
    response = args["response"]
    fit = lmm(
        event_of(columns, response).astype(float)
        if isinstance(response, dict)
        else columns[response],
        terms_of(columns, args["covariates"]),
        intercept=args.get("intercept", False),
        subject=columns[random["subject"]],
        random=[
            term if term == "intercept" else number(term, columns[term]) for term in random["terms"]
        ],
        correlated=random["correlated"],
        reml=args["reml"],
        df=args["df"],
        vcov=args["vcov"],
    )
    return {field: getattr(fit, field) for field in _FIELDS} | {
        "vcov_re": _variances(fit, random["correlated"]),
        "reml_crit": fit.deviance,
        "vcov_adj": fit.vcov,
    }


_FIELDS = ("names", "coef", "se", "df", "t", "p", "theta", "sigma", "loglik")


def _variances(fit: LinearMixedModel, correlated: bool) -> np.ndarray:
    """Variances of the terms, their covariances, the residual variance."""
    q = len(fit.random_names)
    pairs = [(i, j) for i in range(q) for j in range(i + 1, q)] if correlated else []
    covariances = [fit.covariance[pair] for pair in pairs]
    return np.array([*np.diag(fit.covariance), *covariances, fit.sigma**2])


METHODS = {"lmm": _lmm}
