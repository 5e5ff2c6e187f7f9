"""The quick scanner and the careful parser agree on every file: the same record or the same refusal."""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from generative.careful_reading import read_carefully
from made_studies import full_study
from trialwright.errors import RecordError
from trialwright.record.read import parse_record

GOOD = json.dumps(full_study()).encode()
NUMBERED = '{"protocolSection": {"identificationModule": {"nctId": "NCT00000001"}}, "x": %s}'
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)
EDITS = st.lists(
    st.tuples(
        st.integers(0, len(GOOD) - 1),
        st.integers(0, 3),
        st.sampled_from([b"", b'"', b"\\", b"{", b"]", b",", b"\xff", b"\x00", b"9", b"\\ud800"]),
    ),
    min_size=1,
    max_size=3,
)


def answer(read, raw: bytes):
    try:
        record = read(raw, "f.json")
    except RecordError as error:
        return error.problems
    return record, record.study


def assert_agree(raw: bytes) -> None:
    assert answer(parse_record, raw) == answer(read_carefully, raw)


@given(VALUES)
def test_any_value_inside_a_record_is_read_alike(value):
    assert_agree((NUMBERED % json.dumps(value)).encode())


@given(EDITS)
def test_a_damaged_record_is_refused_alike(edits):
    raw = GOOD
    for position, length, piece in edits:
        raw = raw[:position] + piece + raw[position + length :]
    assert_agree(raw)


@given(st.binary(max_size=40))
@example(b"\xef\xbb\xbf" + GOOD)
@example(GOOD + b"\n" + GOOD)
@example(b"[" + GOOD + b"]")
@example(b'{"studies": []}')
@example((NUMBERED % "NaN").encode())
@example((NUMBERED % "1e999").encode())
@example((NUMBERED % ("9" * 101)).encode())
@example((NUMBERED % '{"a": 1, "a": 2}').encode())
@example((NUMBERED % '"\\ud83d\\ude00"').encode())
@example((NUMBERED % '"\\ud83d"').encode())
@example((NUMBERED % f'{{"{"k" * 201}": 1}}').encode())
@example((NUMBERED % ("[" * 63 + "]" * 63)).encode())
@example((NUMBERED % ("[" * 64 + "]" * 64)).encode())
@example((NUMBERED % ("[" * 5000 + "]" * 5000)).encode())
@example(GOOD.replace(b'"Hepatitis B"', b"[" * 900 + b"]" * 900, 1))
@example(GOOD.replace(b"NCT00000042", b"NCT42"))
@example(GOOD.replace(b"120", b'"120"'))
def test_other_bytes_are_read_alike(raw):
    assert_agree(raw)
