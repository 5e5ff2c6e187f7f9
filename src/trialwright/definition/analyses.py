"""analysis.yaml: which analysis of which endpoint, in whom, shown where."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

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
]

Section = Literal[
    "flow", "baseline", "primary", "secondary", "safety", "quality_of_life", "readings"
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


class Analysis(Model):
    """One analysis. `endpoint` and `sensitivity` say which derived rows it reads."""

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
    rules: tuple[RuleId, ...] = ()
    source: Source


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
