"""What moved dates mean for a study: when it began, how long it can enrol, when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trialwright.record.accrual import derive_accrual, months_words
from trialwright.record.compare.changes import Meaning
from trialwright.record.compare.shifts import shift_words
from trialwright.record.models import RegisteredDate, StudyView
from trialwright.record.module_paths import STATUS

_DATES: Final = (
    ("start", "Start", "startDateStruct"),
    ("primary_completion", "Primary completion", "primaryCompletionDateStruct"),
    ("completion", "Study completion", "completionDateStruct"),
)


def date_meanings(before: StudyView, after: StudyView) -> Iterator[Meaning]:
    """A sentence for each of the three dates that was changed; the last one says the accrual."""
    moved = []
    for field, label, key in _DATES:
        old, new = getattr(before.status, field), getattr(after.status, field)
        if old != new:
            moved.append((f"{STATUS}.{key}", _sentence(label, old, new), field))
    window = _window(before, after)
    bearers = [place for place in moved if place[2] != "completion"]
    for place in moved:
        carries = window and bearers and place is bearers[-1]
        yield Meaning(place[0], f"{place[1]}: {window}." if carries else f"{place[1]}.")
    if window and not bearers:
        yield Meaning("protocolSection.outcomesModule.primaryOutcomes", f"{window.capitalize()}.")


def _sentence(label: str, old: RegisteredDate | None, new: RegisteredDate | None) -> str:
    if old is None or new is None:
        given = new or old
        assert given is not None
        return f"{label} {given.date} is {'new' if old is None else 'no longer registered'}"
    if old.type == "ESTIMATED" and new.type == "ACTUAL":
        return f"{label} is no longer an estimate: {new.date}{_moved(old, new)}"
    if old.type == "ACTUAL" and new.type == "ESTIMATED":
        return f"{label} was actual and is an estimate again: {new.date}{_moved(old, new)}"
    if old.date == new.date:
        return f"{label} {new.date} changed only its kind"
    shift = shift_words(old.date, new.date)
    return f"{label} {shift} ({old.date} -> {new.date})" if shift else f"{label} is {new.date} now"


def _moved(old: RegisteredDate, new: RegisteredDate) -> str:
    shift = shift_words(old.date, new.date)
    return f", {shift} from {old.date}" if shift else ""


def _window(before: StudyView, after: StudyView) -> str | None:
    """DAT-06: what the dates and the longest primary horizon leave for enrolment."""
    old, new = derive_accrual(before), derive_accrual(after)
    if old.months is None or new.months is None or old.months == new.months:
        return None
    sentence = f"accrual window {months_words(old.months)} -> {months_words(new.months)} months"
    return f"{sentence}, too short to enrol anyone" if new.months[1] == 0 else sentence
