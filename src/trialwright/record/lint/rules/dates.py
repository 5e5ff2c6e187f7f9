"""DAT: whether the dates can all be true, on the day on which the record is read.

A date without a day counts as wrong only if it is wrong for every day it can mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from trialwright.instruments.calendar import add_months
from trialwright.record.accrual import derive_accrual, read_horizons
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import DEFINITIONS, FINAL_RULE, ICMJE, REVIEW_CRITERIA
from trialwright.record.lint.study_text import STATUS, StudyText
from trialwright.record.models import RegisteredDate
from trialwright.record.partial_date import PartialDate
from trialwright.record.wording import in_words

GRACE: Final = timedelta(days=30)
VERIFY_MONTHS: Final = 12
UNKNOWN_MONTHS: Final = 24
# A site that enrols more than ten participants a month is rare outside vaccine trials.
MOST_PER_SITE_AND_MONTH: Final = Fraction(10)
SHORTEST_WINDOW: Final = Fraction(1)
# Cleaning, analysis and writing after the last visit.
CLOSING_DAYS: Final = 183
RESULTS_MONTHS: Final = 12

_FINAL: Final = frozenset(
    {"COMPLETED", "TERMINATED", "WITHDRAWN", "NO_LONGER_AVAILABLE", "WITHHELD"}
)
_START, _PRIMARY, _END = "startDateStruct", "primaryCompletionDateStruct", "completionDateStruct"
# Pairs that must not run backwards: earlier, later.
_ORDER: Final = (
    (_START, _PRIMARY),
    (_PRIMARY, _END),
    (_START, _END),
    ("studyFirstSubmitDate", "studyFirstSubmitQcDate"),
    ("studyFirstSubmitQcDate", "studyFirstPostDateStruct"),
    ("studyFirstSubmitDate", "studyFirstPostDateStruct"),
    ("studyFirstSubmitDate", "lastUpdateSubmitDate"),
    ("studyFirstPostDateStruct", "lastUpdatePostDateStruct"),
    ("resultsFirstSubmitDate", "resultsFirstPostDateStruct"),
)
_NAMES: Final = {
    _START: ("start", "start date"),
    _PRIMARY: ("primary_completion", "primary completion date"),
    _END: ("completion", "completion date"),
    "studyFirstSubmitDate": ("study_first_submit", "first submission"),
    "studyFirstSubmitQcDate": ("study_first_submit_qc", "first submission that passed review"),
    "studyFirstPostDateStruct": ("study_first_post", "first posting"),
    "lastUpdateSubmitDate": ("last_update_submit", "last update"),
    "lastUpdatePostDateStruct": ("last_update_post", "last posted update"),
    "resultsFirstSubmitDate": ("results_first_submit", "first submission of results"),
    "resultsFirstPostDateStruct": ("results_first_post", "first posting of results"),
}


@rule(
    "DAT-01",
    Severity.ERROR,
    Family.INCONSISTENCY,
    "The dates follow one another",
    REVIEW_CRITERIA,
)
def dates_follow(study: StudyText) -> Iterator[Hit]:
    for earlier, later in _ORDER:
        first, second = _date(study, earlier), _date(study, later)
        if first and second and first.first_day > second.last_day:
            yield _date_hit(
                study,
                later,
                f"The {_NAMES[later][1]} {second} lies before the {_NAMES[earlier][1]} {first}.",
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
    for key in (_START, _PRIMARY, _END):
        registered = _struct(study, key)
        if registered is None or registered.type != "ESTIMATED":
            continue
        late = (study.as_of - registered.date.last_day).days
        if late > GRACE.days:
            yield _date_hit(
                study,
                key,
                f"The {_NAMES[key][1]} {registered.date} is still an estimate, {late} days after it "
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
    if verified is None or status in _FINAL or not _older(verified, VERIFY_MONTHS, study.as_of):
        return
    path, cure = f"{STATUS}.statusVerifiedDate", "Check every entry and verify the record again."
    message = f"The record was last verified in {verified}, more than {VERIFY_MONTHS} months ago."
    completion = study.view.status.completion
    if completion and _older(completion.date, UNKNOWN_MONTHS, study.as_of):
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
        yield _date_hit(
            study,
            "studyFirstSubmitDate",
            f"The study was first submitted on {submitted}, after its start on {start.date}. "
            "Editors ask for registration before the first participant.",
            "Registration cannot be made earlier: say in every report that it was retrospective.",
        )


@rule(
    "DAT-06",
    Severity.ERROR,
    Family.INCONSISTENCY,
    "Enough time is left to enrol everybody before the last primary outcome is due",
    REVIEW_CRITERIA,
    lambda study: _is_planned(study) and derive_accrual(study.view).months is not None,
)
def accrual_is_possible(study: StudyText) -> Iterator[Hit]:
    accrual = derive_accrual(study.view)
    if accrual.months is None or accrual.horizon is None or accrual.limit is None:
        return
    window, count = max(accrual.months), study.view.design.enrollment_count
    last = accrual.limit.latest
    cure = "Move the primary completion date, or plan more sites or fewer participants."
    if window < SHORTEST_WINDOW:
        yield _date_hit(
            study,
            _PRIMARY,
            f"With a primary outcome at '{accrual.horizon.words.strip()}' nobody can enter after "
            f"{last}, which leaves less than a month to enrol.",
            cure,
        )
        return
    sites = max(1, len(study.view.contacts_locations.locations))
    if count and Fraction(count) / window / sites > MOST_PER_SITE_AND_MONTH:
        rate = float(Fraction(count) / window / sites)
        places = "1 site" if sites == 1 else f"{sites} sites"
        yield _date_hit(
            study,
            _PRIMARY,
            f"The last entry that reaches the primary outcome is {last}: {count} participants in "
            f"{float(window):.1f} months at {places} need {rate:.1f} a month and site.",
            cure,
        )


@rule(
    "DAT-07",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "The time from primary to final completion is used by a longer outcome",
    DEFINITIONS,
    lambda study: _longest(study, "primary") is not None,
)
def completion_gap_is_explained(study: StudyText) -> Iterator[Hit]:
    primary, final = study.view.status.primary_completion, study.view.status.completion
    longest = _longest(study, "primary")
    if primary is None or final is None or longest is None:
        return
    later = [_longest(study, level) for level in ("secondary", "other")]
    if any(read_horizons(study.view, level)[1] for level in ("secondary", "other")):
        return  # an outcome without a number may be the longer one
    needed = max([days for days in later if days is not None], default=longest) - longest
    gap = (final.date.first_day - primary.date.last_day).days
    if gap > max(needed, Fraction(0)) + CLOSING_DAYS:
        yield _date_hit(
            study,
            _END,
            f"The study ends {gap} days after primary completion, but no outcome is measured "
            "longer than the primary one.",
            "Name the outcome that needs this time, or move the completion date to the last visit.",
        )


@rule(
    "DAT-08",
    Severity.NOTE,
    Family.VALIDITY,
    "No duty to post results is open",
    FINAL_RULE,
    lambda study: _may_owe_results(study),
)
def results_duty(study: StudyText) -> Iterator[Hit]:
    completion = study.view.status.primary_completion
    if completion is None or study.view.has_results or study.view.status.results_first_submit:
        return
    due = _months_after(completion.date.last_day, RESULTS_MONTHS)
    if due:
        grace = due + GRACE if due < date.max - GRACE else due
        yield _date_hit(
            study,
            _PRIMARY,
            "The study looks like an applicable clinical trial under U.S. law: results are due on "
            f"{due}, twelve months after primary completion (with 30 days of grace: {grace}).",
            "Plan the posting of results, or record why the trial is not an applicable one.",
        )


RULES: Final = (
    dates_follow,
    no_stale_estimate,
    status_fits_dates,
    recently_verified,
    registered_in_time,
    accrual_is_possible,
    completion_gap_is_explained,
    results_duty,
)


def _struct(study: StudyText, key: str) -> RegisteredDate | None:
    value = getattr(study.view.status, _NAMES[key][0])
    return value if isinstance(value, RegisteredDate) else None


def _date(study: StudyText, key: str) -> PartialDate | None:
    value = getattr(study.view.status, _NAMES[key][0])
    return value.date if isinstance(value, RegisteredDate) else value


def _date_hit(study: StudyText, key: str, message: str, suggestion: str) -> Hit:
    path = f"{STATUS}.{key}.date" if key.endswith("Struct") else f"{STATUS}.{key}"
    return Hit(path, message, suggestion, 0, len(str(_date(study, key))))


def _older(then: PartialDate, months: int, as_of: date) -> bool:
    limit = _months_after(then.last_day, months)
    return limit is not None and as_of > limit


def _months_after(day: date, months: int) -> date | None:
    """None beyond the last day of the calendar, which no day of reading reaches."""
    return add_months(day, months) if day.year < date.max.year - months // 12 else None


def _passed_limit(study: StudyText, status: str | None) -> str | None:
    """What the day of reading has passed that this status needs to lie ahead."""
    dates = study.view.status
    limits = {
        "NOT_YET_RECRUITING": (dates.start, "start", GRACE),
        "RECRUITING": (dates.primary_completion, "primary completion", timedelta()),
        "ENROLLING_BY_INVITATION": (dates.primary_completion, "primary completion", timedelta()),
        "ACTIVE_NOT_RECRUITING": (dates.completion, "completion", timedelta()),
    }
    registered, name, grace = limits.get(status or "", (None, "", timedelta()))
    if registered is None or study.as_of - registered.date.last_day <= grace:
        return None
    return f"its {name} {registered.date} is past on {study.as_of}"


def _against_own_dates(study: StudyText, status: str | None) -> str | None:
    """What the record's own dates say against the status, whatever the day of reading."""
    dates = study.view.status
    if status == "COMPLETED" and dates.completion and dates.completion.type == "ESTIMATED":
        return f"its completion {dates.completion.date} is only expected"
    if status == "NOT_YET_RECRUITING" and dates.start and dates.start.type == "ACTUAL":
        return f"it has started on {dates.start.date}"
    updated, start = dates.last_update_submit, dates.start
    begun = status in ("RECRUITING", "ACTIVE_NOT_RECRUITING", "COMPLETED", "TERMINATED")
    if begun and updated and start and start.date.first_day > updated.last_day:
        return f"its start {start.date} was still to come at the last update {updated}"
    return None


