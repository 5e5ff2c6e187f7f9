"""A record as the 24 items of the WHO Trial Registration Data Set, version 1.3.1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from trialwright.record.exports import who_values as read
from trialwright.record.exports.export import Export, exported_view, unmapped_places
from trialwright.record.models import StudyView
from trialwright.record.module_paths import (
    ARMS,
    CONTACTS,
    DESIGN,
    IDENTIFICATION,
    OUTCOMES,
    SPONSOR,
    STATUS,
)
from trialwright.record.paths import joined
from trialwright.record.wording import listed, optional_words

if TYPE_CHECKING:
    from trialwright.record.read import Record

NOT_PROVIDED: Final = "not provided"


@dataclass(frozen=True)
class WhoItem:
    """One item: its number and name in the data set, its value, and where the record holds it."""

    number: int
    name: str
    value: str
    places: tuple[str, ...]

    @property
    def provided(self) -> bool:
        """Whether the record says anything on this item."""
        return self.value != NOT_PROVIDED


@dataclass(frozen=True)
class _Question:
    """An item and how it is answered; `fields` are the places it reads, below `module`."""

    name: str
    answer: Callable[[StudyView], str | None]
    module: str = ""
    fields: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(joined(self.module, field) for field in self.fields.split())


QUESTIONS: Final = (
    _Question(
        "Primary registry and trial identifying number",
        lambda view: f"ClinicalTrials.gov {view.identification.nct_id}",
        IDENTIFICATION,
        "nctId",
    ),
    _Question(
        "Date of registration in primary registry",
        read.registration_date,
        STATUS,
        "studyFirstPostDateStruct.date studyFirstPostDateStruct.type studyFirstSubmitDate",
    ),
    _Question(
        "Secondary identifying numbers",
        read.secondary_numbers,
        IDENTIFICATION,
        "orgStudyIdInfo.id organization.fullName secondaryIdInfos.id secondaryIdInfos.type "
        "secondaryIdInfos.domain nctIdAliases",
    ),
    # The registry has no field for funding; who supports the study is named among the sponsors.
    _Question("Source(s) of monetary or material support", lambda view: None),
    _Question(
        "Primary sponsor",
        lambda view: view.sponsors.lead_sponsor,
        SPONSOR,
        "leadSponsor.name",
    ),
    _Question(
        "Secondary sponsor(s)",
        read.collaborators,
        SPONSOR,
        "collaborators.name collaborators.class",
    ),
    _Question(
        "Contact for public queries",
        read.public_contact,
        CONTACTS,
        "centralContacts.name centralContacts.role centralContacts.email centralContacts.phone",
    ),
    _Question(
        "Contact for scientific queries",
        read.scientific_contact,
        "protocolSection",
        "contactsLocationsModule.overallOfficials.name "
        "contactsLocationsModule.overallOfficials.role "
        "contactsLocationsModule.overallOfficials.affiliation "
        "sponsorCollaboratorsModule.responsibleParty.type "
        "sponsorCollaboratorsModule.responsibleParty.investigatorFullName",
    ),
    _Question(
        "Public title",
        lambda view: view.identification.brief_title,
        IDENTIFICATION,
        "briefTitle",
    ),
    _Question(
        "Scientific title",
        lambda view: view.identification.official_title,
        IDENTIFICATION,
        "officialTitle",
    ),
    _Question("Countries of recruitment", read.countries, CONTACTS, "locations.country"),
    _Question(
        "Health condition(s) or problem(s) studied",
        lambda view: listed(view.conditions.conditions),
        "protocolSection.conditionsModule",
        "conditions",
    ),
    _Question(
        "Intervention(s)",
        read.interventions,
        ARMS,
        "interventions.name interventions.type interventions.description armGroups.label "
        "armGroups.type armGroups.description",
    ),
    _Question(
        "Key inclusion and exclusion criteria",
        read.key_criteria,
        "protocolSection.eligibilityModule",
        "minimumAge maximumAge sex healthyVolunteers eligibilityCriteria",
    ),
    _Question(
        "Study type",
        read.study_type,
        DESIGN,
        "studyType phases designInfo.allocation designInfo.maskingInfo.masking "
        "designInfo.maskingInfo.whoMasked designInfo.interventionModel "
        "designInfo.observationalModel designInfo.timePerspective designInfo.primaryPurpose",
    ),
    _Question(
        "Date of first enrolment",
        lambda view: read.dated(view.status.start),
        STATUS,
        "startDateStruct.date startDateStruct.type",
    ),
    _Question("Sample size", read.sample_size, DESIGN, "enrollmentInfo.count enrollmentInfo.type"),
    _Question(
        "Recruitment status",
        lambda view: optional_words(view.status.overall_status),
        STATUS,
        "overallStatus",
    ),
    _Question(
        "Primary outcome(s)",
        lambda view: read.outcomes(view.outcomes.primary),
        OUTCOMES,
        "primaryOutcomes.measure primaryOutcomes.timeFrame primaryOutcomes.description",
    ),
    _Question(
        "Key secondary outcomes",
        lambda view: read.outcomes(view.outcomes.secondary),
        OUTCOMES,
        "secondaryOutcomes.measure secondaryOutcomes.timeFrame secondaryOutcomes.description",
    ),
    # Not published by this registry, though the sponsor tells it.
    _Question("Ethics review", lambda view: None),
    _Question(
        "Completion date",
        lambda view: read.dated(view.status.completion),
        STATUS,
        "completionDateStruct.date completionDateStruct.type",
    ),
    _Question(
        "Summary results",
        read.summary_results,
        "",
        "hasResults protocolSection.statusModule.resultsFirstPostDateStruct.date",
    ),
    _Question(
        "IPD sharing statement",
        read.sharing,
        "protocolSection.ipdSharingStatementModule",
        "ipdSharing description infoTypes timeFrame accessCriteria url",
    ),
)


def who_items(view: StudyView) -> tuple[WhoItem, ...]:
    """The 24 items in the order of the data set; an empty one says "not provided" (OVS-02)."""
    return tuple(
        WhoItem(number, question.name, question.answer(view) or NOT_PROVIDED, question.places)
        for number, question in enumerate(QUESTIONS, 1)
    )


def export_who(record: Record, *, contacts: bool = False) -> Export:
    """The 24 items as a list of objects with number, name, value and places.

    Source: WHO Trial Registration Data Set, version 1.3.1.
    """
    items = who_items(exported_view(record, contacts=contacts))
    places = {place for item in items for place in item.places}
    content = [asdict(item) | {"provided": item.provided} for item in items]
    return Export(content, unmapped_places(record, places))
