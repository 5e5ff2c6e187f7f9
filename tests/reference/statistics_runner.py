"""Run the cases of the R reference outputs from their `args` alone, and compare every field.

Each family of methods has a module of its own, `stats_*`, with `METHODS`: what computes the fields
of `expect` from the columns of the data and `args`.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from reference.design_terms import load_columns
from reference.expected_numbers import check_fields

_FAMILIES = (
    "competing_risks",
    "confounding",
    "cox",
    "interval_censoring",
    "mixed_model",
    "mmrm",
    "survival",
)

_METHODS = {
    method: run
    for family in _FAMILIES
    for method, run in importlib.import_module(f"reference.stats_{family}").METHODS.items()
}


def is_due(args: dict) -> bool:
    """Whether the program has the estimator yet that this case asks for."""
    return args["method"] in _METHODS


def run(case: dict, folder: Path) -> None:
    """Compute what `args` ask for from the data in `folder`; AssertionError names what differs."""
    args = case["args"]
    columns = load_columns(folder / args["data"], args.get("subset"), args.get("weights"))
    check_fields(case, _METHODS[args["method"]](columns, args))
