"""Sentences that say what the differences between two versions of a study mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Final

from trialwright.record.compare.changes import Meaning
from trialwright.record.compare.meaning_criteria import criteria_meanings
from trialwright.record.compare.meaning_dates import date_meanings
from trialwright.record.compare.pairing import pair_texts
from trialwright.record.masking import mask_text
from trialwright.record.models import StudyView
from trialwright.record.wording import in_words, yes_no

_P: Final = "protocolSection"
# Where a study can stand, in the order in which it gets there.
_COURSE: Final = (
    "NOT_YET_RECRUITING",
    "RECRUITING",
    "ENROLLING_BY_INVITATION",
    "ACTIVE_NOT_RECRUITING",
    "COMPLETED",
)
_STOPPED: Final = {
    "SUSPENDED": "recruitment is halted for now",
    "TERMINATED": "the study ended early",
    "WITHDRAWN": "the study ended before it enrolled anyone",
    "UNKNOWN": "nobody has confirmed the status for a long time",
}


def derive_meanings(before: StudyView, after: StudyView) -> tuple[Meaning, ...]:
    """What changed in the conduct of the study, in the order a reader asks; empty when nothing."""
    parts: tuple[Callable[[StudyView, StudyView], Iterator[Meaning]], ...] = (
        _status,
        date_meanings,
        _enrolment,
        _sponsor,
        _design,
        _committee,
        _groups,
        criteria_meanings,
        _places,
        _sharing,
        _results,
    )
    found = (meaning for part in parts for meaning in part(before, after))
    return tuple(Meaning(m.path, mask_text(m.sentence)) for m in found)


def _status(before: StudyView, after: StudyView) -> Iterator[Meaning]:
    old, new = before.status.overall_status, after.status.overall_status
    if old == new:
        return
    sentence = f"Status {_named(old)} -> {_named(new)}"
    if new in _STOPPED:
        sentence += f": {_STOPPED[new]}"
        if after.status.why_stopped:
            sentence += f" ({after.status.why_stopped.rstrip('. ')})"
    elif old in _COURSE and new in _COURSE and _COURSE.index(new) < _COURSE.index(old):
        sentence += ": a step back in the course of a study"
    yield Meaning(f"{_P}.statusModule.overallStatus", f"{sentence}.")


def _enrolment(before: StudyView, after: StudyView) -> Iterator[Meaning]:
    old, new = before.design, after.design
    if (old.enrollment_count, old.enrollment_type) == (new.enrollment_count, new.enrollment_type):
        return
    sentence = f"Enrolment {_count(old.enrollment_count)} -> {_count(new.enrollment_count)}"
    if old.enrollment_count and new.enrollment_count is not None:
        sentence += f" ({_percent(old.enrollment_count, new.enrollment_count)})"
    if old.enrollment_type != new.enrollment_type:
        sentence += f", {_kind(old.enrollment_type)} before, {_kind(new.enrollment_type)} now"
    yield Meaning(f"{_P}.designModule.enrollmentInfo", f"{sentence}.")


def _sponsor(before: StudyView, after: StudyView) -> Iterator[Meaning]:
    old, new = before.sponsors.lead_sponsor, after.sponsors.lead_sponsor
    if old != new:
        yield Meaning(
            f"{_P}.sponsorCollaboratorsModule.leadSponsor",
            f"Lead sponsor {_text(old)} -> {_text(new)}: somebody else answers for the study.",
        )


def _design(before: StudyView, after: StudyView) -> Iterator[Meaning]:
    fields = (
        ("study_type", "Study type", "studyType"),
        ("phases", "Phase", "phases"),
        ("allocation", "Allocation", "designInfo.allocation"),
        ("intervention_model", "Design", "designInfo.interventionModel"),
        ("masking", "Masking", "designInfo.maskingInfo.masking"),
        ("primary_purpose", "Primary purpose", "designInfo.primaryPurpose"),
    )
    for field, label, key in fields:
        old, new = _codes(getattr(before.design, field)), _codes(getattr(after.design, field))
        if old != new:
            yield Meaning(f"{_P}.designModule.{key}", f"{label} {old} -> {new}.")


def _committee(before: StudyView, after: StudyView) -> Iterator[Meaning]:
    old, new = before.oversight.has_dmc, after.oversight.has_dmc
    if old != new:
        sentence = f"Data monitoring committee {_text(yes_no(old))} -> {_text(yes_no(new))}"
        sentence += ": no committee watches over safety any more." if old and new is False else "."
        yield Meaning(f"{_P}.oversightModule.oversightHasDmc", sentence)


def _groups(before: StudyView, after: StudyView) -> Iterator[Meaning]:
    old, new = before.arms_interventions, after.arms_interventions
    place = f"{_P}.armsInterventionsModule"
    yield from _came_and_went(
        f"{place}.armGroups",
        "Groups",
        [a.label for a in old.arm_groups],
        [a.label for a in new.arm_groups],
    )
    yield from _came_and_went(
        f"{place}.interventions",
        "Interventions",
        [i.name for i in old.interventions],
        [i.name for i in new.interventions],
    )


def _places(before: StudyView, after: StudyView) -> Iterator[Meaning]:
    old, new = before.contacts_locations.locations, after.contacts_locations.locations
    yield from _came_and_went(
        f"{_P}.contactsLocationsModule.locations",
        "Places",
        [f"{p.facility or ''}, {p.city or ''}" for p in old],
        [f"{p.facility or ''}, {p.city or ''}" for p in new],
    )


def _sharing(before: StudyView, after: StudyView) -> Iterator[Meaning]:
    old, new = before.ipd_sharing.ipd_sharing, after.ipd_sharing.ipd_sharing
    if old != new:
        sentence = f"Plan to share participant data {_named(old)} -> {_named(new)}"
        sentence += ": a promise was withdrawn." if old == "YES" else "."
        yield Meaning(f"{_P}.ipdSharingStatementModule.ipdSharing", sentence)


def _results(before: StudyView, after: StudyView) -> Iterator[Meaning]:
    if before.has_results != after.has_results:
        old, new = yes_no(before.has_results), yes_no(after.has_results)
        yield Meaning("hasResults", f"Results posted: {_text(old)} -> {_text(new)}.")


def _came_and_went(
    path: str, label: str, old: Iterable[str | None], new: Iterable[str | None]
) -> Iterator[Meaning]:
    """One sentence with the numbers; the names stand in the list of changes."""
    before, after = [name or "" for name in old], [name or "" for name in new]
    pairs = pair_texts(before, after)
    gone = sum(pair.after is None for pair in pairs)
    came = sum(pair.before is None for pair in pairs)
    if gone or came:
        yield Meaning(path, f"{label} {len(before)} -> {len(after)}: {came} added, {gone} removed.")


def _percent(old: int, new: int) -> str:
    """The change in whole per cent, halves away from zero; "under 1 %" is not "0 %"."""
    change = Fraction(100 * (new - old), old)
    whole = int(abs(change) + Fraction(1, 2))
    sign = "+" if change > 0 else "-"
    if change and not whole:
        return f"{sign}, under 1 %"
    return f"{sign}{whole} %" if change else "unchanged"


def _named(code: str | None) -> str:
    return repr(in_words(code)) if code else "not registered"


def _codes(value: str | tuple[str, ...] | None) -> str:
    codes = (value,) if isinstance(value, str) else value
    return "/".join(map(in_words, codes)) if codes else "not registered"


def _text(text: str | None) -> str:
    return text or "not registered"


def _count(count: int | None) -> str:
    return "not registered" if count is None else str(count)


def _kind(kind: str | None) -> str:
    return in_words(kind).lower() if kind else "of no stated kind"
