"""Estimators from arrays to numbers, and results as rows before they are tables.

    from trialwright.analysis import cox, kaplan_meier, log_rank

Every estimator takes arrays in the order (time, event, ...) or (response, ...) and everything else
by keyword, and returns a frozen result with named fields. A name is loaded when it is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trialwright.analysis.competing_risks.aalen_johansen import aalen_johansen as aalen_johansen
    from trialwright.analysis.competing_risks.cumulative_incidence import (
        cumulative_incidence as cumulative_incidence,
    )
    from trialwright.analysis.competing_risks.fine_gray import fine_gray as fine_gray
    from trialwright.analysis.competing_risks.fine_gray_rows import fine_gray_rows as fine_gray_rows
    from trialwright.analysis.competing_risks.gray_test import gray_test as gray_test
    from trialwright.analysis.competing_risks.weighted_cox import (
        cause_specific_cox as cause_specific_cox,
    )
    from trialwright.analysis.competing_risks.weighted_cox import (
        fine_gray_weighted_cox as fine_gray_weighted_cox,
    )
    from trialwright.analysis.confounding.aipw import aipw_risk_difference as aipw_risk_difference
    from trialwright.analysis.confounding.balance import balance as balance
    from trialwright.analysis.confounding.balance import propensity_overlap as propensity_overlap
    from trialwright.analysis.confounding.bias_analysis import confounder_bias as confounder_bias
    from trialwright.analysis.confounding.bias_analysis import (
        misclassified_outcome as misclassified_outcome,
    )
    from trialwright.analysis.confounding.bootstrap_iptw_cox import (
        bootstrap_iptw_cox as bootstrap_iptw_cox,
    )
    from trialwright.analysis.confounding.e_value import e_value as e_value
    from trialwright.analysis.confounding.iptw_cox import iptw_cox as iptw_cox
    from trialwright.analysis.confounding.logistic import logistic as logistic
    from trialwright.analysis.confounding.negative_control import (
        negative_control as negative_control,
    )
    from trialwright.analysis.confounding.probabilistic_bias import Trapezoid as Trapezoid
    from trialwright.analysis.confounding.probabilistic_bias import (
        probabilistic_confounder_bias as probabilistic_confounder_bias,
    )
    from trialwright.analysis.confounding.probabilistic_bias import (
        probabilistic_outcome_bias as probabilistic_outcome_bias,
    )
    from trialwright.analysis.confounding.propensity_weights import (
        propensity_weights as propensity_weights,
    )
    from trialwright.analysis.confounding.propensity_weights import (
        truncate_weights as truncate_weights,
    )
    from trialwright.analysis.confounding.propensity_weights import (
        weigh_propensity as weigh_propensity,
    )
    from trialwright.analysis.confounding.time_zero import check_time_zero as check_time_zero
    from trialwright.analysis.imputation.chained_columns import Derived as Derived
    from trialwright.analysis.imputation.chained_equations import impute_chained as impute_chained
    from trialwright.analysis.imputation.missing_patterns import MissingPattern as MissingPattern
    from trialwright.analysis.imputation.missing_patterns import (
        missing_patterns as missing_patterns,
    )
    from trialwright.analysis.imputation.reference_based import (
        reference_based_imputation as reference_based_imputation,
    )
    from trialwright.analysis.imputation.rubin import pool_rubin as pool_rubin
    from trialwright.analysis.imputation.tipping_point import tipping_point as tipping_point
    from trialwright.analysis.interval_censoring.aft import aft as aft
    from trialwright.analysis.interval_censoring.ic_cox import ic_cox as ic_cox
    from trialwright.analysis.interval_censoring.interval_log_rank import (
        interval_log_rank as interval_log_rank,
    )
    from trialwright.analysis.interval_censoring.piecewise_exponential import (
        piecewise_exponential as piecewise_exponential,
    )
    from trialwright.analysis.interval_censoring.scan_schedules import (
        compare_scan_schedules as compare_scan_schedules,
    )
    from trialwright.analysis.interval_censoring.turnbull import turnbull as turnbull
    from trialwright.analysis.longitudinal.marginal_means import contrasts as contrasts
    from trialwright.analysis.longitudinal.marginal_means import emmeans as emmeans
    from trialwright.analysis.longitudinal.mixed_model import lmm as lmm
    from trialwright.analysis.longitudinal.mmrm import STANDARD_FALLBACK as STANDARD_FALLBACK
    from trialwright.analysis.longitudinal.mmrm import mmrm as mmrm
    from trialwright.analysis.multiplicity.adjusted_p import Family as Family
    from trialwright.analysis.multiplicity.adjusted_p import fixed_sequence as fixed_sequence
    from trialwright.analysis.multiplicity.adjusted_p import gatekeeping as gatekeeping
    from trialwright.analysis.multiplicity.adjusted_p import hochberg as hochberg
    from trialwright.analysis.multiplicity.adjusted_p import holm as holm
    from trialwright.analysis.multiplicity.subgroup_models import cox_by_subgroup as cox_by_subgroup
    from trialwright.analysis.multiplicity.subgroup_models import (
        logistic_by_subgroup as logistic_by_subgroup,
    )
    from trialwright.analysis.multiplicity.subgroup_models import (
        risk_difference_by_subgroup as risk_difference_by_subgroup,
    )
    from trialwright.analysis.multiplicity.subgroups import Effect as Effect
    from trialwright.analysis.multiplicity.subgroups import ForestRow as ForestRow
    from trialwright.analysis.multiplicity.subgroups import SubgroupModel as SubgroupModel
    from trialwright.analysis.multiplicity.subgroups import subgroups as subgroups
    from trialwright.analysis.numeric.estimate import Estimate as Estimate
    from trialwright.analysis.numeric.fixed_effects import linear_contrast as linear_contrast
    from trialwright.analysis.numeric.terms import factor as factor
    from trialwright.analysis.numeric.terms import interaction as interaction
    from trialwright.analysis.numeric.terms import number as number
    from trialwright.analysis.proportional_hazards.cox import cox as cox
    from trialwright.analysis.proportional_hazards.cox_baseline import cox_baseline as cox_baseline
    from trialwright.analysis.proportional_hazards.cox_residuals import (
        cox_residuals as cox_residuals,
    )
    from trialwright.analysis.proportional_hazards.predicted_curves import (
        predicted_curves as predicted_curves,
    )
    from trialwright.analysis.proportional_hazards.profile_limits import (
        profile_limits as profile_limits,
    )
    from trialwright.analysis.proportional_hazards.proportional_hazards_test import (
        proportional_hazards_test as proportional_hazards_test,
    )
    from trialwright.analysis.proportions.counts import Count as Count
    from trialwright.analysis.proportions.counts import Rate as Rate
    from trialwright.analysis.proportions.counts import count_by_stratum as count_by_stratum
    from trialwright.analysis.proportions.mantel_haenszel import mantel_haenszel as mantel_haenszel
    from trialwright.analysis.proportions.miettinen_nurminen import (
        miettinen_nurminen as miettinen_nurminen,
    )
    from trialwright.analysis.proportions.one_proportion import clopper_pearson as clopper_pearson
    from trialwright.analysis.proportions.one_proportion import wilson as wilson
    from trialwright.analysis.proportions.rates import exact_poisson_rate as exact_poisson_rate
    from trialwright.analysis.proportions.rates import rate_difference as rate_difference
    from trialwright.analysis.proportions.rates import rate_ratio as rate_ratio
    from trialwright.analysis.proportions.two_proportions import PairedCounts as PairedCounts
    from trialwright.analysis.proportions.two_proportions import (
        newcombe_difference as newcombe_difference,
    )
    from trialwright.analysis.proportions.two_proportions import (
        newcombe_paired_difference as newcombe_paired_difference,
    )
    from trialwright.analysis.proportions.two_proportions import odds_ratio as odds_ratio
    from trialwright.analysis.proportions.two_proportions import risk_ratio as risk_ratio
    from trialwright.analysis.survival.concordance import concordance as concordance
    from trialwright.analysis.survival.cumulative_hazard import (
        fleming_harrington as fleming_harrington,
    )
    from trialwright.analysis.survival.cumulative_hazard import nelson_aalen as nelson_aalen
    from trialwright.analysis.survival.kaplan_meier import kaplan_meier as kaplan_meier
    from trialwright.analysis.survival.landmark import landmark as landmark
    from trialwright.analysis.survival.log_rank import log_rank as log_rank
    from trialwright.analysis.survival.log_rank_trend import log_rank_trend as log_rank_trend
    from trialwright.analysis.survival.restricted_mean import restricted_mean as restricted_mean
    from trialwright.analysis.survival.rmst import rmst as rmst
    from trialwright.analysis.survival.rmst_adjusted import rmst_adjusted as rmst_adjusted
    from trialwright.analysis.target_trial.bootstrap_clone_censor_weight import (
        bootstrap_clone_censor_weight as bootstrap_clone_censor_weight,
    )
    from trialwright.analysis.target_trial.clone_censor_weight import (
        clone_censor_weight as clone_censor_weight,
    )
    from trialwright.analysis.target_trial.inverse_censoring_weights import (
        inverse_censoring_weights as inverse_censoring_weights,
    )
    from trialwright.analysis.target_trial.landmark_groups import landmark_groups as landmark_groups
    from trialwright.analysis.target_trial.naive_ever_never import NAIVE_LABEL as NAIVE_LABEL
    from trialwright.analysis.target_trial.naive_ever_never import (
        naive_ever_never as naive_ever_never,
    )
    from trialwright.analysis.target_trial.time_dependent_exposure import (
        time_dependent_exposure as time_dependent_exposure,
    )

# Public name -> the module it stands in, below this package.
_HOMES = {
    "Count": "proportions.counts",
    "Derived": "imputation.chained_columns",
    "Effect": "multiplicity.subgroups",
    "Estimate": "numeric.estimate",
    "Family": "multiplicity.adjusted_p",
    "ForestRow": "multiplicity.subgroups",
    "MissingPattern": "imputation.missing_patterns",
    "NAIVE_LABEL": "target_trial.naive_ever_never",
    "PairedCounts": "proportions.two_proportions",
    "Rate": "proportions.counts",
    "STANDARD_FALLBACK": "longitudinal.mmrm",
    "SubgroupModel": "multiplicity.subgroups",
    "Trapezoid": "confounding.probabilistic_bias",
    "aalen_johansen": "competing_risks.aalen_johansen",
    "aft": "interval_censoring.aft",
    "aipw_risk_difference": "confounding.aipw",
    "balance": "confounding.balance",
    "bootstrap_clone_censor_weight": "target_trial.bootstrap_clone_censor_weight",
    "bootstrap_iptw_cox": "confounding.bootstrap_iptw_cox",
    "cause_specific_cox": "competing_risks.weighted_cox",
    "check_time_zero": "confounding.time_zero",
    "clone_censor_weight": "target_trial.clone_censor_weight",
    "clopper_pearson": "proportions.one_proportion",
    "compare_scan_schedules": "interval_censoring.scan_schedules",
    "concordance": "survival.concordance",
    "confounder_bias": "confounding.bias_analysis",
    "contrasts": "longitudinal.marginal_means",
    "count_by_stratum": "proportions.counts",
    "cox": "proportional_hazards.cox",
    "cox_baseline": "proportional_hazards.cox_baseline",
    "cox_by_subgroup": "multiplicity.subgroup_models",
    "cox_residuals": "proportional_hazards.cox_residuals",
    "cumulative_incidence": "competing_risks.cumulative_incidence",
    "e_value": "confounding.e_value",
    "emmeans": "longitudinal.marginal_means",
    "exact_poisson_rate": "proportions.rates",
    "factor": "numeric.terms",
    "fine_gray": "competing_risks.fine_gray",
    "fine_gray_rows": "competing_risks.fine_gray_rows",
    "fine_gray_weighted_cox": "competing_risks.weighted_cox",
    "fixed_sequence": "multiplicity.adjusted_p",
    "fleming_harrington": "survival.cumulative_hazard",
    "gatekeeping": "multiplicity.adjusted_p",
    "gray_test": "competing_risks.gray_test",
    "hochberg": "multiplicity.adjusted_p",
    "holm": "multiplicity.adjusted_p",
    "ic_cox": "interval_censoring.ic_cox",
    "impute_chained": "imputation.chained_equations",
    "interaction": "numeric.terms",
    "interval_log_rank": "interval_censoring.interval_log_rank",
    "inverse_censoring_weights": "target_trial.inverse_censoring_weights",
    "iptw_cox": "confounding.iptw_cox",
    "kaplan_meier": "survival.kaplan_meier",
    "landmark": "survival.landmark",
    "landmark_groups": "target_trial.landmark_groups",
    "linear_contrast": "numeric.fixed_effects",
    "lmm": "longitudinal.mixed_model",
    "log_rank": "survival.log_rank",
    "log_rank_trend": "survival.log_rank_trend",
    "logistic": "confounding.logistic",
    "logistic_by_subgroup": "multiplicity.subgroup_models",
    "mantel_haenszel": "proportions.mantel_haenszel",
    "miettinen_nurminen": "proportions.miettinen_nurminen",
    "misclassified_outcome": "confounding.bias_analysis",
    "missing_patterns": "imputation.missing_patterns",
    "mmrm": "longitudinal.mmrm",
    "naive_ever_never": "target_trial.naive_ever_never",
    "negative_control": "confounding.negative_control",
    "nelson_aalen": "survival.cumulative_hazard",
    "newcombe_difference": "proportions.two_proportions",
    "newcombe_paired_difference": "proportions.two_proportions",
    "number": "numeric.terms",
    "odds_ratio": "proportions.two_proportions",
    "piecewise_exponential": "interval_censoring.piecewise_exponential",
    "pool_rubin": "imputation.rubin",
    "predicted_curves": "proportional_hazards.predicted_curves",
    "probabilistic_confounder_bias": "confounding.probabilistic_bias",
    "probabilistic_outcome_bias": "confounding.probabilistic_bias",
    "profile_limits": "proportional_hazards.profile_limits",
    "propensity_overlap": "confounding.balance",
    "propensity_weights": "confounding.propensity_weights",
    "proportional_hazards_test": "proportional_hazards.proportional_hazards_test",
    "rate_difference": "proportions.rates",
    "rate_ratio": "proportions.rates",
    "reference_based_imputation": "imputation.reference_based",
    "restricted_mean": "survival.restricted_mean",
    "risk_difference_by_subgroup": "multiplicity.subgroup_models",
    "risk_ratio": "proportions.two_proportions",
    "rmst": "survival.rmst",
    "rmst_adjusted": "survival.rmst_adjusted",
    "subgroups": "multiplicity.subgroups",
    "time_dependent_exposure": "target_trial.time_dependent_exposure",
    "tipping_point": "imputation.tipping_point",
    "truncate_weights": "confounding.propensity_weights",
    "turnbull": "interval_censoring.turnbull",
    "weigh_propensity": "confounding.propensity_weights",
    "wilson": "proportions.one_proportion",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
