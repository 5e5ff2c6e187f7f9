"""DAT, windows: whether the dates leave the time that enrolment, outcomes and reporting need."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from trialwright.record.accrual import derive_accrual, read_horizons
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.reading.registered_dates import (
    END,
    PRIMARY,
    date_hit,
    months_after,
)
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import DEFINITIONS, FINAL_RULE, REVIEW_CRITERIA
from trialwright.record.lint.study_text import StudyText

GRACE: Final = timedelta(days=30)
# A site that enrols more than ten participants a month is rare outside vaccine trials.
MOST_PER_SITE_AND_MONTH: Final = Fraction(10)
SHORTEST_WINDOW: Final = Fraction(1)
# Cleaning, analysis and writing after the last visit.
CLOSING_DAYS: Final = 183
RESULTS_MONTHS: Final = 12


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
        yield date_hit(
            study,
            PRIMARY,
            f"With a primary outcome at '{accrual.horizon.words.strip()}' nobody can enter after "
            f"{last}, which leaves less than a month to enrol.",
            cure,
        )
        return
    sites = max(1, len(study.view.contacts_locations.locations))
    if count and Fraction(count) / window / sites > MOST_PER_SITE_AND_MONTH:
        rate = float(Fraction(count) / window / sites)
        places = "1 site" if sites == 1 else f"{sites} sites"
        yield date_hit(
            study,
            PRIMARY,
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
    horizon = max([days for days in later if days is not None], default=longest)
    needed = max(horizon - longest, Fraction(0))
    gap = (final.date.first_day - primary.date.last_day).days
    if gap > needed + CLOSING_DAYS:
        measured = f"the longest outcome asks for {int(needed)} days more than the primary one."
        if not needed:
            measured = "no outcome is measured longer than the primary one."
        yield date_hit(
            study,
            END,
            f"The study ends {gap} days after primary completion, but {measured}",
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
    due = months_after(completion.date.last_day, RESULTS_MONTHS)
    if due:
        grace = due + GRACE if due < date.max - GRACE else due
        yield date_hit(
            study,
            PRIMARY,
            "The study looks like an applicable clinical trial under U.S. law: results are due on "
            f"{due}, twelve months after primary completion (with 30 days of grace: {grace}).",
            "Plan the posting of results, or record why the trial is not an applicable one.",
        )


RULES: Final = (accrual_is_possible, completion_gap_is_explained, results_duty)


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
