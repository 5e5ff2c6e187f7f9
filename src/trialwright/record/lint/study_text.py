"""A record prepared for the rules: typed facts, and each text in plain form with its path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from trialwright.errors import RecordError
from trialwright.record.json_values import JsonValue
from trialwright.record.lint.field_text import FieldText, field_text, present_texts
from trialwright.record.lint.parts import ArmText, InterventionText, OutcomeText
from trialwright.record.models import StudyView
from trialwright.record.module_paths import (
    ARMS,
    CONDITIONS,
    DESCRIPTION,
    DESIGN,
    ELIGIBILITY,
    IDENTIFICATION,
    IPD,
    OUTCOMES,
    STATUS,
)
from trialwright.record.paths import value_at
from trialwright.record.searching import Texts

if TYPE_CHECKING:
    from trialwright.record.read import Record


@dataclass(frozen=True)
class StudyText:
    """Everything a rule may look at: one record, and the day on which it is judged.

    Texts are prepared once, however many rules read them.
    """

    record: Record
    as_of: date

    @property
    def view(self) -> StudyView:
        """The record's facts with types."""
        return self.record.view

    def value(self, path: str) -> JsonValue:
        """The value at a path; None where the record has none."""
        try:
            return value_at(self.record, path)
        except RecordError:
            return None

    @cached_property
    def header(self) -> Mapping[str, str]:
        """The pairs of the registry page; empty for an answer of the interface."""
        return dict(self.record.header)

    @cached_property
    def brief_title(self) -> FieldText | None:
        return self._text(f"{IDENTIFICATION}.briefTitle", self.view.identification.brief_title)

    @cached_property
    def official_title(self) -> FieldText | None:
        return self._text(
            f"{IDENTIFICATION}.officialTitle", self.view.identification.official_title
        )

    @cached_property
    def summary(self) -> FieldText | None:
        return self._text(f"{DESCRIPTION}.briefSummary", self.view.description.brief_summary)

    @cached_property
    def description(self) -> FieldText | None:
        path = f"{DESCRIPTION}.detailedDescription"
        return self._text(path, self.view.description.detailed_description)

    @cached_property
    def titles(self) -> Texts[FieldText]:
        return present_texts(self.brief_title, self.official_title)

    @cached_property
    def outcome_content(self) -> Texts[FieldText]:
        """What all outcomes measure, not when."""
        return Texts([text for outcome in self.outcomes for text in outcome.content])

    @cached_property
    def narrative(self) -> Texts[FieldText]:
        """Titles, summary and description: the study in its own words."""
        return present_texts(*self.titles, self.summary, self.description)

    @cached_property
    def conditions(self) -> Texts[FieldText]:
        return self._texts(f"{CONDITIONS}.conditions", self.view.conditions.conditions)

    @cached_property
    def keywords(self) -> Texts[FieldText]:
        return self._texts(f"{CONDITIONS}.keywords", self.view.conditions.keywords)

    @cached_property
    def criteria(self) -> FieldText | None:
        return self._text(f"{ELIGIBILITY}.eligibilityCriteria", self.view.eligibility.criteria)

    @cached_property
    def population(self) -> FieldText | None:
        return self._text(f"{ELIGIBILITY}.studyPopulation", self.view.eligibility.study_population)

    @cached_property
    def biospecimen(self) -> FieldText | None:
        return self._text(f"{DESIGN}.bioSpec.description", self.view.design.biospecimen_description)

    @cached_property
    def masking_description(self) -> FieldText | None:
        path = f"{DESIGN}.designInfo.maskingInfo.maskingDescription"
        return self._text(path, self.view.design.masking_description)

    @cached_property
    def model_description(self) -> FieldText | None:
        path = f"{DESIGN}.designInfo.interventionModelDescription"
        return self._text(path, self.view.design.intervention_model_description)

    @cached_property
    def why_stopped(self) -> FieldText | None:
        return field_text(f"{STATUS}.whyStopped", self.view.status.why_stopped)

    @cached_property
    def ipd_description(self) -> FieldText | None:
        return self._text(f"{IPD}.description", self.view.ipd_sharing.description)

    @cached_property
    def ipd_time_frame(self) -> FieldText | None:
        return self._text(f"{IPD}.timeFrame", self.view.ipd_sharing.time_frame)

    @cached_property
    def ipd_access(self) -> FieldText | None:
        return self._text(f"{IPD}.accessCriteria", self.view.ipd_sharing.access_criteria)

    @cached_property
    def ipd_texts(self) -> Texts[FieldText]:
        return present_texts(self.ipd_description, self.ipd_time_frame, self.ipd_access)

    @cached_property
    def outcomes(self) -> tuple[OutcomeText, ...]:
        """All outcomes: primary, secondary, other."""
        return self.primary_outcomes + self._outcomes("secondary") + self._outcomes("other")

    @cached_property
    def outcome_texts(self) -> Texts[FieldText]:
        """The texts of all outcomes."""
        return Texts([text for outcome in self.outcomes for text in outcome.texts])

    @cached_property
    def primary_outcomes(self) -> tuple[OutcomeText, ...]:
        return self._outcomes("primary")

    def _outcomes(self, kind: Literal["primary", "secondary", "other"]) -> tuple[OutcomeText, ...]:
        registered = getattr(self.view.outcomes, kind)
        paths = (f"{OUTCOMES}.{kind}Outcomes[{n}]" for n in range(len(registered)))
        return tuple(
            OutcomeText(
                kind,
                path,
                self._text(f"{path}.measure", outcome.measure),
                self._text(f"{path}.timeFrame", outcome.time_frame),
                self._text(f"{path}.description", outcome.description),
            )
            for path, outcome in zip(paths, registered, strict=True)
        )

    @cached_property
    def interventions(self) -> tuple[InterventionText, ...]:
        registered = self.view.arms_interventions.interventions
        paths = (f"{ARMS}.interventions[{n}]" for n in range(len(registered)))
        return tuple(
            InterventionText(
                path,
                given.type,
                self._text(f"{path}.name", given.name),
                self._text(f"{path}.description", given.description),
                given.arm_group_labels,
            )
            for path, given in zip(paths, registered, strict=True)
        )

    @cached_property
    def arms(self) -> tuple[ArmText, ...]:
        registered = self.view.arms_interventions.arm_groups
        paths = (f"{ARMS}.armGroups[{n}]" for n in range(len(registered)))
        return tuple(
            ArmText(
                path,
                arm.type,
                self._text(f"{path}.label", arm.label),
                self._text(f"{path}.description", arm.description),
                arm.intervention_names,
            )
            for path, arm in zip(paths, registered, strict=True)
        )

    @cached_property
    def given_texts(self) -> Texts[FieldText]:
        """The texts about what participants receive: interventions, then groups."""
        named = [text for given in self.interventions for text in given.texts]
        return Texts([*named, *(text for arm in self.arms for text in arm.texts)])

    @cached_property
    def identifiers(self) -> Texts[FieldText]:
        """Acronym and the sponsor's own number."""
        given = self.view.identification
        return present_texts(
            field_text(f"{IDENTIFICATION}.acronym", given.acronym),
            field_text(f"{IDENTIFICATION}.orgStudyIdInfo.id", given.org_study_id),
        )

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """The source characters of every prepared text, by its path."""
        return {text.path: text.source for text in self.prose}

    @cached_property
    def prose(self) -> Texts[FieldText]:
        """Every text in which the study is described, but contacts and identifiers."""
        texts = [*self.narrative, *self.conditions, *self.keywords]
        texts += present_texts(self.model_description, self.masking_description, self.biospecimen)
        texts += [*self.given_texts, *self.outcome_texts]
        texts += present_texts(self.criteria, self.population)
        return Texts([*texts, *self.ipd_texts])

    @cached_property
    def answers(self) -> dict[Callable[..., Any], Any]:
        """What rules have found out about the study; see `once`."""
        return {}

    def _text(self, path: str, value: str | None) -> FieldText | None:
        """A text of the prose."""
        return field_text(path, value)

    def _texts(self, path: str, values: tuple[str, ...]) -> Texts[FieldText]:
        """The texts of a list, each with its position."""
        return present_texts(*(self._text(f"{path}[{n}]", value) for n, value in enumerate(values)))
