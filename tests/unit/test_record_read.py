"""Reading a record: what is accepted, and what each refusal says."""

import json
import os
from pathlib import Path

import pytest

from trialwright.errors import RecordError
from trialwright.record.json_values import thaw, to_json
from trialwright.record.read import MAX_BYTES, parse_record, read_record

ROOT = Path(__file__).parents[2]
SEED = ROOT / "studies/prtras001/record/NCT07120750.page.txt"
SMALL = ROOT / "tests/data/records"
PAGE = (SMALL / "minimal.page.txt").read_text(encoding="utf-8")
JSON = (SMALL / "minimal.json").read_text(encoding="utf-8")
ID = '"identificationModule": {"nctId": "NCT00000001"}'


def refusal(text, name="record.txt"):
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(RecordError) as caught:
        parse_record(raw, name)
    (problem,) = caught.value.problems
    assert problem.file == name
    assert problem.cure or problem.line, str(problem)
    return problem


def page_of(literal):
    return f"Viewing Study NCT00000001\n\nRaw JSON\n\n{literal}\n"


def test_the_registered_page_is_read_without_loss():
    record = read_record(SEED)
    assert record.raw == SEED.read_bytes()
    assert record.sha256 == "e2a54276415c1666bc262a474f11b1cb2aa757952cc04eb19a32c6961a523033"
    assert (record.source_format, record.nct_id) == ("registry page", "NCT07120750")
    assert record.unknown_keys == ()
    assert dict(record.header)["First Post"] == "2025-07-08"
    assert ("Sponsor", "") in record.header


def test_a_page_and_the_same_study_as_json_hold_the_same_study():
    page, answer = parse_record(PAGE.encode(), "page"), parse_record(JSON.encode(), "answer")
    assert page.study == answer.study
    assert answer.source_format == "api v2 json"
    assert answer.header == ()


def test_the_study_goes_back_to_equal_json():
    record = parse_record(JSON.encode(), "answer")
    assert json.loads(to_json(record.study)) == json.loads(JSON) == thaw(record.study)


def test_a_page_whose_record_is_json_is_read():
    record = parse_record(page_of(JSON).encode(), "page")
    assert (record.source_format, record.nct_id) == ("registry page", "NCT00000001")


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter():
    raw = b"\xef\xbb\xbf" + PAGE.replace("\n", "\r\n").encode()
    assert parse_record(raw, "page").study == parse_record(PAGE.encode(), "page").study
    assert parse_record(raw, "page").header == parse_record(PAGE.encode(), "page").header


def test_nobody_can_change_a_record():
    record = parse_record(JSON.encode(), "answer")
    with pytest.raises(TypeError):
        record.study["protocolSection"]["identificationModule"]["nctId"] = "NCT00000009"
    assert isinstance(hash(record), int)


def test_str_01_unknown_keys_are_kept_and_reported():
    text = JSON.replace("null", '{"deep": {"er": 1}}').replace('"briefTitle"', '"oddTitle"')
    record = parse_record(text.encode(), "answer")
    assert record.study["newPart"]["deep"]["er"] == 1
    assert record.unknown_keys == (
        "protocolSection.identificationModule.oddTitle",
        "newPart",
    )


def test_an_unknown_key_in_a_list_is_reported_with_its_position():
    contacts = '"contactsLocationsModule": {"locations": [{}, {"geoPoint": {"lat": 1, "alt": 2}}]}'
    record = parse_record(f'{{"protocolSection": {{{ID}, {contacts}}}}}'.encode(), "answer")
    assert record.unknown_keys == (
        "protocolSection.contactsLocationsModule.locations[1].geoPoint.alt",
    )


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_an_empty_file_is_refused(text):
    assert "empty" in refusal(text).what


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-32", "latin-1"])
def test_another_encoding_is_refused(encoding):
    text = PAGE.replace("study's", "étude")
    assert "UTF-8" in refusal(text.encode(encoding)).cure


def test_the_place_of_a_foreign_byte_is_named():
    problem = refusal(PAGE.replace("study's", "\xe9tude").encode("latin-1"))
    assert problem.line == 9
    assert "0xe9" in problem.what


@pytest.mark.parametrize("end", ["{'a': 'b", "{'a': ", "{'a'", "{'a': ['b', ", "{", ""])
def test_a_record_that_is_cut_off_is_refused(end):
    problem = refusal(page_of(end).rstrip("\n"))
    assert "cut off" in problem.what + problem.cure
    assert problem.line


def test_a_page_without_its_record_is_refused():
    assert "'Raw JSON' is missing" in refusal(PAGE[: PAGE.index("Raw JSON")]).what


