"""A record as a registry reader expects to see it, in the order of the registry's own pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from trialwright.record.masking import mask_contacts, mask_text, masked_json
from trialwright.record.models import ArmGroup, Contact, Mesh, Outcome, RegisteredDate, StudyView
from trialwright.record.partial_date import PartialDate
from trialwright.record.sections import (
    Code,
    Heading,
    Part,
    Rows,
    Section,
    Table,
    make_section,
    present_rows,
    prose,
    registered_rows,
)
from trialwright.record.view import derive_view
from trialwright.record.wording import in_words

if TYPE_CHECKING:
    from trialwright.record.read import Record

_POSITION = re.compile(r"\[[0-9]+\]")


def describe_record(record: Record) -> tuple[Section, ...]:
    """Everything a record says, masked, in sections; the last ones give provenance and raw JSON.

    A section about which the record says nothing is left out, except where silence could be
    taken for a no: there the rows say "not registered".
    """
    masked = mask_contacts(record.study)
    assert isinstance(masked, Mapping)
    view = derive_view(masked, record.name)
    made = (
        _title(view),
        _overview(view),
        _dates(view),
        _sponsor(view),
        _design(view),
        _groups(view),
        _outcomes(view),
        _eligibility(view),
        _biospecimens(view),
        _oversight(view),
        _ipd_sharing(view),
        _contacts(view),
        _terms(view),
        _unknown_keys(record),
        _provenance(record),
        Section("raw", "Record as JSON", (Code(masked_json(record)),)),
    )
    return tuple(section for section in made if section)


def _title(view: StudyView) -> Section | None:
    study = view.identification
    return make_section(
        "study",
        study.brief_title or study.official_title or study.nct_id,
        present_rows(
            ("Registry number", study.nct_id),
            ("Acronym", study.acronym),
            ("Official title", study.official_title),
            ("Organization's study number", study.org_study_id),
            ("Other numbers", _list(number.id for number in study.secondary_ids)),
        ),
        registered_rows(
            ("Status", _words(view.status.overall_status)),
            ("Results", _results(view.has_results)),
        ),
        present_rows(("Why stopped", view.status.why_stopped)),
    )


def _overview(view: StudyView) -> Section | None:
    detailed = view.description.detailed_description
    return make_section(
        "overview",
        "Study overview",
        prose(view.description.brief_summary),
        Heading("Detailed description") if detailed else None,
        prose(detailed),
        present_rows(
            ("Conditions", _list(view.conditions.conditions)),
            ("Keywords", _list(view.conditions.keywords)),
        ),
    )


def _dates(view: StudyView) -> Section | None:
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


def _sponsor(view: StudyView) -> Section | None:
    sponsors = view.sponsors
    return make_section(
        "sponsor",
        "Sponsor",
        registered_rows(
            ("Lead sponsor", _with_kind(sponsors.lead_sponsor, sponsors.lead_sponsor_class)),
            ("Responsible party", _words(sponsors.responsible_party)),
        ),
        present_rows(
            ("Investigator", sponsors.investigator_name),
            ("Collaborators", _list(_with_kind(c.name, c.kind) for c in sponsors.collaborators)),
            ("Organization", view.identification.organization),
        ),
    )


def _design(view: StudyView) -> Section | None:
    design = view.design
    count = None if design.enrollment_count is None else f"{design.enrollment_count} participants"
    return make_section(
        "design",
        "Study design",
        registered_rows(
            ("Study type", _words(design.study_type)),
            ("Enrolment", _with_kind(count, design.enrollment_type)),
            ("Phase", _list(map(in_words, design.phases))),
            ("Allocation", _words(design.allocation)),
            ("Masking", _words(design.masking)),
        ),
        present_rows(
            ("Who is masked", _list(map(in_words, design.who_masked))),
            ("Observational model", _words(design.observational_model)),
            ("Time perspective", _words(design.time_perspective)),
            ("Intervention model", _words(design.intervention_model)),
            ("Primary purpose", _words(design.primary_purpose)),
            ("Patient registry", _yes_no(design.patient_registry)),
            ("Target follow-up", design.target_duration),
        ),
        prose(design.intervention_model_description),
        prose(design.masking_description),
    )


def _groups(view: StudyView) -> Section | None:
    registered = view.arms_interventions
    parts = chain.from_iterable(map(_group, registered.arm_groups))
    missing = registered_rows(("Groups", None)) if not registered.arm_groups else None
    interventions: list[Part | None] = []
    for intervention in registered.interventions:
        interventions += [
            Heading(f"{_words(intervention.type) or 'Intervention'}: {intervention.name or ''}"),
            present_rows(
                ("Other names", _list(intervention.other_names)),
                ("Given to", _list(intervention.arm_group_labels)),
            ),
            prose(intervention.description),
        ]
    return make_section("groups", "Groups and interventions", missing, *parts, *interventions)


def _group(group: ArmGroup) -> tuple[Part | None, ...]:
    return (
        Heading(_with_kind(group.label or "Group", group.type) or ""),
        present_rows(("Interventions", _list(group.intervention_names))),
        prose(group.description),
    )


def _outcomes(view: StudyView) -> Section | None:
    kinds = (
        ("Primary", view.outcomes.primary),
        ("Secondary", view.outcomes.secondary),
        ("Other", view.outcomes.other),
    )
    parts = (
        part
        for kind, outcomes in kinds
        for number, outcome in enumerate(outcomes, 1)
        for part in _outcome(f"{kind} outcome {number}", outcome)
    )
    return make_section("outcomes", "Outcome measures", *parts)


def _outcome(name: str, outcome: Outcome) -> tuple[Part | None, ...]:
    return (
        Heading(f"{name}: {outcome.measure or ''}"),
        registered_rows(("Time frame", outcome.time_frame)),
        prose(outcome.description),
    )


def _eligibility(view: StudyView) -> Section | None:
    who = view.eligibility
    return make_section(
        "eligibility",
        "Eligibility",
        registered_rows(
            ("Minimum age", who.minimum_age),
            ("Maximum age", who.maximum_age),
            ("Sex", _words(who.sex)),
            ("Healthy volunteers", _yes_no(who.healthy_volunteers)),
        ),
        present_rows(("Sampling method", _words(who.sampling_method))),
        Heading("Study population") if who.study_population else None,
        prose(who.study_population),
        prose(who.criteria),
    )


def _biospecimens(view: StudyView) -> Section | None:
    return make_section(
        "biospecimens",
        "Biospecimens",
        present_rows(("Retention", _words(view.design.biospecimen_retention))),
        prose(view.design.biospecimen_description),
    )


def _oversight(view: StudyView) -> Section | None:
    oversight = view.oversight
    return make_section(
        "oversight",
        "Oversight",
        registered_rows(
            ("Data monitoring committee", _yes_no(oversight.has_dmc)),
            ("FDA-regulated drug", _yes_no(oversight.is_fda_regulated_drug)),
            ("FDA-regulated device", _yes_no(oversight.is_fda_regulated_device)),
        ),
    )


def _ipd_sharing(view: StudyView) -> Section | None:
    plan = view.ipd_sharing
    parts: list[Part | None] = [
        registered_rows(("Plan to share participant data", _words(plan.ipd_sharing))),
        present_rows(
            ("Supporting documents", _list(map(in_words, plan.info_types))), ("Address", plan.url)
        ),
        prose(plan.description),
    ]
    for name, text in (("Time frame", plan.time_frame), ("Access", plan.access_criteria)):
        parts += [Heading(name) if text else None, prose(text)]
    return make_section("ipd-sharing", "Sharing of individual participant data", *parts)


def _contacts(view: StudyView) -> Section | None:
    where = view.contacts_locations
    people = tuple(map(_person, (*where.central_contacts, *where.overall_officials)))
    places = tuple(
        (
            place.facility or "",
            _list(filter(None, (place.city, place.state, place.country))) or "",
            _words(place.status) or "",
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


def _terms(view: StudyView) -> Section | None:
    rows = _mesh_rows("Condition", view.condition_meshes)
    rows += _mesh_rows("Intervention", view.intervention_meshes)
    columns = ("For", "Term", "MeSH number")
    return make_section("mesh", "Terms derived by the registry", Table(columns, rows))


def _unknown_keys(record: Record) -> Section | None:
    """STR-01: one line for a key however many list entries carry it."""
    counts: dict[str, int] = {}
    for path in record.unknown_keys:
        place = mask_text(_POSITION.sub("[]", path))
        counts[place] = counts.get(place, 0) + 1
    rows = tuple((place, str(count)) for place, count in counts.items())
    title = "Keys the registry's structure does not have"
    return make_section("unknown-keys", title, Table(("Key", "Times"), rows))


def _provenance(record: Record) -> Section | None:
    header = tuple((key, mask_text(_header_value(key, value))) for key, value in record.header)
    return make_section(
        "provenance",
        "Provenance",
        present_rows(
            ("File", record.name),
            ("Form", record.source_format),
            ("Size", f"{len(record.raw)} bytes"),
            ("SHA-256", record.sha256),
        ),
        Heading("Page header as received; where it differs, the record counts") if header else None,
        Rows(header),
    )


def _header_value(key: str, value: str) -> str:
    """HDR-02: a negated or derived flag of the page carries its meaning."""
    if key == "Has Adverse Events" and value == "False":
        return f"{value} (meaning: no results posted)"
    if key.startswith("Is NOT ") and value in ("True", "False"):
        denied = "not " if value == "True" else ""
        return f"{value} (meaning: {denied}{key.removeprefix('Is NOT ')})"
    return value or "(blank)"


def _person(contact: Contact) -> tuple[str, str, str]:
    return _words(contact.role) or "", contact.name or "", contact.affiliation or ""


def _mesh_rows(kind: str, meshes: Iterable[Mesh]) -> tuple[tuple[str, str, str], ...]:
    return tuple((kind, mesh.term or "", mesh.id or "") for mesh in meshes)


def _date_cells(value: RegisteredDate | PartialDate) -> tuple[str, str]:
    if isinstance(value, PartialDate):
        return str(value), ""
    return str(value.date), _words(value.type) or ""


def _results(has_results: bool | None) -> str | None:
    if has_results is None:
        return None
    return "Results posted" if has_results else "No results posted"


def _with_kind(name: str | None, kind: str | None) -> str | None:
    return f"{name} ({in_words(kind).lower()})" if name and kind else name


def _words(code: str | None) -> str | None:
    return in_words(code) if code else None


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "Yes" if value else "No"


def _list(values: Iterable[str | None]) -> str | None:
    return ", ".join(value for value in values if value) or None
