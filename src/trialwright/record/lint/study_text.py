"""A record prepared for the rules: typed facts, and each text in plain form with its path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, Literal

from trialwright.errors import RecordError
from trialwright.record.json_values import JsonValue
from trialwright.record.lint.finding import Hit
from trialwright.record.lint.searching import first_match
from trialwright.record.models import StudyView
from trialwright.record.paths import value_at
from trialwright.record.plaintext import PlainText, plain_text
from trialwright.record.time_frames import TimeFrame, parse_time_frame

if TYPE_CHECKING:
    from trialwright.record.read import Record

# Not a path of the JSON record: the pairs above it on a registry page.
PAGE_HEADER: Final = "pageHeader"
PROTOCOL: Final = "protocolSection"
IDENTIFICATION: Final = f"{PROTOCOL}.identificationModule"
STATUS: Final = f"{PROTOCOL}.statusModule"
SPONSOR: Final = f"{PROTOCOL}.sponsorCollaboratorsModule"
OVERSIGHT: Final = f"{PROTOCOL}.oversightModule"
DESCRIPTION: Final = f"{PROTOCOL}.descriptionModule"
CONDITIONS: Final = f"{PROTOCOL}.conditionsModule"
DESIGN: Final = f"{PROTOCOL}.designModule"
ARMS: Final = f"{PROTOCOL}.armsInterventionsModule"
OUTCOMES: Final = f"{PROTOCOL}.outcomesModule"
ELIGIBILITY: Final = f"{PROTOCOL}.eligibilityModule"
CONTACTS: Final = f"{PROTOCOL}.contactsLocationsModule"
IPD: Final = f"{PROTOCOL}.ipdSharingStatementModule"


@dataclass(frozen=True)
class FieldText:
    """One registered text; rules search `text` and quote the source behind it."""

    path: str
    source: str

    @cached_property
    def plain(self) -> PlainText:
        """The text without what the registry's interface added."""
        return plain_text(self.source)

    @property
    def text(self) -> str:
        """The characters a rule reads; positions in it are those that `hit` takes."""
        return self.plain.text

    @cached_property
    def lower(self) -> str:
        """`text` in lower case, for fast tests whether a word can occur at all."""
        return self.text.lower()

    def hit(self, span: re.Match[str] | tuple[int, int], message: str, suggestion: str = "") -> Hit:
        """An objection to a stretch of the plain text, carried over to the source."""
        start, end = span.span() if isinstance(span, re.Match) else span
        first, last = self.plain.source_span(start, end)
        return Hit(self.path, message, suggestion, first, last)

    def hit_whole(self, message: str, suggestion: str = "") -> Hit:
        """An objection to the whole text."""
        return self.hit((0, len(self.text)), message, suggestion)

    def search(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first place in the plain text where a pattern matches."""
        return first_match(pattern, self.text)


@dataclass(frozen=True)
class JoinedText:
    """Several texts as one, to be searched but not quoted."""

    text: str

    @cached_property
    def lower(self) -> str:
        """`text` in lower case."""
        return self.text.lower()


@dataclass(frozen=True)
class OutcomeText:
    """One outcome's texts; an absent one is None."""

    kind: Literal["primary", "secondary", "other"]
    path: str
    measure: FieldText | None
    time_frame: FieldText | None
    description: FieldText | None

    @cached_property
    def texts(self) -> tuple[FieldText, ...]:
        """The texts that are there, in the order of the registry."""
        return _present(self.measure, self.time_frame, self.description)

    @cached_property
    def frame(self) -> TimeFrame:
        """The time frame as read; an absent one says nothing."""
        return parse_time_frame(self.time_frame.text if self.time_frame else "")

    @cached_property
    def content(self) -> JoinedText:
        """Measure and description in one text, for tests that quote nothing."""
        return _joined(text.text for text in (self.measure, self.description) if text)


@dataclass(frozen=True)
class InterventionText:
    """One intervention's texts and type."""

    path: str
    type: str | None
    name: FieldText | None
    description: FieldText | None
    arm_group_labels: tuple[str, ...]

    @cached_property
    def texts(self) -> tuple[FieldText, ...]:
        """The texts that are there, in the order of the registry."""
        return _present(self.name, self.description)


@dataclass(frozen=True)
class ArmText:
    """One group's texts and type."""

    path: str
    type: str | None
    label: FieldText | None
    description: FieldText | None
    intervention_names: tuple[str, ...]

    @cached_property
    def texts(self) -> tuple[FieldText, ...]:
        """The texts that are there, in the order of the registry."""
        return _present(self.label, self.description)


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
        return _field(f"{IDENTIFICATION}.briefTitle", self.view.identification.brief_title)

    @cached_property
    def official_title(self) -> FieldText | None:
        return _field(f"{IDENTIFICATION}.officialTitle", self.view.identification.official_title)

    @cached_property
    def summary(self) -> FieldText | None:
        return _field(f"{DESCRIPTION}.briefSummary", self.view.description.brief_summary)

    @cached_property
    def description(self) -> FieldText | None:
        path = f"{DESCRIPTION}.detailedDescription"
        return _field(path, self.view.description.detailed_description)

    @cached_property
    def titles(self) -> tuple[FieldText, ...]:
        return _present(self.brief_title, self.official_title)

    @cached_property
    def outcome_content(self) -> JoinedText:
        """What all outcomes measure, in one text."""
        return _joined(outcome.content.text for outcome in self.outcomes)

    @cached_property
    def narrative(self) -> tuple[FieldText, ...]:
        """Titles, summary and description: the study in its own words."""
        return _present(*self.titles, self.summary, self.description)

    @cached_property
    def conditions(self) -> tuple[FieldText, ...]:
        return _fields(f"{CONDITIONS}.conditions", self.view.conditions.conditions)

    @cached_property
    def keywords(self) -> tuple[FieldText, ...]:
        return _fields(f"{CONDITIONS}.keywords", self.view.conditions.keywords)

    @cached_property
    def criteria(self) -> FieldText | None:
        return _field(f"{ELIGIBILITY}.eligibilityCriteria", self.view.eligibility.criteria)

    @cached_property
    def population(self) -> FieldText | None:
        return _field(f"{ELIGIBILITY}.studyPopulation", self.view.eligibility.study_population)

    @cached_property
    def biospecimen(self) -> FieldText | None:
        return _field(f"{DESIGN}.bioSpec.description", self.view.design.biospecimen_description)

    @cached_property
    def masking_description(self) -> FieldText | None:
        path = f"{DESIGN}.designInfo.maskingInfo.maskingDescription"
        return _field(path, self.view.design.masking_description)

    @cached_property
    def model_description(self) -> FieldText | None:
        path = f"{DESIGN}.designInfo.interventionModelDescription"
        return _field(path, self.view.design.intervention_model_description)

    @cached_property
    def why_stopped(self) -> FieldText | None:
        return _field(f"{STATUS}.whyStopped", self.view.status.why_stopped)

    @cached_property
    def ipd_description(self) -> FieldText | None:
        return _field(f"{IPD}.description", self.view.ipd_sharing.description)

    @cached_property
    def ipd_time_frame(self) -> FieldText | None:
        return _field(f"{IPD}.timeFrame", self.view.ipd_sharing.time_frame)

    @cached_property
    def ipd_access(self) -> FieldText | None:
        return _field(f"{IPD}.accessCriteria", self.view.ipd_sharing.access_criteria)

    @cached_property
    def ipd_texts(self) -> tuple[FieldText, ...]:
        return _present(self.ipd_description, self.ipd_time_frame, self.ipd_access)

    @cached_property
    def outcomes(self) -> tuple[OutcomeText, ...]:
        """All outcomes: primary, secondary, other."""
        return self.primary_outcomes + self._outcomes("secondary") + self._outcomes("other")

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
                _field(f"{path}.measure", outcome.measure),
                _field(f"{path}.timeFrame", outcome.time_frame),
                _field(f"{path}.description", outcome.description),
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
                _field(f"{path}.name", given.name),
                _field(f"{path}.description", given.description),
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
                _field(f"{path}.label", arm.label),
                _field(f"{path}.description", arm.description),
                arm.intervention_names,
            )
            for path, arm in zip(paths, registered, strict=True)
        )

    @cached_property
    def given_texts(self) -> tuple[FieldText, ...]:
        """The texts about what participants receive: interventions, then groups."""
        named = [text for given in self.interventions for text in given.texts]
        return (*named, *(text for arm in self.arms for text in arm.texts))

    @cached_property
    def identifiers(self) -> tuple[FieldText, ...]:
        """Acronym and the sponsor's own number."""
        given = self.view.identification
        return _present(
            _field(f"{IDENTIFICATION}.acronym", given.acronym),
            _field(f"{IDENTIFICATION}.orgStudyIdInfo.id", given.org_study_id),
        )

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """The source characters of every prepared text, by its path."""
        return {text.path: text.source for text in self.prose}

    @cached_property
    def prose(self) -> tuple[FieldText, ...]:
        """Every text in which the study is described, but contacts and identifiers."""
        texts = [*self.narrative, *self.conditions, *self.keywords]
        texts += _present(self.model_description, self.masking_description, self.biospecimen)
        texts += [*self.given_texts, *(text for part in self.outcomes for text in part.texts)]
        return (*texts, *_present(self.criteria, self.population), *self.ipd_texts)


def _field(path: str, value: str | None) -> FieldText | None:
    """A text, or None where the record has none; white space alone says nothing."""
    return _known_field(path, value) if value and not value.isspace() else None


# As many texts as about ten records hold, whatever the number of records.
@lru_cache(maxsize=768)
def _known_field(path: str, source: str) -> FieldText:
    return FieldText(path, source)


def _joined(texts: Iterable[str]) -> JoinedText:
    return _known_joined("\n".join(texts))


@lru_cache(maxsize=256)
def _known_joined(text: str) -> JoinedText:
    return JoinedText(text)


def _fields(path: str, values: tuple[str, ...]) -> tuple[FieldText, ...]:
    return _present(*(_field(f"{path}[{n}]", value) for n, value in enumerate(values)))


def _present(*texts: FieldText | None) -> tuple[FieldText, ...]:
    return tuple(text for text in texts if text is not None)
