"""What a study registers, with types. The names are those of the registry, in snake case.

`view.py` fills these classes from the record by their field names alone. Where a field stands
elsewhere than its name says, `At` gives its path inside the object. Absent is None or empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from trialwright.record.partial_date import PartialDate


@dataclass(frozen=True)
class At:
    """The dotted path of a field inside its object, where its name does not say it."""

    path: str


@dataclass(frozen=True)
class RegisteredDate:
    """A date and whether it has happened: type ACTUAL or ESTIMATED."""

    date: PartialDate
    type: str | None = None


@dataclass(frozen=True)
class SecondaryId:
    """Another number of the study, such as a grant's or another registry's."""

    id: str | None = None
    type: str | None = None
    domain: str | None = None


@dataclass(frozen=True)
class Identification:
    """Who the study is; the registry number is the one part no record lacks."""

    nct_id: str
    nct_id_aliases: tuple[str, ...] = ()
    acronym: str | None = None
    brief_title: str | None = None
    official_title: str | None = None
    organization: Annotated[str | None, At("organization.fullName")] = None
    organization_class: Annotated[str | None, At("organization.class")] = None
    org_study_id: Annotated[str | None, At("orgStudyIdInfo.id")] = None
    secondary_ids: Annotated[tuple[SecondaryId, ...], At("secondaryIdInfos")] = ()


@dataclass(frozen=True)
class Status:
    """Where the study stands, and its dates."""

    overall_status: str | None = None
    last_known_status: str | None = None
    why_stopped: str | None = None
    has_expanded_access: Annotated[bool | None, At("expandedAccessInfo.hasExpandedAccess")] = None
    status_verified: Annotated[PartialDate | None, At("statusVerifiedDate")] = None
    start: Annotated[RegisteredDate | None, At("startDateStruct")] = None
    primary_completion: Annotated[RegisteredDate | None, At("primaryCompletionDateStruct")] = None
    completion: Annotated[RegisteredDate | None, At("completionDateStruct")] = None
    study_first_submit: Annotated[PartialDate | None, At("studyFirstSubmitDate")] = None
    study_first_submit_qc: Annotated[PartialDate | None, At("studyFirstSubmitQcDate")] = None
    study_first_post: Annotated[RegisteredDate | None, At("studyFirstPostDateStruct")] = None
    results_first_submit: Annotated[PartialDate | None, At("resultsFirstSubmitDate")] = None
    results_first_post: Annotated[RegisteredDate | None, At("resultsFirstPostDateStruct")] = None
    last_update_submit: Annotated[PartialDate | None, At("lastUpdateSubmitDate")] = None
    last_update_post: Annotated[RegisteredDate | None, At("lastUpdatePostDateStruct")] = None


@dataclass(frozen=True)
class Collaborator:
    """An organisation that supports the study."""

    name: str | None = None
    kind: Annotated[str | None, At("class")] = None


@dataclass(frozen=True)
class Sponsors:
    """Who answers for the study."""

    lead_sponsor: Annotated[str | None, At("leadSponsor.name")] = None
    lead_sponsor_class: Annotated[str | None, At("leadSponsor.class")] = None
    responsible_party: Annotated[str | None, At("responsibleParty.type")] = None
    investigator_name: Annotated[str | None, At("responsibleParty.investigatorFullName")] = None
    collaborators: tuple[Collaborator, ...] = ()


@dataclass(frozen=True)
class Oversight:
    """Committee and regulator."""

    has_dmc: Annotated[bool | None, At("oversightHasDmc")] = None
    is_fda_regulated_drug: bool | None = None
    is_fda_regulated_device: bool | None = None


@dataclass(frozen=True)
class Description:
    """The study in its own words."""

    brief_summary: str | None = None
    detailed_description: str | None = None


@dataclass(frozen=True)
class Conditions:
    """What is studied."""

    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class Design:
    """How the study is built; values are the registry's codes, such as NON_RANDOMIZED."""

    study_type: str | None = None
    phases: tuple[str, ...] = ()
    patient_registry: bool | None = None
    target_duration: str | None = None
    allocation: Annotated[str | None, At("designInfo.allocation")] = None
    intervention_model: Annotated[str | None, At("designInfo.interventionModel")] = None
    intervention_model_description: Annotated[
        str | None, At("designInfo.interventionModelDescription")
    ] = None
    primary_purpose: Annotated[str | None, At("designInfo.primaryPurpose")] = None
    observational_model: Annotated[str | None, At("designInfo.observationalModel")] = None
    time_perspective: Annotated[str | None, At("designInfo.timePerspective")] = None
    masking: Annotated[str | None, At("designInfo.maskingInfo.masking")] = None
    masking_description: Annotated[str | None, At("designInfo.maskingInfo.maskingDescription")] = (
        None
    )
    who_masked: Annotated[tuple[str, ...], At("designInfo.maskingInfo.whoMasked")] = ()
    enrollment_count: Annotated[int | None, At("enrollmentInfo.count")] = None
    enrollment_type: Annotated[str | None, At("enrollmentInfo.type")] = None
    biospecimen_retention: Annotated[str | None, At("bioSpec.retention")] = None
    biospecimen_description: Annotated[str | None, At("bioSpec.description")] = None


