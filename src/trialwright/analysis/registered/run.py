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
from trialwright.analysis.registered.supplement_confounding import (
    balance_results,
    doubly_robust_results,
    e_value_results,
    hidden_confounder_results,
    negative_control_results,
    weighted_cox_results,
)
from trialwright.analysis.registered.supplement_emulation import (
    emulation_results,
    exposure_results,
    landmark_results,
    naive_results,
)
from trialwright.analysis.registered.supplement_intervals import (
    interval_cox_results,
    interval_log_rank_results,
    piecewise_results,
    scan_schedule_results,
    turnbull_results,
    weibull_results,
)
from trialwright.analysis.registered.supplement_longitudinal import (
    mixed_model_results,
    mmrm_results,
)
from trialwright.analysis.registered.supplement_missing import tipping_results
from trialwright.analysis.registered.supplement_multiplicity import (
    sequence_results,
    subgroup_results,
)
from trialwright.analysis.registered.supplement_responses import stratified_results
from trialwright.analysis.registered.supplement_survival import (
    adjusted_mean_results,
    cause_specific_results,
    competing_results,
    fine_gray_results,
    gray_results,
    hazards_test_results,
    restricted_mean_results,
    weighted_log_rank_results,
)
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
    "weighted_log_rank": weighted_log_rank_results,
    "adjusted_restricted_mean": adjusted_mean_results,
    "weibull": weibull_results,
    "piecewise_exponential": piecewise_results,
    "negative_control": negative_control_results,
    "naive_ever_never": naive_results,
    "stratified_proportion": stratified_results,
    "restricted_mean": restricted_mean_results,
    "proportional_hazards": hazards_test_results,
    "competing_risks": competing_results,
    "gray_test": gray_results,
    "cause_specific_cox": cause_specific_results,
    "fine_gray": fine_gray_results,
    "turnbull": turnbull_results,
    "interval_cox": interval_cox_results,
    "interval_log_rank": interval_log_rank_results,
    "scan_schedule": scan_schedule_results,
    "balance": balance_results,
    "weighted_cox": weighted_cox_results,
    "doubly_robust_risk": doubly_robust_results,
    "clone_censor_weight": emulation_results,
    "landmark_cox": landmark_results,
    "exposure_cox": exposure_results,
    "mmrm": mmrm_results,
    "mixed_model": mixed_model_results,
    "tipping_point": tipping_results,
    "subgroups": subgroup_results,
}
# These read the results of the analyses they name, which stand before them.
_ON_RESULTS: dict[str, Callable[[Plan, tuple[ResultRow, ...]], Iterator[ResultRow]]] = {
    "e_value": e_value_results,
    "hidden_confounder": hidden_confounder_results,
    "fixed_sequence": sequence_results,
}


def run_analyses(definition: Definition, derived: Derived) -> tuple[ResultRow, ...]:
    """Result rows of every analysis; each row's id is unique."""
    rows: list[ResultRow] = []
    for analysis in definition.analyses.analyses:
        plan = Plan(analysis, definition, derived)
        if analysis.method in _ON_RESULTS:
            rows += _ON_RESULTS[analysis.method](plan, tuple(rows))
        else:
            rows += _METHODS[analysis.method](plan)
    return tuple(rows)
