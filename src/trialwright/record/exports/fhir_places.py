"""The places of a record that the ResearchStudy carries; a test changes each and looks."""

from __future__ import annotations

from typing import Final

_FIELDS: Final = """
identificationModule: nctId nctIdAliases acronym briefTitle officialTitle organization.fullName
  orgStudyIdInfo.id secondaryIdInfos.id secondaryIdInfos.type secondaryIdInfos.domain
statusModule: overallStatus lastKnownStatus whyStopped startDateStruct.date
  completionDateStruct.date lastUpdateSubmitDate
sponsorCollaboratorsModule: leadSponsor.name leadSponsor.class collaborators.name
  collaborators.class responsibleParty.type responsibleParty.investigatorFullName
descriptionModule: briefSummary detailedDescription
conditionsModule: conditions keywords
designModule: studyType phases designInfo.allocation designInfo.interventionModel
  designInfo.primaryPurpose designInfo.observationalModel designInfo.timePerspective
  designInfo.maskingInfo.masking designInfo.maskingInfo.whoMasked enrollmentInfo.count
  enrollmentInfo.type
armsInterventionsModule: armGroups.label armGroups.type armGroups.description
  armGroups.interventionNames interventions.name
outcomesModule: primaryOutcomes.measure primaryOutcomes.timeFrame primaryOutcomes.description
  secondaryOutcomes.measure secondaryOutcomes.timeFrame secondaryOutcomes.description
  otherOutcomes.measure otherOutcomes.timeFrame otherOutcomes.description
eligibilityModule: eligibilityCriteria sex minimumAge maximumAge healthyVolunteers studyPopulation
contactsLocationsModule: centralContacts.name centralContacts.role overallOfficials.name
  overallOfficials.role overallOfficials.affiliation locations.facility locations.city
  locations.state locations.country
"""
_DERIVED: Final = """
derivedSection.miscInfoModule.versionHolder derivedSection.conditionBrowseModule.meshes.id
derivedSection.conditionBrowseModule.meshes.term derivedSection.interventionBrowseModule.meshes.id
derivedSection.interventionBrowseModule.meshes.term
"""


def _places(table: str) -> frozenset[str]:
    """The dotted places of a table of modules, whose lines go on where they are indented."""
    places = []
    for line in table.replace("\n  ", " ").strip().splitlines():
        module, _, fields = line.partition(":")
        places += [f"protocolSection.{module}.{field}" for field in fields.split()]
    return frozenset(places)


MAPPED: Final = _places(_FIELDS) | frozenset(_DERIVED.split())
