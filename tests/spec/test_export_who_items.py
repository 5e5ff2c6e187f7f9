"""The 24 items of the WHO data set: each answered from the record, or said to be missing."""

from __future__ import annotations

from made_studies import as_record, bare_study, full_study
from trialwright.record.exports.formats import export_text
from trialwright.record.exports.who import NOT_PROVIDED, export_who, who_items

ANSWERS = {
    1: "ClinicalTrials.gov NCT00000042",
    2: "2022-01-20 (actual)",
    3: "HEP-42 (Example Hospital)\n2024-500001-10 (EU)\nNCT00000041",
    4: NOT_PROVIDED,
    5: "Example Hospital",
    6: "Example Pharma (industry)",
    7: "Bob Sample, Contact, bob@example.org, +1 202 555 0123",
    8: "Ada Example, Principal investigator, Example Hospital",
    9: "A Study of Drug A",
    10: "A Randomized Study of Drug A Against Drug B in Hepatitis",
    11: "Switzerland",
    12: "Hepatitis B",
    16: "2022-03-01 (actual)",
    17: "120 (enrolled)",
    18: "Terminated",
    19: "Cure (time frame: 48 weeks): No virus",
    20: "Harm (time frame: 52 weeks): Any event",
    21: NOT_PROVIDED,
    22: "2024-04-30 (actual)",
    23: "Results posted 2024-09-01",
}


def test_each_item_is_answered_from_its_field():
    items = {item.number: item.value for item in who_items(as_record(full_study()).view)}
    assert list(items) == list(range(1, 25))
    assert {number: items[number] for number in ANSWERS} == ANSWERS


def test_what_the_record_does_not_say_is_not_provided():
    provided = [item.number for item in who_items(as_record(bare_study()).view) if item.provided]
    assert provided == [1]


def test_a_sponsor_who_is_responsible_is_no_scientific_contact():
    study = bare_study()
    study["protocolSection"]["sponsorCollaboratorsModule"] = {
        "responsibleParty": {"type": "SPONSOR"}
    }
    assert not who_items(as_record(study).view)[7].provided


def test_no_results_is_an_answer_and_silence_is_none():
    study = bare_study() | {"hasResults": False}
    assert who_items(as_record(study).view)[22].value == "No results posted"
    assert who_items(as_record(bare_study()).view)[22].value == NOT_PROVIDED


def test_the_text_lists_every_item_with_its_number():
    text = export_text(export_who(as_record(full_study())), "who")
    assert text.startswith(
        "1. Primary registry and trial identifying number\n    ClinicalTrials.gov"
    )
    assert "\n24. IPD sharing statement\n" in text