@dataclass(frozen=True)
class ArmGroup:
    """One group of participants as registered."""

    label: str | None = None
    type: str | None = None
    description: str | None = None
    intervention_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Intervention:
    """One intervention, or exposure, as registered."""

    name: str | None = None
    type: str | None = None
    description: str | None = None
    arm_group_labels: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class ArmsInterventions:
    """Groups and what they receive."""

    arm_groups: tuple[ArmGroup, ...] = ()
    interventions: tuple[Intervention, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """One outcome measure and when it is measured."""

    measure: str | None = None
    time_frame: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class Outcomes:
    """All registered outcome measures, in registered order."""

    primary: Annotated[tuple[Outcome, ...], At("primaryOutcomes")] = ()
    secondary: Annotated[tuple[Outcome, ...], At("secondaryOutcomes")] = ()
    other: Annotated[tuple[Outcome, ...], At("otherOutcomes")] = ()


@dataclass(frozen=True)
class Eligibility:
    """Who may take part; ages are the registry's text, such as '18 Years'."""

    criteria: Annotated[str | None, At("eligibilityCriteria")] = None
    sex: str | None = None
    gender_based: bool | None = None
    minimum_age: str | None = None
    maximum_age: str | None = None
    std_ages: tuple[str, ...] = ()
    healthy_volunteers: bool | None = None
    study_population: str | None = None
    sampling_method: str | None = None


@dataclass(frozen=True)
class Contact:
    """A person or office as published; shown only through `masking`."""

    name: str | None = None
    role: str | None = None
    affiliation: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Location:
    """A place where the study runs."""

    facility: str | None = None
    status: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class ContactsLocations:
    """Where the study runs and whom to ask."""

    central_contacts: tuple[Contact, ...] = ()
    overall_officials: tuple[Contact, ...] = ()
    locations: tuple[Location, ...] = ()


@dataclass(frozen=True)
class IpdSharing:
    """The plan for individual participant data."""

    ipd_sharing: str | None = None
    description: str | None = None
    info_types: tuple[str, ...] = ()
    time_frame: str | None = None
    access_criteria: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Mesh:
    """A MeSH term the registry derived."""

    term: str | None = None
    id: str | None = None


@dataclass(frozen=True)
class StudyView:
    """A registered study with types; made by `derive_view`."""

    identification: Annotated[Identification, At("protocolSection.identificationModule")]
    status: Annotated[Status, At("protocolSection.statusModule")] = Status()
    sponsors: Annotated[Sponsors, At("protocolSection.sponsorCollaboratorsModule")] = Sponsors()
    oversight: Annotated[Oversight, At("protocolSection.oversightModule")] = Oversight()
    description: Annotated[Description, At("protocolSection.descriptionModule")] = Description()
    conditions: Annotated[Conditions, At("protocolSection.conditionsModule")] = Conditions()
    design: Annotated[Design, At("protocolSection.designModule")] = Design()
    arms_interventions: Annotated[
        ArmsInterventions, At("protocolSection.armsInterventionsModule")
    ] = ArmsInterventions()
    outcomes: Annotated[Outcomes, At("protocolSection.outcomesModule")] = Outcomes()
    eligibility: Annotated[Eligibility, At("protocolSection.eligibilityModule")] = Eligibility()
    contacts_locations: Annotated[
        ContactsLocations, At("protocolSection.contactsLocationsModule")
    ] = ContactsLocations()
    ipd_sharing: Annotated[IpdSharing, At("protocolSection.ipdSharingStatementModule")] = (
        IpdSharing()
    )
    has_results: bool | None = None
    version: Annotated[PartialDate | None, At("derivedSection.miscInfoModule.versionHolder")] = None
    condition_meshes: Annotated[
        tuple[Mesh, ...], At("derivedSection.conditionBrowseModule.meshes")
    ] = ()
    intervention_meshes: Annotated[
        tuple[Mesh, ...], At("derivedSection.interventionBrowseModule.meshes")
    ] = ()
