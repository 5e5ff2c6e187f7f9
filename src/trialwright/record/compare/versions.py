"""When a version of a record was written, and how far the study was by then."""

from __future__ import annotations

from datetime import date

from trialwright.instruments.partial_date import DateSpan
from trialwright.record.compare.changes import Stage
from trialwright.record.models import RegisteredDate, StudyView
from trialwright.record.partial_date import PartialDate


def version_days(view: StudyView) -> DateSpan | None:
    """The days on which this version may have been submitted; None when it does not say."""
    status = view.status
    written = status.last_update_submit or status.study_first_submit or view.version
    return _span(written)


def stage_of_change(before: StudyView, after: StudyView) -> Stage:
    """How far the study was when the later version replaced the earlier one.

    A change was made after the earlier version and on or before the day of the later one; the day
    of a milestone itself still counts as before it. Where a milestone lies in between, or a date
    is missing, the stage cannot be determined. Milestones are those of the later version.
    """
    window = _window(before, after)
    if window is None:
        return Stage.UNKNOWN
    passed_start = _passed(after.status.start, window)
    passed_completion = _passed(after.status.primary_completion, window)
    if passed_completion is True:
        return Stage.AFTER_COMPLETION
    if passed_start is False:
        return Stage.BEFORE_START
    if passed_start is True and passed_completion is False:
        return Stage.AFTER_START
    return Stage.UNKNOWN


def _window(before: StudyView, after: StudyView) -> DateSpan | None:
    earlier, later = version_days(before), version_days(after)
    if earlier is None or later is None or later.latest < earlier.earliest:
        return None
    return DateSpan(earlier.earliest, later.latest)


def _passed(milestone: RegisteredDate | None, window: DateSpan) -> bool | None:
    """Whether every day, or no day, of the window lies after the milestone."""
    span = _span(milestone.date) if milestone else None
    if span is None:
        return None
    if window.earliest >= span.latest and window.latest > span.latest:
        return True
    return False if window.latest <= span.earliest else None


def _span(day: PartialDate | None) -> DateSpan | None:
    if day is None:
        return None
    first: date = day.first_day
    return DateSpan(first, day.last_day)
