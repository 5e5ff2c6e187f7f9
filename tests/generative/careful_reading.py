"""The reader of records with its quick scanner switched off, to hold the two against each other."""

import pytest

from trialwright.record import read
from trialwright.record.read import Record


def read_carefully(raw: bytes, name: str) -> Record:
    """The record, or its refusal, from the parser that names the place of every fault."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "parse_plain_json", lambda text: None)
        return read.parse_record(raw, name)
