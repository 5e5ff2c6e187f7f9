"""Read `args` of a statistics case: columns, events, subsets, groups and model terms.

The vocabulary is closed. A key or value it does not have is an error, never ignored: a case that
asks for more than a runner computes must not pass.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from trialwright.analysis import propensity_weights
from trialwright.analysis.confounding.propensity_weights import PropensityWeights
from trialwright.analysis.numeric.terms import Term, factor, interaction, number
from trialwright.analysis.survival.survival_times import SurvivalTimes

# What any case may say of its data and its follow-up.
TIME_KEYS = {"method", "data", "time", "entry", "event", "subset"}

# A propensity model is fitted to all rows of the file, so its weights come before any subset.
_WEIGHTS = "(weights)"


def load_columns(
    path: Path, subset: dict | None = None, weights: dict | None = None
) -> dict[str, np.ndarray]:
    """Columns by name, as floats where every value is a number, else as text.

    With `weights` of args, a column that `weights_of` finds.
    """
    with path.open(newline="") as file:
        header, *rows = list(csv.reader(file))
    columns = {
        name: _typed(values) for name, values in zip(header, zip(*rows, strict=True), strict=True)
    }
    if weights is not None:
        columns[_WEIGHTS] = propensity_weights_of(columns, weights).weights
    if subset is None:
        return columns
    check_keys(subset, {"column", "equals"})
    chosen = columns[subset["column"]] == subset["equals"]
    return {name: column[chosen] for name, column in columns.items()}


def _typed(values: tuple[str, ...]) -> np.ndarray:
    try:
        return np.array([float(value) if value else np.nan for value in values])
    except ValueError:
        return np.array(values)


def check_keys(given: dict, known: set[str]) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        raise KeyError(f"args this runner does not know: {', '.join(unknown)}")


def event_of(columns: dict[str, np.ndarray], event: dict) -> np.ndarray:
    """True where the event happened, for an event given as one value of a column."""
    check_keys(event, {"column", "equals"})
    return columns[event["column"]] == event["equals"]


def response_of(columns: dict[str, np.ndarray], response: str | dict) -> np.ndarray:
    """The outcome of a regression: a column, or whether a column has one value."""
    if isinstance(response, str):
        return columns[response]
    return event_of(columns, response)


def propensity_weights_of(columns: dict[str, np.ndarray], weights: dict) -> PropensityWeights:
    """Weights from the propensity model of `weights` in args, fitted to all rows of `columns`."""
    check_keys(weights, {"kind", "treatment", "treated", "propensity_covariates"})
    return propensity_weights(
        columns[weights["treatment"]] == weights["treated"],
        terms_of(columns, weights["propensity_covariates"]),
        kind=weights["kind"],
    )


def weights_of(columns: dict[str, np.ndarray], weights: dict | None) -> np.ndarray | None:
    """The case weights of a case (n) for `args.get("weights")`; None where it has none."""
    return None if weights is None else columns[_WEIGHTS]


def times_of(columns: dict[str, np.ndarray], args: dict) -> SurvivalTimes:
    """The follow-up of a case: time, event and delayed entry."""
    entry = columns[args["entry"]] if "entry" in args else None
    return SurvivalTimes.from_columns(
        columns[args["time"]], event_of(columns, args["event"]), entry
    )


def terms_of(columns: dict[str, np.ndarray], terms: list) -> list[Term]:
    """Model terms by R's names for their columns, in the order of the coefficients."""
    return [term_of(columns, term) for term in terms]


def term_of(columns: dict[str, np.ndarray], term: str | dict) -> Term:
    if isinstance(term, str):
        return number(term, columns[term])
    for kind, derive in _KINDS.items():
        if kind in term:
            return derive(columns, term)
    raise KeyError(f"unknown term: {term}")


def _log(columns: dict[str, np.ndarray], term: dict) -> Term:
    check_keys(term, {"log", "label"})
    return number(term.get("label", f"log({term['log']})"), np.log(columns[term["log"]]))


def _log10(columns: dict[str, np.ndarray], term: dict) -> Term:
    check_keys(term, {"log10", "label"})
    return number(term.get("label", f"log10({term['log10']})"), np.log10(columns[term["log10"]]))


def _minus(columns: dict[str, np.ndarray], term: dict) -> Term:
    check_keys(term, {"column", "minus", "label"})
    return number(term.get("label", term["column"]), columns[term["column"]] - term["minus"])


def _factor(columns: dict[str, np.ndarray], term: dict) -> Term:
    check_keys(term, {"factor", "levels", "reference", "label"})
    name, column = term.get("label", term["factor"]), columns[term["factor"]]
    return factor(name, column, levels=term["levels"], reference=term["reference"])


def _interaction(columns: dict[str, np.ndarray], term: dict) -> Term:
    check_keys(term, {"interaction", "label"})
    return interaction(*(term_of(columns, part) for part in term["interaction"]))


_KINDS = {
    "log": _log,
    "log10": _log10,
    "minus": _minus,
    "factor": _factor,
    "interaction": _interaction,
}
