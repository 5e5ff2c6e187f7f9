"""analysis.yaml: which analysis of which endpoint, in whom, shown where."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from trialwright.definition.provenance import Source
from trialwright.definition.scalars import (
    Bilingual,
    Identifier,
    Model,
    Number,
    RuleId,
    Text,
    Truth,
    Whole,
)

Method = Literal[
    "participant_flow",
    "baseline_summary",
    "kaplan_meier",
    "log_rank",
    "cox",
    "proportion",
    "incidence",
    "change_from_baseline",
    "readings",
    "weighted_log_rank",
    "restricted_mean",
    "adjusted_restricted_mean",
    "proportional_hazards",
    "competing_risks",
    "gray_test",
    "cause_specific_cox",
    "fine_gray",
    "turnbull",
    "interval_cox",
    "weibull",
    "piecewise_exponential",
    "interval_log_rank",
    "scan_schedule",
    "balance",
    "weighted_cox",
    "doubly_robust_risk",
    "negative_control",
    "e_value",
    "hidden_confounder",
    "clone_censor_weight",
    "landmark_cox",
    "exposure_cox",
    "naive_ever_never",
    "stratified_proportion",
    "mmrm",
    "mixed_model",
    "tipping_point",
    "subgroups",
    "fixed_sequence",
]

#: Methods whose answer is meant as the effect of a treatment strategy: they state an estimand.
CAUSAL: frozenset[str] = frozenset(
    {
        "weighted_cox",
        "doubly_robust_risk",
        "clone_censor_weight",
        "landmark_cox",
        "exposure_cox",
        "mmrm",
    }
)

#: Methods that describe, check or order, and estimate no difference of their own.
NO_ESTIMAND: frozenset[str] = frozenset(
    {
        "participant_flow",
        "baseline_summary",
        "readings",
        "proportional_hazards",
        "scan_schedule",
        "balance",
        "subgroups",
        "fixed_sequence",
    }
)

Section = Literal[
    "flow",
    "baseline",
    "primary",
    "supplement",
    "secondary",
    "safety",
    "quality_of_life",
    "readings",
]


class Population(Model):
    """Who is analysed."""

    id: Identifier
    label: Bilingual
    who: Literal["screened", "enrolled", "at_risk", "with_baseline"]
    source: Source


class Covariate(Model):
    """One term of a model: a baseline characteristic, in the given unit of change."""

    baseline: Identifier
    per: Number | None = None
    reference: Text | None = None


class Estimand(Model):
    """What is estimated, by the five attributes of ICH E9(R1)."""

    treatment: Bilingual
    population: Bilingual
    variable: Bilingual
    intercurrent_events: Bilingual
    summary: Bilingual


class Analysis(Model):
    """One analysis. `endpoint` and `sensitivity` say which derived rows it reads.

    `clock`: days count from the endpoint's origin, or from enrolment. `competing`: statuses that
    make the event impossible. `of`: the analyses whose results this one reads. `parameters` of a
    method: `imputations` sets of imputed covariates, `weights` of what kind and `truncate`d at
    which percentiles, `grace_days` to start the treatment, the `covariance` of repeated measures,
    `strata` are baseline characteristics, `early` and `late` the weights of Fleming and Harrington,
    `cuts` the days at which a hazard may change, `called` the name without which an ever/never
    split is refused, `ratios` and `prevalence` of a hidden confounder, `deltas` of a tipping point, the `seed` of
    whatever is drawn, `draws` how often.
    """

    id: Identifier
    label: Bilingual
    standing: Literal["as registered", "pre-specified supplement", "sensitivity", "descriptive"]
    display: Identifier
    method: Method
    endpoint: Identifier | None = None
    sensitivity: Identifier | None = None
    population: Identifier
    delayed_entry: Truth = False
    at_months: tuple[Whole, ...] = ()
    covariates: tuple[Covariate, ...] = ()
    weeks: tuple[Whole, ...] = ()
    estimand: Estimand | None = None
    clock: Literal["origin", "enrolment"] = "origin"
    competing: tuple[Text, ...] = ()
    of: tuple[Identifier, ...] = ()
    imputations: Whole = 20
    weights: Literal["ate", "stabilised", "att", "overlap"] = "stabilised"
    truncate: tuple[Number, Number] | None = None
    grace_days: Whole = 84
    covariance: Literal["unstructured", "toeplitz_heterogeneous", "ar1_heterogeneous"] = (
        "unstructured"
    )
    strata: tuple[Identifier, ...] = ()
    early: Number | None = None
    late: Number | None = None
    cuts: tuple[Whole, ...] = ()
    called: Text | None = None
    ratios: tuple[Number, ...] = ()
    prevalence: tuple[Number, ...] = ()
    deltas: tuple[Number, ...] = ()
    seed: Whole = 20250812
    draws: Whole = 500
    rules: tuple[RuleId, ...] = ()
    source: Source

    @model_validator(mode="after")
    def _says_what_it_estimates(self) -> Analysis:
        planned = self.standing in ("as registered", "pre-specified supplement")
        asked = self.method in CAUSAL or (planned and self.method not in NO_ESTIMAND)
        if asked and self.estimand is None:
            raise ValueError(f"{self.id} compares strategies: state its estimand")
        return self


class Display(Model):
    """One table or figure of the report, and the analyses it shows."""

    id: Identifier
    title: Bilingual
    kind: Literal["table", "figure"]
    section: Section
    footnotes: tuple[Bilingual, ...] = ()


class Analyses(Model):
    """The statistical analysis of the study (analysis.yaml)."""

    confidence_level: Number
    reference_group: Identifier
    populations: tuple[Population, ...] = Field(min_length=1)
    displays: tuple[Display, ...] = Field(min_length=1)
    analyses: tuple[Analysis, ...] = Field(min_length=1)

    def readings_beside(self, analysis: Analysis) -> tuple[Analysis, ...]:
        """The sensitivity analyses that repeat one on other readings of its endpoint (REC-10).

        They stand beside it wherever a figure is given that the readings can change.
        """
        same = (analysis.endpoint, analysis.method)
        return tuple(
            other
            for other in self.analyses
            if other.sensitivity and (other.endpoint, other.method) == same
        )
