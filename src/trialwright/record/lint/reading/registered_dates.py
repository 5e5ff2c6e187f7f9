"""The dates of a record by their registered names, and whether they have gone by."""

from __future__ import annotations

from datetime import date
from typing import Final

from trialwright.instruments.calendar import add_months
from trialwright.record.lint.finding import Hit
from trialwright.record.lint.study_text import StudyText
from trialwright.record.models import RegisteredDate
from trialwright.record.module_paths import STATUS
from trialwright.record.partial_date import PartialDate

START: Final = "startDateStruct"
PRIMARY: Final = "primaryCompletionDateStruct"
END: Final = "completionDateStruct"
NAMES: Final = {
    START: ("start", "start date"),
    PRIMARY: ("primary_completion", "primary completion date"),
    END: ("completion", "completion date"),
    "studyFirstSubmitDate": ("study_first_submit", "first submission"),
    "studyFirstSubmitQcDate": ("study_first_submit_qc", "first submission that passed review"),
    "studyFirstPostDateStruct": ("study_first_post", "first posting"),
    "lastUpdateSubmitDate": ("last_update_submit", "last update"),
    "lastUpdatePostDateStruct": ("last_update_post", "last posted update"),
    "resultsFirstSubmitDate": ("results_first_submit", "first submission of results"),
    "resultsFirstPostDateStruct": ("results_first_post", "first posting of results"),
}


def struct_of(study: StudyText, key: str) -> RegisteredDate | None:
    """A date registered with its type; None where the record has none."""
    value = getattr(study.view.status, NAMES[key][0])
    return value if isinstance(value, RegisteredDate) else None


def date_of(study: StudyText, key: str) -> PartialDate | None:
    """A date of either kind."""
    value = getattr(study.view.status, NAMES[key][0])
    return value.date if isinstance(value, RegisteredDate) else value


def date_hit(study: StudyText, key: str, message: str, suggestion: str) -> Hit:
    """An objection to a date, which is quoted whole."""
    path = f"{STATUS}.{key}.date" if key.endswith("Struct") else f"{STATUS}.{key}"
    return Hit(path, message, suggestion, 0, len(str(date_of(study, key))))


def is_older(then: PartialDate, months: int, as_of: date) -> bool:
    """Whether a date lies more than so many months back, whatever day it means."""
    limit = months_after(then.last_day, months)
    return limit is not None and as_of > limit


def months_after(day: date, months: int) -> date | None:
    """None beyond the last day of the calendar, which no day of reading reaches."""
    return add_months(day, months) if day.year < date.max.year - months // 12 else None
