"""An export carries what it says it carries: each field is changed, and the content looked at."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from made_studies import FULL, PERSONAL, as_record, bare_study, full_study
from trialwright.record.exports.export import leaf_places
from trialwright.record.exports.formats import EXPORTERS, export_record
from trialwright.record.json_values import to_json

MAPPING = ("fhir", "ts", "who")
# Another value of the same field, where any text would not do.
OTHER_VALUES = {
    "nctId": "NCT00000043",
    "studyType": "OBSERVATIONAL",
    "minimumAge": "16 Years",
    "maximumAge": "80 Years",
    "targetDuration": "2 Years",
    "retention": "NONE_RETAINED",
    "type": "OTHER",
    "ipdSharing": "NO",
}
# Read, but only with another field at its side: the count, the age, the title that is missing.
CONDITIONAL = {
    "fhir": {"protocolSection.identificationModule.briefTitle"},
    "ts": {
        "protocolSection.eligibilityModule.stdAges",
        "protocolSection.armsInterventionsModule.armGroups.label",
        "protocolSection.designModule.designInfo.maskingInfo.masking",
        "protocolSection.identificationModule.secondaryIdInfos.type",
    },
    "who": {
        "protocolSection.identificationModule.secondaryIdInfos.type",
        "protocolSection.statusModule.studyFirstSubmitDate",
        "protocolSection.sponsorCollaboratorsModule.responsibleParty.type",
        "protocolSection.sponsorCollaboratorsModule.responsibleParty.investigatorFullName",
    },
}


def another(key: str, value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if key in OTHER_VALUES and value != OTHER_VALUES[key]:
        return OTHER_VALUES[key]
    if key == "date" or key.endswith("Date") or key == "versionHolder":
        return "2021-11-11"
    return f"{value} changed"


def changed_studies(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every place, with the study in which only the value there is another."""
    if isinstance(value, dict):
        for key, child in value.items():
            for inner, changed in changed_studies(child, f"{place}.{key}" if place else key):
                yield inner, {**value, key: changed}
    elif isinstance(value, list):
        for number, child in enumerate(value):
            for inner, changed in changed_studies(child, place):
                yield inner, [*value[:number], changed, *value[number + 1 :]]
    else:
        yield place, another(place.rpartition(".")[2], value)


@pytest.mark.parametrize("form", MAPPING)
def test_a_mapped_field_shows_in_the_content_and_an_unmapped_one_does_not(form: str):
    before = export_record(as_record(full_study()), form, contacts=True)
    shows: dict[str, bool] = {}
    for place, study in changed_studies(FULL):
        after = export_record(as_record(study), form, contacts=True)
        shows[place] = shows.get(place, False) or after.content != before.content
    mapped = {place for place, seen in shows.items() if seen}
    assert mapped | CONDITIONAL[form] == set(shows) - set(before.unmapped)


@pytest.mark.parametrize("form", MAPPING)
def test_every_place_is_in_the_content_or_listed(form: str):
    export = export_record(as_record(full_study()), form)
    assert set(export.unmapped) <= set(leaf_places(FULL))
    assert len(export.unmapped) == len(set(export.unmapped))


@pytest.mark.parametrize("form", EXPORTERS)
def test_no_single_person_leaves_unless_asked_for(form: str):
    record = as_record(full_study())
    masked = to_json(export_record(record, form).content)
    assert [word for word in PERSONAL if word in masked] == []


@pytest.mark.parametrize("form", ["registry", "fhir", "who"])
def test_single_persons_leave_when_asked_for(form: str):
    assert "Bob Sample" in to_json(export_record(as_record(FULL), form, contacts=True).content)


@pytest.mark.parametrize("form", EXPORTERS)
def test_a_record_that_says_nothing_is_exported_as_silence(form: str):
    export = export_record(as_record(bare_study()), form)
    assert "NCT00000001" in to_json(export.content)
    assert export.unmapped == ()


def test_the_registry_form_is_the_record_with_its_unknown_keys_and_their_order():
    study = full_study()
    study["newSection"] = {"b": [1, 2.5, None], "a": {}}
    export = export_record(as_record(copy.deepcopy(study)), "registry", contacts=True)
    assert export.content == study
    assert list(export.content) == list(study)
    assert as_record(export.content).study == as_record(study).study
