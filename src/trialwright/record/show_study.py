"""What a registry reader sees of a study as an undertaking: who, when, for whom, shared how."""

from __future__ import annotations

from collections.abc import Iterable, Sized

from trialwright.record.models import Contact, Mesh, StudyView
from trialwright.record.module_paths import (
    CONDITIONS,
    CONTACTS,
    DESCRIPTION,
    IDENTIFICATION,
    IPD,
    OVERSIGHT,
    SPONSOR,
    STATUS,
)
from trialwright.record.sections import (
    Heading,
    Part,
    Section,
    Table,
    make_section,
    present_rows,
    prose,
    registered_rows,
)
from trialwright.record.wording import in_words, listed, optional_words, with_kind, yes_no


def show_title(view: StudyView) -> Section | None:
    """The name, numbers and state of a study."""
    study = view.identification
    return make_section(
        "study",
        study.brief_title or study.official_title or study.nct_id,
        present_rows(
            ("Registry number", study.nct_id, f"{IDENTIFICATION}.nctId"),
            ("Acronym", study.acronym, f"{IDENTIFICATION}.acronym"),
            ("Official title", study.official_title, f"{IDENTIFICATION}.officialTitle"),
            (
                "Organization's study number",
                study.org_study_id,
                f"{IDENTIFICATION}.orgStudyIdInfo.id",
            ),
            (
                "Other numbers",
                listed(number.id for number in study.secondary_ids),
                f"{IDENTIFICATION}.secondaryIdInfos",
            ),
        ),
        registered_rows(
            ("Status", optional_words(view.status.overall_status), f"{STATUS}.overallStatus"),
            ("Results", _results(view.has_results), "hasResults"),
        ),
        present_rows(("Why stopped", view.status.why_stopped, f"{STATUS}.whyStopped")),
        path=f"{IDENTIFICATION}.briefTitle" if study.brief_title else "",
    )


def show_overview(view: StudyView) -> Section | None:
    """What the study says it does, and on what."""
    detailed = view.description.detailed_description
    return make_section(
        "overview",
        "Study overview",
        prose(view.description.brief_summary, f"{DESCRIPTION}.briefSummary"),
        Heading("Detailed description") if detailed else None,
        prose(detailed, f"{DESCRIPTION}.detailedDescription"),
        present_rows(
            ("Conditions", listed(view.conditions.conditions), f"{CONDITIONS}.conditions"),
            ("Keywords", listed(view.conditions.keywords), f"{CONDITIONS}.keywords"),
        ),
    )


def show_sponsor(view: StudyView) -> Section | None:
    """Who answers for the study."""
    sponsors = view.sponsors
    return make_section(
        "sponsor",
        "Sponsor",
        registered_rows(
            (
                "Lead sponsor",
                with_kind(sponsors.lead_sponsor, sponsors.lead_sponsor_class),
                f"{SPONSOR}.leadSponsor",
            ),
            (
                "Responsible party",
                optional_words(sponsors.responsible_party),
                f"{SPONSOR}.responsibleParty.type",
            ),
        ),
        present_rows(
            (
                "Investigator",
                sponsors.investigator_name,
                f"{SPONSOR}.responsibleParty.investigatorFullName",
            ),
            (
                "Collaborators",
                listed(with_kind(c.name, c.kind) for c in sponsors.collaborators),
                f"{SPONSOR}.collaborators",
            ),
            (
                "Organization",
                view.identification.organization,
                f"{IDENTIFICATION}.organization.fullName",
            ),
        ),
    )


def show_oversight(view: StudyView) -> Section | None:
    """Committee and regulator; silence is shown as silence."""
    oversight = view.oversight
    return make_section(
        "oversight",
        "Oversight",
        registered_rows(
            (
                "Data monitoring committee",
                yes_no(oversight.has_dmc),
                f"{OVERSIGHT}.oversightHasDmc",
            ),
            (
                "FDA-regulated drug",
                yes_no(oversight.is_fda_regulated_drug),
                f"{OVERSIGHT}.isFdaRegulatedDrug",
            ),
            (
                "FDA-regulated device",
                yes_no(oversight.is_fda_regulated_device),
                f"{OVERSIGHT}.isFdaRegulatedDevice",
            ),
        ),
    )


def show_ipd_sharing(view: StudyView) -> Section | None:
    """The plan for participant data."""
    plan = view.ipd_sharing
    parts: list[Part | None] = [
        registered_rows(
            (
                "Plan to share participant data",
                optional_words(plan.ipd_sharing),
                f"{IPD}.ipdSharing",
            )
        ),
        present_rows(
            (
                "Supporting documents",
                listed(map(in_words, plan.info_types)),
                f"{IPD}.infoTypes",
            ),
            ("Address", plan.url, f"{IPD}.url"),
        ),
        prose(plan.description, f"{IPD}.description"),
    ]
    named = (
        ("Time frame", plan.time_frame, "timeFrame"),
        ("Access", plan.access_criteria, "accessCriteria"),
    )
    for name, text, key in named:
        parts += [Heading(name) if text else None, prose(text, f"{IPD}.{key}")]
    return make_section("ipd-sharing", "Sharing of individual participant data", *parts)


def show_contacts(view: StudyView) -> Section | None:
    """Roles and places; names are masked before they come here."""
    where = view.contacts_locations
    people = tuple(map(_person, (*where.central_contacts, *where.overall_officials)))
    people_at = _entries(f"{CONTACTS}.centralContacts", where.central_contacts)
    people_at += _entries(f"{CONTACTS}.overallOfficials", where.overall_officials)
    places_at = _entries(f"{CONTACTS}.locations", where.locations)
    places = tuple(
        (
            place.facility or "",
            listed(filter(None, (place.city, place.state, place.country))) or "",
            optional_words(place.status) or "",
        )
        for place in where.locations
    )
    return make_section(
        "contacts",
        "Contacts and locations",
        Table(("Role", "Name", "Affiliation"), people, people_at),
        Table(("Facility", "Place", "Status"), places, places_at),
        None if places else registered_rows(("Locations", None, f"{CONTACTS}.locations")),
    )


def show_terms(view: StudyView) -> Section | None:
    """The MeSH terms of conditions and interventions."""
    rows = _mesh_rows("Condition", view.condition_meshes)
    rows += _mesh_rows("Intervention", view.intervention_meshes)
    columns = ("For", "Term", "MeSH number")
    paths = _entries("derivedSection.conditionBrowseModule.meshes", view.condition_meshes)
    paths += _entries("derivedSection.interventionBrowseModule.meshes", view.intervention_meshes)
    return make_section("mesh", "Terms derived by the registry", Table(columns, rows, paths))


def _entries(path: str, listed_there: Sized) -> tuple[str, ...]:
    return tuple(f"{path}[{n}]" for n in range(len(listed_there)))


def _person(contact: Contact) -> tuple[str, str, str]:
    return optional_words(contact.role) or "", contact.name or "", contact.affiliation or ""


def _mesh_rows(kind: str, meshes: Iterable[Mesh]) -> tuple[tuple[str, str, str], ...]:
    return tuple((kind, mesh.term or "", mesh.id or "") for mesh in meshes)


def _results(has_results: bool | None) -> str | None:
    if has_results is None:
        return None
    return "Results posted" if has_results else "No results posted"
