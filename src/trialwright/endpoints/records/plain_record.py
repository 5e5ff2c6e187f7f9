"""Reading plain records: a date is a date or a finding, and no key is overlooked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from trialwright.capture.participant import complete_date
from trialwright.endpoints.records.answer import RecordFinding, RecordRefused
from trialwright.errors import Problem

#: What a record may say about itself; no rule reads it.
ABOUT = frozenset({"id", "rule", "note", "basis", "expected"})


@dataclass(frozen=True)
class PlainRow:
    """One row of a record with the name findings call it by; `findings` collects what is odd."""

    name: str
    values: Mapping[str, Any]
    findings: list[RecordFinding] = field(repr=False)

    def find(self, key: str, what: str) -> None:
        """Note one thing to ask about."""
        self.findings.append(RecordFinding(self.name, key, what))

    def date(self, key: str) -> date | None:
        """A complete date written YYYY-MM-DD; anything else but nothing is a finding."""
        value = self.values.get(key)
        if value is None or value == "":
            return None
        day = complete_date(value) if isinstance(value, str) else None
        if day is None:
            self.find(key, f"{value!r} is no date: write YYYY-MM-DD")
        return day

    def text(self, key: str) -> str | None:
        """Text as reported; a number is taken as it is written."""
        value = self.values.get(key)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            return str(value)
        self.find(key, f"{value!r} is neither text nor a number")
        return None

    def flag(self, key: str, default: bool | None = None) -> bool | None:
        """True, false, or None where the row says neither; `default` where the key is absent."""
        value = self.values.get(key, default)
        if value is None or isinstance(value, bool):
            return value
        self.find(key, f"{value!r} is neither true nor false")
        return None

    def is_list(self, key: str) -> bool:
        """Whether a field is a list, or absent; anything else is a finding."""
        if isinstance(self.values.get(key), (list, tuple, type(None))):
            return True
        self.find(key, "is no list of rows")
        return False

    def rows(self, key: str) -> Iterator[PlainRow]:
        """The rows of a list, named by their id or their place in it; null is an empty list.

        What is no row stays as one without fields: it must not pass for a row that was never there.
        """
        values = self.values.get(key)
        if values is None or not self.is_list(key):
            return
        prefix = f"{self.name}.{key}" if self.name else key
        for number, row in enumerate(values):
            name = f"{prefix}[{number}]"
            if isinstance(row, Mapping):
                yield PlainRow(str(row.get("id") or name), row, self.findings)
            else:
                self.findings.append(RecordFinding(name, "", "is no row of named fields"))
                yield PlainRow(name, {}, self.findings)

    def check_keys(self, known: Collection[str]) -> None:
        """Every key that no rule reads is asked about: it may be misspelt."""
        for key in self.values:
            if key not in known and key not in ABOUT:
                self.find(str(key), f"is not known here: use {', '.join(sorted(known))}")


@dataclass(frozen=True)
class PlainRecord:
    """The record itself: what the whole endpoint hangs on is refused, not only found."""

    row: PlainRow
    problems: list[Problem] = field(repr=False)

    def required(self, key: str) -> date:
        """A date without which there is no clock; the day of no study until `refuse_if_any`."""
        day = self.optional(key)
        if day is None and not any(problem.key == key for problem in self.problems):
            self.problems.append(Problem("", 0, key, "is missing", "give a date as YYYY-MM-DD"))
        return day or date.min

    def optional(self, key: str) -> date | None:
        """A date that may be absent or null; an impossible one refuses the record."""
        before = len(self.row.findings)
        day = self.row.date(key)
        for finding in self.row.findings[before:]:
            self.problems.append(Problem("", 0, key, finding.what))
        return day

    def not_before(self, key: str, start: str) -> date | None:
        """An optional date that cannot lie before the one called `start`."""
        day, first = self.optional(key), self.row.date(start)
        if day and first and day < first:
            what = f"{day} lies before {start} {first}"
            self.problems.append(Problem("", 0, key, what, "check both dates"))
        return day

    def refuse_if_any(self) -> None:
        """Refuse the record with every problem that was found."""
        if self.problems:
            raise RecordRefused(self.problems)


def open_record(record: Any, known: Collection[str]) -> PlainRecord:
    """Begin to read a record; `known` are the keys that a rule reads."""
    if not isinstance(record, Mapping):
        what = f"a record is a mapping of named fields, not {type(record).__name__}"
        raise RecordRefused(Problem("", 0, "", what))
    opened = PlainRecord(PlainRow("", record, []), [])
    opened.row.check_keys(known)
    return opened


@dataclass(frozen=True)
class Limits:
    """The days between which a row can lie: from birth to the data cut-off."""

    birth_date: date | None = None
    data_cutoff: date | None = None

    def dated(self, rows: Iterator[PlainRow]) -> Iterator[tuple[date, PlainRow]]:
        """Rows with a possible date, each once; every other one leaves a finding."""
        for row in distinct(rows):
            day = row.date("date")
            if day is None:
                if row.values.get("date") in (None, ""):
                    row.find("date", "is missing: the row is not used")
                continue
            if self.allow(row, "date", day, day):
                yield day, row

    def allow(self, row: PlainRow, key: str, earliest: date, latest: date) -> bool:
        """Whether a row may lie on one of these days; if not, it is asked about and not used."""
        if self.birth_date and latest < self.birth_date:
            row.find(key, f"{latest} lies before the date of birth {self.birth_date}: not used")
        elif self.data_cutoff and earliest > self.data_cutoff:
            row.find(key, f"{earliest} lies after the data cut-off {self.data_cutoff}: not used")
        else:
            return True
        return False


def distinct(rows: Iterator[PlainRow]) -> Iterator[PlainRow]:
    """Rows that differ in more than their id; a repeated one leaves a finding."""
    seen: dict[str, str] = {}
    for row in rows:
        content = repr(sorted((k, repr(v)) for k, v in row.values.items() if k != "id"))
        first = seen.setdefault(content, row.name)
        if first == row.name:
            yield row
        else:
            row.find("", f"repeats {first} in every field: was it sent twice?")


def open_limits(record: PlainRecord) -> Limits:
    """The limits a record states, `birth_date` and `data_cutoff`; either may be absent."""
    return Limits(record.optional("birth_date"), record.optional("data_cutoff"))
