"""What a registry reader sees of a study as an undertaking: who, when, for whom, shared how."""

from __future__ import annotations

from collections.abc import Iterable

from trialwright.record.models import Contact, Mesh, RegisteredDate, StudyView
from trialwright.record.partial_date import PartialDate
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
            ("Registry number", study.nct_id),
            ("Acronym", study.acronym),
            ("Official title", study.official_title),
            ("Organization's study number", study.org_study_id),
            ("Other numbers", listed(number.id for number in study.secondary_ids)),
        ),
        registered_rows(
            ("Status", optional_words(view.status.overall_status)),
            ("Results", _results(view.has_results)),
        ),
        present_rows(("Why stopped", view.status.why_stopped)),
    )


def show_overview(view: StudyView) -> Section | None:
    """What the study says it does, and on what."""
    detailed = view.description.detailed_description
    return make_section(
        "overview",
        "Study overview",
        prose(view.description.brief_summary),
        Heading("Detailed description") if detailed else None,
        prose(detailed),
        present_rows(
            ("Conditions", listed(view.conditions.conditions)),
            ("Keywords", listed(view.conditions.keywords)),
        ),
    )


def show_dates(view: StudyView) -> Section | None:
    """Every registered date, as exact as it was registered."""
    status = view.status
    dates: tuple[tuple[str, RegisteredDate | PartialDate | None], ...] = (
        ("Study start", status.start),
        ("Primary completion", status.primary_completion),
        ("Study completion", status.completion),
        ("First submitted", status.study_first_submit),
        ("First submitted that met quality control", status.study_first_submit_qc),
        ("First posted", status.study_first_post),
        ("Results first submitted", status.results_first_submit),
        ("Results first posted", status.results_first_post),
        ("Last update submitted", status.last_update_submit),
        ("Last update posted", status.last_update_post),
        ("Last verified", status.status_verified),
        ("Version of the record", view.version),
    )
    rows = tuple((label, *_date_cells(date)) for label, date in dates if date)
    return make_section("dates", "Dates", Table(("Event", "Date", "Kind"), rows))


def show_sponsor(view: StudyView) -> Section | None:
    """Who answers for the study."""
    sponsors = view.sponsors
    return make_section(
        "sponsor",
        "Sponsor",
        registered_rows(
            ("Lead sponsor", with_kind(sponsors.lead_sponsor, sponsors.lead_sponsor_class)),
            ("Responsible party", optional_words(sponsors.responsible_party)),
        ),
        present_rows(
            ("Investigator", sponsors.investigator_name),
            ("Collaborators", listed(with_kind(c.name, c.kind) for c in sponsors.collaborators)),
            ("Organization", view.identification.organization),
        ),
    )


def show_oversight(view: StudyView) -> Section | None:
    """Committee and regulator; silence is shown as silence."""
    oversight = view.oversight
    return make_section(
        "oversight",
        "Oversight",
        registered_rows(
            ("Data monitoring committee", yes_no(oversight.has_dmc)),
            ("FDA-regulated drug", yes_no(oversight.is_fda_regulated_drug)),
            ("FDA-regulated device", yes_no(oversight.is_fda_regulated_device)),
        ),
    )


def show_ipd_sharing(view: StudyView) -> Section | None:
    """The plan for participant data."""
    plan = view.ipd_sharing
    parts: list[Part | None] = [
        registered_rows(("Plan to share participant data", optional_words(plan.ipd_sharing))),
        present_rows(
            ("Supporting documents", listed(map(in_words, plan.info_types))), ("Address", plan.url)
        ),
        prose(plan.description),
    ]
    for name, text in (("Time frame", plan.time_frame), ("Access", plan.access_criteria)):
        parts += [Heading(name) if text else None, prose(text)]
    return make_section("ipd-sharing", "Sharing of individual participant data", *parts)


def show_contacts(view: StudyView) -> Section | None:
    """Roles and places; names are masked before they come here."""
    where = view.contacts_locations
    people = tuple(map(_person, (*where.central_contacts, *where.overall_officials)))
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
        Table(("Role", "Name", "Affiliation"), people),
        Table(("Facility", "Place", "Status"), places),
        None if places else registered_rows(("Locations", None)),
    )


def show_terms(view: StudyView) -> Section | None:
    """The MeSH terms of conditions and interventions."""
    rows = _mesh_rows("Condition", view.condition_meshes)
    rows += _mesh_rows("Intervention", view.intervention_meshes)
    columns = ("For", "Term", "MeSH number")
    return make_section("mesh", "Terms derived by the registry", Table(columns, rows))


def _person(contact: Contact) -> tuple[str, str, str]:
    return optional_words(contact.role) or "", contact.name or "", contact.affiliation or ""


def _mesh_rows(kind: str, meshes: Iterable[Mesh]) -> tuple[tuple[str, str, str], ...]:
    return tuple((kind, mesh.term or "", mesh.id or "") for mesh in meshes)


def _date_cells(value: RegisteredDate | PartialDate) -> tuple[str, str]:
    if isinstance(value, PartialDate):
        return str(value), ""
    return str(value.date), optional_words(value.type) or ""


def _results(has_results: bool | None) -> str | None:
    if has_results is None:
        return None
    return "Results posted" if has_results else "No results posted"
