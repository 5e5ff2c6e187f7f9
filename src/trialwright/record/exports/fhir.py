"""A record as a FHIR R5 ResearchStudy, in plain JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from trialwright.record.exports.export import Export, exported_view, pruned, unmapped_places
from trialwright.record.exports.fhir_codes import PURPOSE, STATUS, TITLE_TYPE
from trialwright.record.exports.fhir_design import (
    comparison_groups,
    eligibility_group,
    outcome_measures,
    phase,
    recruitment,
    study_design,
)
from trialwright.record.exports.fhir_people import associated_parties, regions, sites
from trialwright.record.exports.fhir_places import MAPPED
from trialwright.record.models import Mesh, StudyView

if TYPE_CHECKING:
    from trialwright.record.read import Record

REGISTRY: Final = "https://clinicaltrials.gov"
_MESH: Final = "http://id.nlm.nih.gov/mesh"
_MESH_ID = re.compile(r"[A-Z][0-9]{5,9}")


def export_fhir(record: Record, *, contacts: bool = False) -> Export:
    """The record as one ResearchStudy resource, with the criteria as a contained Group.

    A code is given only where FHIR's code system has the registry's meaning; the registry's
    wording stands beside it. Source: HL7 FHIR R5, ResearchStudy.
    """
    view = exported_view(record, contacts=contacts)
    resource = {"resourceType": "ResearchStudy", "id": view.identification.nct_id}
    return Export(resource | pruned(_fields(view)), unmapped_places(record, MAPPED))


def _fields(view: StudyView) -> dict[str, Any]:
    identification, status = view.identification, view.status
    return {
        "contained": [eligibility_group(view)],
        "url": f"{REGISTRY}/study/{identification.nct_id}",
        "identifier": list(_identifiers(view)),
        "version": _text(view.version),
        "title": identification.brief_title or identification.official_title,
        "label": list(_labels(view)),
        "date": _text(status.last_update_submit),
        # The status of the published record; how far the study is, progressStatus says.
        "status": "active",
        "primaryPurposeType": PURPOSE.concept(view.design.primary_purpose),
        "phase": phase(view),
        "studyDesign": study_design(view),
        "focus": [{"concept": concept} for concept in _focus(view)],
        "condition": [*_texts(view.conditions.conditions), *map(_mesh, view.condition_meshes)],
        "keyword": _texts(view.conditions.keywords),
        "region": regions(view),
        "descriptionSummary": view.description.brief_summary,
        "description": view.description.detailed_description,
        "period": {
            "start": _text(status.start and status.start.date),
            "end": _text(status.completion and status.completion.date),
        },
        "site": sites(view),
        "associatedParty": associated_parties(view),
        "progressStatus": list(_progress(view)),
        "whyStopped": {"text": status.why_stopped},
        "recruitment": recruitment(view),
        "comparisonGroup": comparison_groups(view),
        "outcomeMeasure": outcome_measures(view),
    }


def _identifiers(view: StudyView) -> Iterator[dict[str, Any]]:
    identification = view.identification
    yield {"use": "official", "system": REGISTRY, "value": identification.nct_id}
    for alias in identification.nct_id_aliases:
        yield {"use": "old", "system": REGISTRY, "value": alias}
    if identification.org_study_id:
        organization = {"display": identification.organization}
        yield {"value": identification.org_study_id, "assigner": organization}
    for secondary in identification.secondary_ids:
        kind = {"text": secondary.type}
        yield {"value": secondary.id, "type": kind, "assigner": {"display": secondary.domain}}


def _labels(view: StudyView) -> Iterator[dict[str, Any]]:
    official, acronym = view.identification.official_title, view.identification.acronym
    if official:
        yield {"type": TITLE_TYPE.concept("OFFICIAL"), "value": official}
    if acronym:
        yield {"type": TITLE_TYPE.concept("ACRONYM"), "value": acronym}


def _progress(view: StudyView) -> Iterator[dict[str, Any]]:
    """The present status, then the last one known where the registry no longer believes it."""
    for code, actual in ((view.status.overall_status, True), (view.status.last_known_status, None)):
        if code:
            yield {"state": STATUS.concept(code), "actual": actual}


def _focus(view: StudyView) -> Iterator[dict[str, Any]]:
    for intervention in view.arms_interventions.interventions:
        if intervention.name:
            yield {"text": intervention.name}
    yield from map(_mesh, view.intervention_meshes)


def _mesh(mesh: Mesh) -> dict[str, Any]:
    if mesh.id is None or not _MESH_ID.fullmatch(mesh.id):
        return {"text": mesh.term}
    return {"coding": [{"system": _MESH, "code": mesh.id, "display": mesh.term}]}


def _texts(values: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"text": value} for value in values]


def _text(value: object) -> str | None:
    return str(value) if value else None
