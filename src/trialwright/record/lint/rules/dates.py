"""DAT: whether the dates can all be true, on the day on which the record is read.

A date without a day counts as wrong only if it is wrong for every day it can mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.reading.registered_dates import (
    END,
    NAMES,
    PRIMARY,
    START,
    date_hit,
    date_of,
    is_older,
    struct_of,
)
from trialwright.record.lint.rule import rule
from trialwright.record.lint.rules import date_windows
from trialwright.record.lint.sources import DEFINITIONS, ICMJE, REVIEW_CRITERIA
from trialwright.record.lint.study_text import StudyText
from trialwright.record.module_paths import STATUS
from trialwright.record.wording import in_words

GRACE: Final = timedelta(days=30)
VERIFY_MONTHS: Final = 12
UNKNOWN_MONTHS: Final = 24
_FINAL: Final = frozenset(
    {"COMPLETED", "TERMINATED", "WITHDRAWN", "NO_LONGER_AVAILABLE", "WITHHELD"}
)
# Pairs that must not run backwards: earlier, later.
_ORDER: Final = (
    (START, PRIMARY),
    (PRIMARY, END),
    (START, END),
    ("studyFirstSubmitDate", "studyFirstSubmitQcDate"),
    ("studyFirstSubmitQcDate", "studyFirstPostDateStruct"),
    ("studyFirstSubmitDate", "studyFirstPostDateStruct"),
    ("studyFirstSubmitDate", "lastUpdateSubmitDate"),
    ("studyFirstPostDateStruct", "lastUpdatePostDateStruct"),
    ("resultsFirstSubmitDate", "resultsFirstPostDateStruct"),
)


@rule(
    "DAT-01",
    Severity.ERROR,
    Family.INCONSISTENCY,
    "The dates follow one another",
    REVIEW_CRITERIA,
)
def dates_follow(study: StudyText) -> Iterator[Hit]:
    for earlier, later in _ORDER:
        first, second = date_of(study, earlier), date_of(study, later)
        if first and second and first.first_day > second.last_day:
            yield date_hit(
                study,
                later,
                f"The {NAMES[later][1]} {second} lies before the {NAMES[earlier][1]} {first}.",
                "Correct whichever of the two dates is wrong.",
            )


@rule(
    "DAT-02",
    Severity.ERROR,
    Family.VALIDITY,
    "No expected date has gone by",
    DEFINITIONS,
)
def no_stale_estimate(study: StudyText) -> Iterator[Hit]:
    for key in (START, PRIMARY, END):
        registered = struct_of(study, key)
        if registered is None or registered.type != "ESTIMATED":
            continue
        late = (study.as_of - registered.date.last_day).days
        if late > GRACE.days:
            yield date_hit(
                study,
                key,
                f"The {NAMES[key][1]} {registered.date} is still an estimate, {late} days after it "
                "went by. Registrants must update a passed date within 30 days.",
                "Register the actual date, or a new estimate.",
            )


@rule(
    "DAT-03",
    Severity.ERROR,
    Family.INCONSISTENCY,
    "The recruitment status fits the dates",
    DEFINITIONS,
    lambda study: study.view.status.overall_status is not None,
)
def status_fits_dates(study: StudyText) -> Iterator[Hit]:
    status = study.view.status.overall_status
    conflict = _passed_limit(study, status) or _against_own_dates(study, status)
    if status and conflict:
        path = f"{STATUS}.overallStatus"
        message = f"The status is '{in_words(status)}', but {conflict}."
        yield Hit(path, message, "Update the status and the dates together.", 0, len(status))


@rule(
    "DAT-04",
    Severity.WARNING,
    Family.VALIDITY,
    "The record was verified within the last twelve months",
    DEFINITIONS,
    lambda study: study.view.status.status_verified is not None,
)
def recently_verified(study: StudyText) -> Iterator[Hit]:
    verified = study.view.status.status_verified
    status = study.view.status.overall_status
    if verified is None or status in _FINAL or not is_older(verified, VERIFY_MONTHS, study.as_of):
        return
    path, cure = f"{STATUS}.statusVerifiedDate", "Check every entry and verify the record again."
    message = f"The record was last verified in {verified}, more than {VERIFY_MONTHS} months ago."
    completion = study.view.status.completion
    if completion and is_older(completion.date, UNKNOWN_MONTHS, study.as_of):
        message += f" It is {UNKNOWN_MONTHS} months past completion: the status becomes unknown."
    yield Hit(path, message, cure, 0, len(str(verified)))


@rule(
    "DAT-05",
    Severity.ERROR,
    Family.VALIDITY,
    "The study was registered before it started",
    ICMJE,
    lambda study: bool(study.view.status.study_first_submit and study.view.status.start),
)
def registered_in_time(study: StudyText) -> Iterator[Hit]:
    submitted, start = study.view.status.study_first_submit, study.view.status.start
    if submitted and start and submitted.first_day > start.date.last_day:
        yield date_hit(
            study,
            "studyFirstSubmitDate",
            f"The study was first submitted on {submitted}, after its start on {start.date}. "
            "Editors ask for registration before the first participant.",
            "Registration cannot be made earlier: say in every report that it was retrospective.",
        )


RULES: Final = (
    dates_follow,
    no_stale_estimate,
    status_fits_dates,
    recently_verified,
    registered_in_time,
    *date_windows.RULES,
)


def _passed_limit(study: StudyText, status: str | None) -> str | None:
    """What the day of reading has passed that this status needs to lie ahead."""
    dates = study.view.status
    primary, completion = dates.primary_completion, dates.completion
    entry_ends = (primary, "primary completion") if primary else (completion, "completion")
    limits = {
        "NOT_YET_RECRUITING": (dates.start, "start", GRACE),
        "RECRUITING": (*entry_ends, timedelta()),
        "ENROLLING_BY_INVITATION": (*entry_ends, timedelta()),
        "ACTIVE_NOT_RECRUITING": (completion, "completion", timedelta()),
    }
    registered, name, grace = limits.get(status or "", (None, "", timedelta()))
    if registered is None or study.as_of - registered.date.last_day <= grace:
        return None
    return f"its {name} {registered.date} is past on {study.as_of}"


def _against_own_dates(study: StudyText, status: str | None) -> str | None:
    """What the record's own dates say against the status, whatever the day of reading."""
    dates, count = study.view.status, study.view.design.enrollment_count
    if status == "WITHDRAWN" and count:
        return f"that means before the first participant, and {count} are registered"
    if status == "COMPLETED" and dates.completion and dates.completion.type == "ESTIMATED":
        return f"its completion {dates.completion.date} is only expected"
    if status == "NOT_YET_RECRUITING" and dates.start and dates.start.type == "ACTUAL":
        return f"it has started on {dates.start.date}"
    updated, start = dates.last_update_submit, dates.start
    begun = status in ("RECRUITING", "ACTIVE_NOT_RECRUITING", "COMPLETED", "TERMINATED")
    if begun and updated and start and start.date.first_day > updated.last_day:
        return f"its start {start.date} was still to come at the last update {updated}"
    done = dates.completion if status in ("COMPLETED", "TERMINATED") else None
    if done and updated and done.date.first_day > updated.last_day:
        return f"its completion {done.date} was still to come at the last update {updated}"
    return None
