"""Endpoints of one participant from plain records, as JSON gives them: no study is needed.

Each function takes one mapping and gives an `Answer`: the outcome, the other readings of the same
rule, and findings that name the row. What the whole record hangs on is refused with every problem at
once; a row that cannot be used is left out, and a finding says so.
"""

from trialwright.endpoints.records.adverse_events import derive_adverse_events_of
from trialwright.endpoints.records.answer import Answer, RecordFinding, RecordRefused
from trialwright.endpoints.records.child_pugh import derive_child_pugh_increase_of
from trialwright.endpoints.records.quality_of_life import derive_qlqc30_change_of
from trialwright.endpoints.records.recurrence import derive_recurrence_of
from trialwright.endpoints.records.responses import derive_seroclearance_of, derive_undetectable_of

__all__ = [
    "Answer",
    "RecordFinding",
    "RecordRefused",
    "derive_adverse_events_of",
    "derive_child_pugh_increase_of",
    "derive_qlqc30_change_of",
    "derive_recurrence_of",
    "derive_seroclearance_of",
    "derive_undetectable_of",
]
