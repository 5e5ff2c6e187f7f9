"""Records with a few places changed, for tests of what a change does."""

from __future__ import annotations

import json
import re
from pathlib import Path

from trialwright.record.json_values import thaw
from trialwright.record.read import Record, parse_record, read_record

SEED_PAGE = Path(__file__).parents[1] / "studies/prtras001/record/NCT07120750.page.txt"


class _Marker:
    """A value with a name: test ids must be the same in every process."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


ABSENT = _Marker("absent")


def seed_record() -> Record:
    return read_record(SEED_PAGE)


def changed(record: Record, changes: dict[str, object], name: str = "later.json") -> Record:
    """The record with values set at paths below protocolSection; ABSENT takes a key away."""
    study = thaw(record.study)
    for path, value in changes.items():
        *steps, last = re.findall(r"[^.\[\]]+", f"protocolSection.{path}")
        inner = study
        for step in steps:
            inner = inner[int(step)] if isinstance(inner, list) else inner.setdefault(step, {})
        if value is ABSENT:
            inner.pop(int(last) if isinstance(inner, list) else last, None)
        elif isinstance(inner, list):
            inner[int(last)] = value
        else:
            inner[last] = value
    return record_of(study, name)


def record_of(study: object, name: str = "record.json") -> Record:
    return parse_record(json.dumps(study).encode(), name)


def small_record(**modules: object) -> Record:
    """A record of nothing but its number and the modules given, such as statusModule={...}."""
    number = {"identificationModule": {"nctId": "NCT00000001"}}
    return record_of({"protocolSection": {**number, **modules}}, "small.json")
