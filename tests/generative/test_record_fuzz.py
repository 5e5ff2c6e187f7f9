"""Whatever the bytes, reading them gives a record or a RecordError that says why."""

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trialwright.errors import RecordError
from trialwright.record.json_values import thaw
from trialwright.record.literal import JSON, PYTHON, parse_literal
from trialwright.record.masking import masked_json
from trialwright.record.read import parse_record
from trialwright.record.show import describe_record
from trialwright.record.terminal import render_terminal

ROOT = Path(__file__).parents[2]
SEED = (ROOT / "studies/prtras001/record/NCT07120750.page.txt").read_bytes()
HOSTILE = (ROOT / "tests/data/records/hostile.json").read_bytes()
SMALL = (ROOT / "tests/data/records/minimal.page.txt").read_bytes()

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)
EDITS = st.lists(
    st.tuples(
        st.integers(0, 10**6),
        st.integers(0, 3),
        st.sampled_from(
            [b"", b"'", b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\n", b"\xff", b"0"]
        )
        | st.binary(max_size=3),
    ),
    min_size=1,
    max_size=4,
)


def edited(raw, edits):
    for place, cut, new in edits:
        start = place % (len(raw) + 1)
        raw = raw[:start] + new + raw[start + cut :]
    return raw


def read_and_show(raw):
    try:
        record = parse_record(raw, "fuzz")
    except RecordError as error:
        assert str(error).startswith("fuzz")
        return
    text = render_terminal(describe_record(record), 60)
    assert "\x1b" not in text
    assert json.loads(masked_json(record))
    text.encode("utf-8")


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_arbitrary_bytes_never_escape_as_another_error(raw):
    read_and_show(raw)


@pytest.mark.parametrize("raw", [SMALL, HOSTILE], ids=["page", "json"])
@given(edits=EDITS)
def test_an_altered_record_never_escapes_as_another_error(raw, edits):
    read_and_show(edited(raw, edits))


@settings(max_examples=25)
@given(edits=EDITS)
def test_the_registered_page_altered_never_escapes_as_another_error(edits):
    read_and_show(edited(SEED, edits))


@pytest.mark.parametrize("raw", [SMALL, HOSTILE], ids=["page", "json"])
def test_a_record_cut_anywhere_is_refused(raw):
    whole = raw.rstrip()
    for length in range(len(whole)):
        with pytest.raises(RecordError):
            parse_record(whole[:length], "cut")


@given(VALUES)
def test_any_python_literal_is_read_as_python_reads_it(value):
    text = repr(value)
    assert parse_literal(text, 0, PYTHON, "value") == (ast.literal_eval(text), len(text))


@given(VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_any_json_is_read_as_json_is(value, ascii_only, indent):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert parse_literal(text, 0, JSON, "value") == (json.loads(text), len(text))


@given(VALUES)
def test_unknown_parts_survive_the_round_trip(value):
    study = {"protocolSection": {"identificationModule": {"nctId": "NCT00000001"}}, "new": value}
    record = parse_record(json.dumps(study).encode(), "round trip")
    assert thaw(record.study) == study
    assert record.unknown_keys == ("new",)
