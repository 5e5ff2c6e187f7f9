"""The rules on real records of other diseases and designs, whole and spoiled."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings

from lint_damage import readable, spoiled
from trialwright.record.lint.run import lint_record
from trialwright.record.read import read_record

AS_OF = date(2025, 12, 24)
# What a reader of these records agreed with, of the rules on form, design, groups, dates, outcomes.
AGREED = {
    "NCT02210780": "STR-01 STR-04 ARM-06",
    "NCT04207047": "STR-01 DAT-02 DAT-04 DAT-05 DAT-07 DAT-08 OUT-01",
    "NCT05925803": "STR-01 STR-04 ARM-05 DAT-02 DAT-03 DAT-04 DAT-08 OUT-12",
    "NCT06171568": "STR-01 ARM-02 DAT-02 DAT-03 DAT-04 DAT-06 OUT-01",
}
FAMILIES = ("STR", "HDR", "DSN", "ARM", "DAT", "OUT")


@pytest.fixture(scope="module")
def record_files(reference_dirs):
    files = sorted(path for place in reference_dirs for path in place.glob("**/ctgov/**/NCT*.json"))
    if not files:
        pytest.skip("no registry records in the reference directories")
    return files


def test_the_rules_say_of_foreign_records_what_a_reader_agreed_with(record_files):
    for path in record_files:
        if path.stem in AGREED:
            fired = lint_record(read_record(path), AS_OF).fired
            assert [r for r in fired if r.startswith(FAMILIES)] == AGREED[path.stem].split(), (
                path.stem
            )


def test_no_rule_fails_on_a_spoiled_foreign_record(record_files):
    for path in record_files:
        study = json.loads(path.read_text(encoding="utf-8"))

        @settings(max_examples=25, deadline=None, derandomize=True)
        @given(spoiled(study, within="protocolSection"))
        def look(changed):
            record = readable(changed)
            if record is not None:
                lint_record(record, AS_OF)

        look()
