"""Every declared analysis, in the order of analysis.yaml."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trialwright.analysis.registered.baseline import baseline_results
from trialwright.analysis.registered.change import change_results
from trialwright.analysis.registered.flow import flow_results
from trialwright.analysis.registered.incidence import incidence_results
from trialwright.analysis.registered.plan import Plan
from trialwright.analysis.registered.readings import reading_results
from trialwright.analysis.registered.responses import proportion_results
from trialwright.analysis.registered.survival import (
    cox_results,
    kaplan_meier_results,
    log_rank_results,
)
from trialwright.analysis.results import ResultRow
from trialwright.definition.load import Definition
from trialwright.endpoints.derived import Derived

_METHODS: dict[str, Callable[[Plan], Iterator[ResultRow]]] = {
    "participant_flow": flow_results,
    "baseline_summary": baseline_results,
    "kaplan_meier": kaplan_meier_results,
    "log_rank": log_rank_results,
    "cox": cox_results,
    "proportion": proportion_results,
    "incidence": incidence_results,
    "change_from_baseline": change_results,
    "readings": reading_results,
}


def run_analyses(definition: Definition, derived: Derived) -> tuple[ResultRow, ...]:
    """Result rows of every analysis; each row's id is unique."""
    rows: list[ResultRow] = []
    for analysis in definition.analyses.analyses:
        rows += _METHODS[analysis.method](Plan(analysis, definition, derived))
    return tuple(rows)
