"""Small records drawn for one rule: a few texts, and what the rule answers to them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from trialwright.record.lint.finding import Finding
from trialwright.record.lint.run import lint_record
from trialwright.record.read import Record, parse_record

AS_OF = date(2026, 1, 15)
Outcome = tuple[str, str, str]

# Where the words of the tables stand in a record.
_PLACES = {
    "title": "identificationModule.briefTitle",
    "summary": "descriptionModule.briefSummary",
    "description": "descriptionModule.detailedDescription",
    "criteria": "eligibilityModule.eligibilityCriteria",
    "population": "eligibilityModule.studyPopulation",
    "minimum_age": "eligibilityModule.minimumAge",
    "maximum_age": "eligibilityModule.maximumAge",
    "sex": "eligibilityModule.sex",
    "healthy": "eligibilityModule.healthyVolunteers",
    "study_type": "designModule.studyType",
    "allocation": "designModule.designInfo.allocation",
    "count": "designModule.enrollmentInfo.count",
    "retention": "designModule.bioSpec.retention",
    "specimens": "designModule.bioSpec.description",
    "committee": "oversightModule.oversightHasDmc",
    "arms": "armsInterventionsModule.armGroups",
    "interventions": "armsInterventionsModule.interventions",
    "locations": "contactsLocationsModule.locations",
    "officials": "contactsLocationsModule.overallOfficials",
    "contacts": "contactsLocationsModule.centralContacts",
    "sharing": "ipdSharingStatementModule.ipdSharing",
    "sharing_text": "ipdSharingStatementModule.description",
    "sharing_time": "ipdSharingStatementModule.timeFrame",
    "sharing_access": "ipdSharingStatementModule.accessCriteria",
    "sharing_documents": "ipdSharingStatementModule.infoTypes",
    "sharing_url": "ipdSharingStatementModule.url",
    "status": "statusModule.overallStatus",
}


def arms(*labels: str) -> list[dict[str, str]]:
    """Arm groups that have nothing but a label."""
    return [{"label": label} for label in labels]


def drugs(*descriptions: str) -> list[dict[str, str]]:
    """Drug interventions that have nothing but a name and a description."""
    return [
        {"type": "DRUG", "name": f"Medicine {number}", "description": text}
        for number, text in enumerate(descriptions)
    ]


def draft(
    primary: Sequence[Outcome] = (), secondary: Sequence[Outcome] = (), **fields: Any
) -> Record:
    """A record that holds these texts and no others, read as the registry's interface gives it."""
    protocol: dict[str, Any] = {"identificationModule": {"nctId": "NCT00000001"}}
    for name, value in fields.items():
        _put(protocol, _PLACES[name], value)
    for kind, outcomes in (("primary", primary), ("secondary", secondary)):
        if outcomes:
            _put(protocol, f"outcomesModule.{kind}Outcomes", [_outcome(o) for o in outcomes])
    raw = json.dumps({"protocolSection": protocol}, ensure_ascii=False).encode()
    return parse_record(raw, "draft.json")


def answer(rule: str, fields: Mapping[str, Any]) -> str:
    """What a rule says to a draft: "fires", "passes" or "not applicable"."""
    report = lint_record(draft(**fields), AS_OF)
    if rule in report.fired:
        return "fires"
    return "passes" if rule in report.passed else "not applicable"


def findings(rule: str, **fields: Any) -> list[Finding]:
    """The findings of one rule on a draft."""
    return [f for f in lint_record(draft(**fields), AS_OF).findings if f.rule == rule]


def _put(protocol: dict[str, Any], path: str, value: object) -> None:
    *steps, last = path.split(".")
    for step in steps:
        protocol = protocol.setdefault(step, {})
    protocol[last] = value


def _outcome(outcome: Outcome) -> dict[str, str]:
    return dict(zip(("measure", "timeFrame", "description"), outcome, strict=True))
