"""What a shown record says, and what it never says."""

from pathlib import Path

import pytest

from trialwright.record.models import Status
from trialwright.record.read import parse_record, read_record
from trialwright.record.sections import Code, Heading, Prose, Rows, Table
from trialwright.record.show import describe_record
from trialwright.record.wording import in_words, listed, with_kind, yes_no

ROOT = Path(__file__).parents[2]
SEED = ROOT / "studies/prtras001/record/NCT07120750.page.txt"
SMALL = ROOT / "tests/data/records"


def sections_of(path):
    return {section.id: section for section in describe_record(read_record(path))}


def rows_of(section):
    return {k: v for part in section.parts if isinstance(part, Rows) for k, v in part.rows}


@pytest.fixture(scope="module")
def shown():
    return sections_of(SEED)


def test_the_sections_follow_the_registry_page(shown):
    assert list(shown) == [
        "study",
        "overview",
        "dates",
        "sponsor",
        "design",
        "groups",
        "outcomes",
        "eligibility",
        "biospecimens",
        "oversight",
        "ipd-sharing",
        "contacts",
        "mesh",
        "provenance",
        "raw",
    ]


def test_codes_are_shown_in_words_and_no_results_as_such(shown):
    rows = rows_of(shown["study"])
    assert rows["Status"] == "Not yet recruiting"
    assert rows["Results"] == "No results posted"


def test_what_is_not_registered_is_never_a_no(shown):
    rows = rows_of(shown["design"])
    assert (rows["Allocation"], rows["Masking"]) == ("not registered", "not registered")
    assert rows["Enrolment"] == "332 participants (estimated)"
    assert rows_of(shown["groups"]) == {"Groups": "not registered"}
    silent = sections_of(SMALL / "minimal.json")
    assert rows_of(silent["oversight"])["Data monitoring committee"] == "not registered"
    assert rows_of(silent["study"])["Status"] == "not registered"


def test_dates_keep_their_exactness_and_kind(shown):
    (table,) = shown["dates"].parts
    assert ("Study start", "2025-09-01", "Estimated") in table.rows
    assert ("First posted", "2025-08-13", "Actual") in table.rows
    assert ("Last verified", "2025-08", "") in table.rows


def test_each_outcome_has_its_time_frame(shown):
    parts = shown["outcomes"].parts
    headings = [part.text for part in parts if isinstance(part, Heading)]
    assert headings[0] == ("Primary outcome 1: 3-Year Cumulative Recurrence Rate via MRI (LI-RADS)")
    assert headings[6] == "Secondary outcome 6: Quality of Life Change"
    frames = [part.rows for part in parts if isinstance(part, Rows)]
    assert frames[0] == (("Time frame", "3 years post-radical treatment."),)


def test_the_criteria_are_lists(shown):
    criteria = shown["eligibility"].parts[-1]
    assert isinstance(criteria, Prose)
    assert [block.kind for block in criteria.blocks].count("bullet") == 22


def test_hdr_01_and_hdr_02_the_page_header_is_provenance_with_its_meaning(shown):
    rows = rows_of(shown["provenance"])
    assert rows["SHA-256"] == "e2a54276415c1666bc262a474f11b1cb2aa757952cc04eb19a32c6961a523033"
    assert rows["Size"] == "17726 bytes"
    assert rows["Has Adverse Events"] == "False (meaning: no results posted)"
    assert rows["Is NOT Gene Therapy"] == "True (meaning: not Gene Therapy)"
    assert rows["First Post"] == "2025-07-08"
    assert rows["Sponsor"] == "(blank)"
    assert "2025-07-08" not in str([r for r in shown["dates"].parts[0].rows if "posted" in r[0]])


def test_str_01_unknown_keys_are_shown():
    (table,) = sections_of(SMALL / "minimal.page.txt")["unknown-keys"].parts
    assert table == Table(("Key", "Times"), (("newPart", "1"),))


def test_an_unknown_key_of_many_entries_is_shown_once():
    places = '{"x": 1}, {"x": 1}, {"x": 1}'
    text = (
        '{"protocolSection": {"identificationModule": {"nctId": "NCT00000001"},'
        f' "contactsLocationsModule": {{"locations": [{places}]}}}}}}'
    )
    shown = describe_record(parse_record(text.encode(), "many"))
    (section,) = [section for section in shown if section.id == "unknown-keys"]
    assert section.parts[0].rows == (
        ("protocolSection.contactsLocationsModule.locations[].x", "3"),
    )


@pytest.mark.parametrize("path", [SEED, SMALL / "hostile.json"])
def test_no_contact_is_shown_anywhere(path):
    text = str(describe_record(read_record(path)))
    for personal in ("Qingxian", "163.com", "1812781", "Ada", "Bo Example", "example.org", "555"):
        assert personal not in text
    assert "[contact masked]" in text


def test_the_raw_record_comes_last(shown):
    (code,) = shown["raw"].parts
    assert isinstance(code, Code)
    assert '"count": 332' in code.text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("NOT_YET_RECRUITING", "Not yet recruiting"),
        ("ACTIVE_NOT_RECRUITING", "Active, not recruiting"),
        ("NON_RANDOMIZED", "Non-randomized"),
        ("PHASE2", "Phase 2"),
        ("SAP", "Statistical analysis plan (SAP)"),
        ("A_NEW_CODE", "A new code"),
    ],
)
def test_codes_in_words(code, words):
    assert in_words(code) == words


def test_absence_stays_absence():
    assert yes_no(None) is None
    assert yes_no(False) == "No"
    assert listed([None, ""]) is None
    assert with_kind(None, "OTHER") is None
    assert Status().overall_status is None
