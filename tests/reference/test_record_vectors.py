"""Real records of other studies load, unchanged and without a line of their own code."""

import json

import pytest

from trialwright.record.json_values import thaw
from trialwright.record.masking import MASK, masked_json
from trialwright.record.paths import has_value
from trialwright.record.read import parse_record, read_record
from trialwright.record.show import describe_record
from trialwright.record.terminal import render_terminal

PATTERNS = ("**/ctgov/records/NCT*.json", "**/ctgov/NCT*.json")


@pytest.fixture(scope="session")
def record_files(reference_dirs):
    found = (path for place in reference_dirs for glob in PATTERNS for path in place.glob(glob))
    files = sorted(set(found))
    if not files:
        pytest.skip("no registry records in the reference directories")
    return files


def test_each_record_is_read_without_loss(record_files):
    for path in record_files:
        record = read_record(path)
        assert thaw(record.study) == json.loads(path.read_text(encoding="utf-8")), path.name
        assert record.nct_id == path.stem
        assert record.source_format == "api v2 json"


def test_each_record_reads_the_same_from_a_page_with_a_python_literal(record_files):
    for path in record_files:
        study = json.loads(path.read_text(encoding="utf-8"))
        page = f"Viewing Study {path.stem}\n\nRaw JSON\n\n{study!r}\n"
        assert thaw(parse_record(page.encode(), path.name).study) == study, path.name


def test_each_record_counts_what_its_json_has(record_files):
    for path in record_files:
        protocol = json.loads(path.read_text(encoding="utf-8"))["protocolSection"]
        view = read_record(path).view
        outcomes = protocol.get("outcomesModule", {})
        assert len(view.outcomes.primary) == len(outcomes.get("primaryOutcomes", []))
        assert len(view.outcomes.secondary) == len(outcomes.get("secondaryOutcomes", []))
        places = protocol.get("contactsLocationsModule", {}).get("locations", [])
        assert len(view.contacts_locations.locations) == len(places)
        assert view.design.study_type == protocol["designModule"]["studyType"]


def test_no_contact_of_any_record_is_shown(record_files):
    for path in record_files:
        record = read_record(path)
        places = record.view.contacts_locations
        people = [*places.central_contacts, *places.overall_officials]
        people += [contact for place in places.locations for contact in place.contacts]
        text = render_terminal(describe_record(record), 80)
        for person in people:
            assert not person.email or person.email not in text, path.name
            # A shorter number could stand in the text by chance.
            if person.phone and len(person.phone) > 6:
                assert person.phone not in text, path.name
            assert MASK in text
        json.loads(masked_json(record))


def test_each_unknown_key_is_there_to_be_looked_at(record_files):
    for path in record_files:
        record = read_record(path)
        assert all(has_value(record, key) for key in record.unknown_keys), path.name
