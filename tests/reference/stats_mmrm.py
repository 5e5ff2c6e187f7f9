"""Mixed models for repeated measures and their means, as the R reference cases ask for them."""

from __future__ import annotations

import numpy as np

from reference.design_terms import check_keys, terms_of
from trialwright.analysis import contrasts, emmeans, mmrm
from trialwright.analysis.longitudinal.mmrm import MmrmFit
from trialwright.analysis.numeric.terms import label

_MODEL = {"method", "data", "subset", "response", "subject", "visit", "visit_levels", "intercept"}
_MODEL |= {"covariates", "covariance", "reml", "df", "vcov"}
_MEANS = _MODEL | {"margins", "numeric_covariates_at", "conf_level"}


def _fit(columns: dict[str, np.ndarray], args: dict) -> MmrmFit:
    return mmrm(
        columns[args["response"]],
        terms_of(columns, args["covariates"]),
        subject=columns[args["subject"]],
        visit=columns[args["visit"]],
        visit_levels=args["visit_levels"],
        covariance=args["covariance"],
        reml=args["reml"],
        df=args["df"],
        vcov=args["vcov"],
        intercept=args.get("intercept", False),
    )


def _mmrm(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, _MODEL)
    fit = _fit(columns, args)
    fields = ("names", "coef", "vcov", "se", "df", "t", "p", "varcor", "loglik", "deviance")
    return {field: getattr(fit, field) for field in fields}


def _emmeans(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, _MEANS)
    of, by = _margins(args)
    at, conf_level = args["numeric_covariates_at"], args["conf_level"]
    means = emmeans(_fit(columns, args), of=of, by=by, at=at, conf_level=conf_level)
    got, levels = means.estimates, zip(means.of_levels, means.by_levels, strict=True)
    return {
        "cols": [of, by, "emmean", "SE", "df", "lower.CL", "upper.CL"],
        "level": [f"{label(one)}:{label(other)}" for one, other in levels],
        "num": np.column_stack([got.estimate, got.se, got.df, got.lower, got.upper]),
    }


def _contrasts(columns: dict[str, np.ndarray], args: dict) -> dict[str, object]:
    check_keys(args, (_MEANS - {"conf_level"}) | {"contrast"})
    check_keys(args["contrast"], {"plus", "minus"})
    of, by = _margins(args)
    at, between = args["numeric_covariates_at"], args["contrast"]
    found = contrasts(_fit(columns, args), of=of, by=by, at=at, **between)
    got, name = found.estimates, f"{of}{label(found.plus)} - {of}{label(found.minus)}"
    return {
        "cols": ["contrast", by, "estimate", "SE", "df", "t.ratio", "p.value"],
        "level": [f"{name}:{label(level)}" for level in found.by_levels],
        "num": np.column_stack([got.estimate, got.se, got.df, got.t, got.p]),
    }


def _margins(args: dict) -> tuple[str, str]:
    """The model's names for the factors of two columns."""
    check_keys(args["margins"], {"of", "by"})
    names = {
        term["factor"]: term.get("label", term["factor"])
        for term in args["covariates"]
        if isinstance(term, dict) and "factor" in term
    }
    return names[args["margins"]["of"]], names[args["margins"]["by"]]


METHODS = {"mmrm": _mmrm, "emmeans": _emmeans, "contrasts": _contrasts}
