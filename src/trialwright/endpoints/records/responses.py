"""HBsAg seroclearance and undetectable HBV DNA of one participant from plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from trialwright.endpoints.records.answer import Answer, RecordFinding
from trialwright.endpoints.records.plain_record import (
    PlainRecord,
    PlainRow,
    open_limits,
    open_record,
)
from trialwright.endpoints.response import LabFinding, LabTest, ResponseOutcome
from trialwright.endpoints.seroclearance import derive_seroclearance
from trialwright.endpoints.undetectable import UndetectableOutcome, derive_undetectable

_RECORD: Final = ("treatment_start", "birth_date", "data_cutoff", "tests")
_TEST: Final = ("date", "result", "unit", "assay")


@dataclass(frozen=True)
class _Read:
    record: PlainRecord
    start: date
    cutoff: date | None
    tests: tuple[LabTest, ...]

    def findings(self, asked: tuple[LabFinding, ...]) -> tuple[RecordFinding, ...]:
        """What is odd about the rows, and what to ask the laboratory."""
        of_laboratory = (RecordFinding(found.source, "result", found.what) for found in asked)
        return (*self.record.row.findings, *of_laboratory)


def derive_seroclearance_of(record: Mapping[str, Any]) -> Answer[ResponseOutcome]:
    """Decide whether HBsAg was lost and confirmed within two years (rules HBS-01..HBS-10).

    `record` has treatment_start (T_T) and may have birth_date and data_cutoff, all YYYY-MM-DD;
    `tests` with date, result (text as reported), unit and assay. CONFIRMED_LATE, `reverted` and
    `sustained` are the other readings, on the outcome itself. Raises `RecordRefused` for an
    impossible T_T.
    """
    read = _read(record)
    outcome = derive_seroclearance(
        treatment_start=read.start, tests=read.tests, data_cutoff=read.cutoff
    )
    return Answer(outcome, read.findings(outcome.findings))


def derive_undetectable_of(record: Mapping[str, Any]) -> Answer[UndetectableOutcome]:
    """Decide whether HBV DNA stayed below 10 IU/mL for six months (rules HBD-01..HBD-10).

    The record of `derive_seroclearance_of`. `literal_adjacent` beside the response is the record's
    wording taken literally.
    """
    read = _read(record)
    outcome = derive_undetectable(
        treatment_start=read.start, tests=read.tests, data_cutoff=read.cutoff
    )
    return Answer(outcome, read.findings(outcome.response.findings))


def _read(record: Mapping[str, Any]) -> _Read:
    opened = open_record(record, _RECORD)
    limits = open_limits(opened)
    start = opened.required("treatment_start")
    opened.refuse_if_any()
    tests = tuple(_test(day, row) for day, row in limits.dated(opened.row.rows("tests")))
    return _Read(opened, start, limits.data_cutoff, tests)


def _test(day: date, row: PlainRow) -> LabTest:
    row.check_keys(_TEST)
    if "result" not in row.values:
        row.find("result", "is missing: the row is no test")
    assay = row.text("assay") or ""
    return LabTest(day, row.text("result"), row.text("unit"), row.name, assay)
