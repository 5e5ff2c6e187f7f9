"""CON-01: personal contact data never leave the stored record."""

import json
from pathlib import Path

import pytest

from trialwright.record.json_values import thaw
from trialwright.record.masking import MASK, mask_contacts, mask_text, masked_json
from trialwright.record.read import read_record

ROOT = Path(__file__).parents[2]
SEED = ROOT / "studies/prtras001/record/NCT07120750.page.txt"
HOSTILE = ROOT / "tests/data/records/hostile.json"


@pytest.mark.parametrize(
    "contact",
    [
        "first.last+tag@example.org",
        "first\\_last@mail.example.org",
        "name＠example.cn",
        "+86-13800138000",
        "+1 (212) 555-0123",
        "+49 30 1234567",
        "0086 755 61222333",
        "13800138000",
        "138 0013 8000",
        "86-13800138000",
        "0755-61222333",
        "(0755) 6122 2333",
        "212-555-0123",
        "(212) 555-0123",
        "1-800-555-0123",
    ],
)
def test_an_address_or_number_in_a_text_is_masked(contact):
    assert mask_text(f"Ask {contact}, or write.") == f"Ask {MASK}, or write."


def test_a_local_number_is_masked_where_a_word_says_what_it_is():
    assert mask_text("Tel: 6122 2333") == f"Tel{MASK}"
    assert mask_text("电话：61222333") == f"电话{MASK}"


@pytest.mark.parametrize(
    "text",
    [
        "2025-08-13 to 2030-12-31",
        "NCT07120750, IIT-2024-077, D000086982",
        "EudraCT 2014-000123-45, CT 2022-501234-12-00",
        "doi 10.1016/S0140-6736(20)30183-5",
        "HBV DNA <10 IU/mL, HBsAg 0.05 IU/mL",
        "CD8+/PD-1+ T cells, -28..+2 days, +5 to +10",
        "95% CI 0.45-0.80, n = 1,234,567",
        "weeks 12 24 36 48 60 72 84 96 108 120",
        "33.52066, -86.80249",
        "1.2.1.1 at 1 @ a time",
    ],
)
def test_what_is_no_contact_stays(text):
    assert mask_text(text) == text


def test_the_registered_contact_is_masked_and_the_rest_is_not():
    record = read_record(SEED)
    masked = mask_contacts(record.study)
    contact = {"name": MASK, "role": "CONTACT", "email": MASK, "phone": MASK}
    assert masked["protocolSection"]["contactsLocationsModule"] == {"centralContacts": [contact]}
    expected = thaw(record.study)
    expected["protocolSection"]["contactsLocationsModule"]["centralContacts"] = [contact]
    assert masked == expected


def test_every_person_of_a_record_is_masked():
    text = masked_json(read_record(HOSTILE))
    for personal in ("Ada", "Bo Example", "example.org", "555", "61222333", "138", "ada-example"):
        assert personal not in text
    study = json.loads(text)["protocolSection"]
    official = study["contactsLocationsModule"]["overallOfficials"][0]
    assert official == {
        "name": MASK,
        "affiliation": "Example Hospital",
        "role": "PRINCIPAL_INVESTIGATOR",
    }
    party = study["sponsorCollaboratorsModule"]["responsibleParty"]
    assert (party["investigatorFullName"], party["type"]) == (MASK, "PRINCIPAL_INVESTIGATOR")


@pytest.mark.parametrize(
    "odd", ["a person", ["a person"], [["a person"]], {"new": ["a person"]}, 7]
)
def test_a_contact_of_an_unknown_form_is_masked_whole(odd):
    assert "person" not in str(mask_contacts({"centralContacts": odd}))


def test_masking_changes_nothing_in_place_and_twice_is_once():
    study = {"overallOfficials": [{"name": "A"}], "text": "a@example.org", "n": None}
    masked = mask_contacts(study)
    assert study["text"] == "a@example.org"
    assert masked == mask_contacts(masked)
    assert masked["n"] is None


def test_an_address_used_as_a_key_is_masked():
    assert mask_contacts({"a@example.org": 1}) == {MASK: 1}
