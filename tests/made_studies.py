"""A made-up study in the registry's form that fills every field our exports carry."""

from __future__ import annotations

import copy
import json
from typing import Any

from trialwright.record.read import Record, parse_record

FULL: dict[str, Any] = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT00000042",
            "nctIdAliases": ["NCT00000041"],
            "orgStudyIdInfo": {"id": "HEP-42"},
            "secondaryIdInfos": [
                {"id": "2024-500001-10", "type": "EUDRACT_NUMBER", "domain": "EU"},
            ],
            "organization": {"fullName": "Example Hospital", "class": "OTHER"},
            "briefTitle": "A Study of Drug A",
            "officialTitle": "A Randomized Study of Drug A Against Drug B in Hepatitis",
            "acronym": "EXAMPLE",
        },
        "statusModule": {
            "statusVerifiedDate": "2024-05",
            "overallStatus": "TERMINATED",
            "lastKnownStatus": "RECRUITING",
            "whyStopped": "Slow accrual",
            "startDateStruct": {"date": "2022-03-01", "type": "ACTUAL"},
            "primaryCompletionDateStruct": {"date": "2024-03", "type": "ACTUAL"},
            "completionDateStruct": {"date": "2024-04-30", "type": "ACTUAL"},
            "studyFirstSubmitDate": "2022-01-10",
            "studyFirstPostDateStruct": {"date": "2022-01-20", "type": "ACTUAL"},
            "resultsFirstPostDateStruct": {"date": "2024-09-01", "type": "ACTUAL"},
            "lastUpdateSubmitDate": "2024-05-02",
        },
        "sponsorCollaboratorsModule": {
            "responsibleParty": {
                "type": "PRINCIPAL_INVESTIGATOR",
                "investigatorFullName": "Ada Example",
            },
            "leadSponsor": {"name": "Example Hospital", "class": "OTHER_GOV"},
            "collaborators": [{"name": "Example Pharma", "class": "INDUSTRY"}],
        },
        "oversightModule": {
            "oversightHasDmc": True,
            "isFdaRegulatedDrug": False,
            "isFdaRegulatedDevice": False,
        },
        "descriptionModule": {
            "briefSummary": "Does drug A work better?",
            "detailedDescription": "Two groups. Ask study@example.org.",
        },
        "conditionsModule": {"conditions": ["Hepatitis B"], "keywords": ["antiviral"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE2", "PHASE3"],
            "designInfo": {
                "allocation": "RANDOMIZED",
                "interventionModel": "PARALLEL",
                "primaryPurpose": "TREATMENT",
                "observationalModel": "COHORT",
                "timePerspective": "PROSPECTIVE",
                "maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "INVESTIGATOR"]},
            },
            "bioSpec": {"retention": "SAMPLES_WITHOUT_DNA", "description": "Serum"},
            "targetDuration": "18 Months",
            "enrollmentInfo": {"count": 120, "type": "ACTUAL"},
        },
        "armsInterventionsModule": {
            "armGroups": [
                {
                    "label": "Drug A",
                    "type": "EXPERIMENTAL",
                    "description": "10 mg once a day",
                    "interventionNames": ["Drug: Drug A"],
                },
                {
                    "label": "Drug B",
                    "type": "ACTIVE_COMPARATOR",
                    "description": "5 mg once a day",
                    "interventionNames": ["Drug: Drug B"],
                },
            ],
            "interventions": [
                {"type": "DRUG", "name": "Drug A", "description": "tablet"},
                {"type": "DRUG", "name": "Drug B", "description": "tablet"},
            ],
        },
        "outcomesModule": {
            "primaryOutcomes": [
                {"measure": "Cure", "description": "No virus", "timeFrame": "48 weeks"}
            ],
            "secondaryOutcomes": [
                {"measure": "Harm", "description": "Any event", "timeFrame": "52 weeks"}
            ],
            "otherOutcomes": [{"measure": "Cost", "description": "In euro", "timeFrame": "1 year"}],
        },
        "eligibilityModule": {
            "eligibilityCriteria": "Inclusion Criteria:\n\n* Adults",
            "healthyVolunteers": False,
            "sex": "ALL",
            "minimumAge": "18 Years",
            "maximumAge": "75 Years",
            "stdAges": ["ADULT", "OLDER_ADULT"],
            "studyPopulation": "Adults with hepatitis B",
            "samplingMethod": "PROBABILITY_SAMPLE",
        },
        "contactsLocationsModule": {
            "centralContacts": [
                {
                    "name": "Bob Sample",
                    "role": "CONTACT",
                    "phone": "+1 202 555 0123",
                    "email": "bob@example.org",
                }
            ],
            "overallOfficials": [
                {
                    "name": "Ada Example",
                    "affiliation": "Example Hospital",
                    "role": "PRINCIPAL_INVESTIGATOR",
                }
            ],
            "locations": [
                {
                    "facility": "Clinic One",
                    "city": "Bern",
                    "state": "Canton of Bern",
                    "country": "Switzerland",
                }
            ],
        },
        "ipdSharingStatementModule": {
            "ipdSharing": "YES",
            "description": "All data",
            "infoTypes": ["SAP"],
            "timeFrame": "After publication",
            "accessCriteria": "On request",
            "url": "https://example.org/data",
        },
    },
    "derivedSection": {
        "miscInfoModule": {"versionHolder": "2024-06-01"},
        "conditionBrowseModule": {"meshes": [{"id": "D006509", "term": "Hepatitis B"}]},
        "interventionBrowseModule": {"meshes": [{"id": "D000998", "term": "Antiviral Agents"}]},
    },
    "hasResults": True,
}
PERSONAL = ("Ada Example", "Bob Sample", "bob@example.org", "555 0123", "study@example.org")


def full_study() -> dict[str, Any]:
    """A copy to change freely."""
    return copy.deepcopy(FULL)


def as_record(study: dict[str, Any], name: str = "made.json") -> Record:
    """The study as read from a file of the registry's interface."""
    return parse_record(json.dumps(study).encode(), name)


def bare_study(nct_id: str = "NCT00000001") -> dict[str, Any]:
    """A record that says nothing but its number."""
    return {"protocolSection": {"identificationModule": {"nctId": nct_id}}}