@pytest.mark.parametrize("text", [PAGE + PAGE, PAGE + JSON, JSON + JSON, JSON.strip() + JSON])
def test_two_records_in_one_file_are_refused(text):
    problem = refusal(text)
    assert "second record" in problem.what
    assert problem.line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"[{JSON}]", "a list of 1 entries"),
        (f"[{JSON},{JSON}]", "a list of 2 entries"),
        (f'{{"studies": [{JSON}], "nextPageToken": "x"}}', "a search answer"),
        ('"NCT00000001"', "a single value"),
        ("42", "a single value"),
        ("null", "a single value"),
        ("{}", "no protocolSection"),
        ('{"protocolSection": {}}', "missing from the record"),
        ('{"protocolSection": {"identificationModule": {}}}', "missing from the record"),
        ('{"protocolSection": []}', "an object is expected, a list found"),
        (JSON.replace("NCT00000001", "NCT1"), "'NCT1' is not a registry number"),
        (JSON.replace("NCT00000001", "NCT0000000１"), "not a registry number"),
        (JSON.replace("NCT00000001", "NCT00000001\\n"), "not a registry number"),
        (JSON.replace('"NCT00000001"', "7"), "a text is expected, a number found"),
        (JSON + "x", "text follows the record"),
    ],
)
def test_what_is_not_one_record_is_refused(text, message):
    assert message in refusal(text).what


@pytest.mark.parametrize("line", ["Study NCT ID: NCT00000001", "Viewing Study NCT00000001"])
def test_str_01_a_page_that_names_another_study_is_refused(line):
    other = line.replace("NCT00000001", "NCT00000002")
    problem = refusal(PAGE.replace(line, other))
    assert problem.what == "the page names 'NCT00000002', its record is NCT00000001"
    assert problem.key == "protocolSection.identificationModule.nctId"


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "01", "1.", "+1", "0x1"]
)
def test_a_number_that_json_does_not_have_is_refused(number):
    problem = refusal(JSON.replace("null", number))
    assert problem.key == "newPart"


def test_a_number_of_thousands_of_digits_is_refused():
    assert "too long" in refusal(JSON.replace("null", "9" * 5000)).what


def test_a_key_that_stands_twice_is_named_with_its_place():
    text = JSON.replace('"hasResults"', '"protocolSection": {},\n "hasResults"')
    problem = refusal(text)
    assert "'protocolSection' stands twice" in problem.what
    assert (problem.line, problem.key) == (1, "protocolSection")


def test_a_key_of_control_characters_cannot_drive_the_terminal():
    text = '{"\\u001b[2J": 1, "\\u001b[2J": 2}'
    assert "\x1b" not in str(refusal(text))
    assert "stands twice" in str(refusal(text))


def test_long_keys_around_long_lists_do_not_exhaust_the_machine():
    assert "longer than 200" in refusal('{"' + "k" * 2_000_000 + '": [' + "0," * 1_400_000).what
    text = ('{"' + "k" * 200 + '":') * 60 + "[" + "0," * 1_000_000
    assert "cut off" in refusal(text).what


@pytest.mark.parametrize(
    "value",
    [
        "__import__('os').system('exit 1')",
        "name",
        "f'{1}'",
        "b'bytes'",
        "('a', 'tuple')",
        "{'a', 'set'}",
        "{1: 'a'}",
        "{None: 'a'}",
        "{**{}}",
        "[x for x in []]",
        "'a' 'b'",
        "'a' + 'b'",
        "1 if 1 else 2",
        "lambda: 0",
        "1_000",
        "1j",
        "...",
        "'''a'''",
        "'\\N{BULLET}'",
        "'\\ud800'",
        "'\\U00110000'",
        "-'a'",
        "- 1",
    ],
)
def test_a_page_holds_plain_values_only(value):
    assert refusal(page_of(f"{{'protocolSection': {value}}}")).line == 5


def test_escapes_mean_what_each_notation_says():
    title = r"\'\" \\> \u4e2d\x41\U0001f600\n"
    page = parse_record(PAGE.replace("A study's name", title).encode(), "page")
    assert page.view.identification.brief_title == "'\" \\> 中A😀\n"
    answer = JSON.replace("A study's name", r"\"\\\/\u4e2d\ud83d\ude00")
    brief_title = parse_record(answer.encode(), "answer").view.identification.brief_title
    assert brief_title == '"\\/中😀'


@pytest.mark.parametrize("bracket", ["[", "{'a': ", '{"a": ', "(", "-", "not "])
@pytest.mark.parametrize("on_page", [True, False])
def test_five_megabytes_of_brackets_are_refused(bracket, on_page):
    text = bracket * (MAX_BYTES // len(bracket) - 100)
    refusal(page_of(text) if on_page else text)


def test_nesting_is_refused_at_65_levels_only():
    def nested(levels):
        return JSON.replace("null", "[" * levels + "]" * levels).encode()

    assert parse_record(nested(63), "answer").nct_id == "NCT00000001"
    assert "deeper than 64" in refusal(nested(64)).what


def test_a_file_that_is_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES * 1000)
    with pytest.raises(RecordError, match="larger than 5 MB"):
        read_record(path)
    assert "larger than 5 MB" in refusal(b" " * (MAX_BYTES + 1)).what


def test_a_path_that_is_no_file_is_refused(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, message in (
        (tmp_path, "not a file"),
        (pipe, "not a file"),
        (tmp_path / "absent.json", "no such file"),
        (Path("nul\0byte"), "cannot be read"),
    ):
        with pytest.raises(RecordError, match=message):
            read_record(path)
