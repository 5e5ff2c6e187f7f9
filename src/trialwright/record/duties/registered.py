"""Values that the duties need and the typed view does not hold, read with their paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trialwright.record.json_values import JsonValue
from trialwright.record.module_paths import CONTACTS
from trialwright.record.partial_date import PartialDate
from trialwright.record.paths import has_value, value_at

if TYPE_CHECKING:
    from trialwright.record.read import Record

LOCATIONS: Final = f"{CONTACTS}.locations"
# The territories belong to the United States for this purpose (42 CFR 11.10).
UNITED_STATES: Final = frozenset(
    {
        "United States",
        "American Samoa",
        "Guam",
        "Northern Mariana Islands",
        "Puerto Rico",
        "U.S. Virgin Islands",
        "Virgin Islands (U.S.)",
    }
)
FINAL_STATUSES: Final = frozenset({"COMPLETED", "TERMINATED", "WITHDRAWN"})


def flag(record: Record, path: str) -> bool | None:
    """A registered true or false; None where the record is silent or says something else."""
    value = _value(record, path)
    return value if isinstance(value, bool) else None


def text(record: Record, path: str) -> str | None:
    """A registered text."""
    value = _value(record, path)
    return value if isinstance(value, str) else None


def day(record: Record, path: str) -> PartialDate | None:
    """A registered date; None where there is none that can be read."""
    value = text(record, path)
    try:
        return PartialDate.parse(value) if value else None
    except ValueError:
        return None


def is_interventional(record: Record) -> bool | None:
    """Whether the study type is registered as interventional."""
    study_type = record.view.design.study_type
    return None if study_type is None else study_type == "INTERVENTIONAL"


def _value(record: Record, path: str) -> JsonValue:
    return value_at(record, path) if has_value(record, path) else None
