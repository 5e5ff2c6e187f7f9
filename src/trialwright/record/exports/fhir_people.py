"""Sponsors, officials, contacts and places of a ResearchStudy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trialwright.record.exports.fhir_codes import PARTY_ROLE, PARTY_TYPE
from trialwright.record.models import Contact, Location, StudyView


def associated_parties(view: StudyView) -> list[dict[str, Any]]:
    """Everyone who answers for the study or may be asked about it, in the registry's order."""
    return [*_organisations(view), *_persons(view)]


def sites(view: StudyView) -> list[dict[str, Any]]:
    """One display line a place: the resource behind it is not ours to invent."""
    return [{"display": _place(location)} for location in view.contacts_locations.locations]


def regions(view: StudyView) -> list[dict[str, Any]]:
    """The countries of the places, each once."""
    countries = (location.country for location in view.contacts_locations.locations)
    return [{"text": country} for country in dict.fromkeys(countries) if country]


def _organisations(view: StudyView) -> Iterator[dict[str, Any]]:
    sponsors = view.sponsors
    if sponsors.lead_sponsor:
        yield _party(sponsors.lead_sponsor, "LEAD_SPONSOR", sponsors.lead_sponsor_class)
    for collaborator in sponsors.collaborators:
        yield _party(collaborator.name, "COLLABORATOR", collaborator.kind)


def _persons(view: StudyView) -> Iterator[dict[str, Any]]:
    sponsors = view.sponsors
    if sponsors.investigator_name:
        yield _party(sponsors.investigator_name, sponsors.responsible_party or "Responsible party")
    for official in view.contacts_locations.overall_officials:
        yield _person(official)
    for contact in view.contacts_locations.central_contacts:
        yield _person(contact)


def _party(name: str | None, role: str, kind: str | None = None) -> dict[str, Any]:
    classifier = [PARTY_TYPE.concept(kind)] if kind else []
    return {"name": name, "role": PARTY_ROLE.concept(role), "classifier": classifier}


def _person(contact: Contact) -> dict[str, Any]:
    party = _party(contact.name, contact.role or "CONTACT")
    return party | {"party": {"display": contact.affiliation}}


def _place(location: Location) -> str:
    parts = (location.facility, location.city, location.state, location.country)
    return ", ".join(part for part in parts if part)