def _is_planned(study: StudyText) -> bool:
    """A finished enrolment is a fact; only a plan can be impossible."""
    design, dates = study.view.design, study.view.status
    completion = dates.primary_completion
    if completion is None or completion.date.year == date.max.year:
        return False
    is_past = completion.type == "ACTUAL"
    looks_back = design.time_perspective in ("RETROSPECTIVE", "CROSS_SECTIONAL")
    return not (is_past or looks_back or design.enrollment_type == "ACTUAL")


def _longest(study: StudyText, level: str) -> Fraction | None:
    horizons, _ = read_horizons(study.view, level)
    return max((horizon.length.nominal_days for horizon in horizons), default=None)


def _may_owe_results(study: StudyText) -> bool:
    """An interventional study of a product the FDA regulates, beyond first safety.

    Where the record is older than the FDA flags, a U.S. site and a drug or device stand for them.
    """
    view = study.view
    early = {"PHASE1", "EARLY_PHASE1"} & set(
        view.design.phases
    ) and "PHASE2" not in view.design.phases
    feasible = view.design.primary_purpose == "DEVICE_FEASIBILITY"
    if view.design.study_type != "INTERVENTIONAL" or early or feasible:
        return False
    if view.status.overall_status == "WITHDRAWN":
        return False
    flags = (view.oversight.is_fda_regulated_drug, view.oversight.is_fda_regulated_device)
    if any(flag is not None for flag in flags):
        return any(flags)
    in_us = any(place.country == "United States" for place in view.contacts_locations.locations)
    kinds = {given.type for given in study.interventions}
    return in_us and bool(kinds & {"DRUG", "BIOLOGICAL", "DEVICE", "COMBINATION_PRODUCT"})
