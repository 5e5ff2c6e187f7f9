"""Which runner takes which kind of vector. A new runner is entered here, and its row in
`owners.NOT_BUILT` is struck out."""

from __future__ import annotations

import importlib
import importlib.util
from types import ModuleType

from reference import (
    clinical_runners,
    ctcae_runner,
    eligibility_runner,
    hepatocellular_runner,
    index_runners,
    reads_runner,
)
from reference.cases import Case, NotBuilt, Runner, key_of, letter_of

RUNNERS: dict[str, Runner] = {
    **clinical_runners.RUNNERS,
    **eligibility_runner.RUNNERS,
    **hepatocellular_runner.RUNNERS,
    **index_runners.RUNNERS,
    **reads_runner.RUNNERS,
    **ctcae_runner.RUNNERS,
}


def is_due(case: Case) -> bool:
    """Say whether a runner takes the case; the statistics runner knows which options it has."""
    if case.kind == "stats":
        runner = _optional("statistics_runner")
        return runner is not None and runner.is_due(case.content["args"])
    if case.kind == "privacy":
        runner = _optional("privacy_runner")
        return runner is not None and letter_of(case) in runner.FILES
    return case.kind in RUNNERS


def run(case: Case) -> None:
    """Run one vector; AssertionError if the program answers otherwise, NotBuilt if nothing can."""
    if not is_due(case):
        raise NotBuilt(key_of(case))
    if case.kind == "stats":
        importlib.import_module("reference.statistics_runner").run(case.content, case.path.parent)
    elif case.kind == "privacy":
        importlib.import_module("reference.privacy_runner").FILES[letter_of(case)](case.content)
    else:
        RUNNERS[case.kind](case)


def _optional(name: str) -> ModuleType | None:
    found = importlib.util.find_spec(f"reference.{name}")
    return importlib.import_module(f"reference.{name}") if found else None
