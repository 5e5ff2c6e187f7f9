"""Read `args` of a statistics case: columns, events, subsets, groups and model terms.

The vocabulary is closed. A key or value it does not have is an error, never ignored: a case that
asks for more than a runner computes must not pass.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np


def load_columns(path: Path, subset: dict | None = None) -> dict[str, np.ndarray]:
    """Columns by name, as floats where every value is a number, else as text."""
    with path.open(newline="") as file:
        header, *rows = list(csv.reader(file))
    columns = {
        name: _typed(values) for name, values in zip(header, zip(*rows, strict=True), strict=True)
    }
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


def design_of(columns: dict[str, np.ndarray], terms: list) -> dict[str, np.ndarray]:
    """Model columns by R's name for them, in the order of the coefficients."""
    design: dict[str, np.ndarray] = {}
    for term in terms:
        design |= term_columns(columns, term)
    return design


def term_columns(columns: dict[str, np.ndarray], term: str | dict) -> dict[str, np.ndarray]:
    """The named columns of one term: several for a factor or an interaction."""
    if isinstance(term, str):
        return {term: columns[term]}
    for kind, derive in _KINDS.items():
        if kind in term:
            return derive(columns, term)
    raise KeyError(f"unknown term: {term}")


def _log(columns: dict[str, np.ndarray], term: dict) -> dict[str, np.ndarray]:
    check_keys(term, {"log", "label"})
    return {term.get("label", f"log({term['log']})"): np.log(columns[term["log"]])}


def _log10(columns: dict[str, np.ndarray], term: dict) -> dict[str, np.ndarray]:
    check_keys(term, {"log10", "label"})
    return {term.get("label", f"log10({term['log10']})"): np.log10(columns[term["log10"]])}


def _minus(columns: dict[str, np.ndarray], term: dict) -> dict[str, np.ndarray]:
    check_keys(term, {"column", "minus", "label"})
    return {term.get("label", term["column"]): columns[term["column"]] - term["minus"]}


def _factor(columns: dict[str, np.ndarray], term: dict) -> dict[str, np.ndarray]:
    check_keys(term, {"factor", "levels", "reference", "label"})
    label, column = term.get("label", term["factor"]), columns[term["factor"]]
    unknown = set(column.tolist()) - set(term["levels"])
    if unknown:
        raise ValueError(f"{term['factor']} holds {unknown}, which are no levels of it")
    others = [level for level in term["levels"] if level != term["reference"]]
    return {f"{label}{level}": (column == level).astype(float) for level in others}


def _interaction(columns: dict[str, np.ndarray], term: dict) -> dict[str, np.ndarray]:
    check_keys(term, {"interaction", "label"})
    fast, slow = (term_columns(columns, part) for part in term["interaction"])
    # The first term's columns vary fastest.
    return {f"{a}:{b}": fast[a] * slow[b] for b in slow for a in fast}


_KINDS = {
    "log": _log,
    "log10": _log10,
    "minus": _minus,
    "factor": _factor,
    "interaction": _interaction,
}
