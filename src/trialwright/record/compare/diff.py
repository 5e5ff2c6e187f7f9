"""Compare two records: every difference by path, what it means, and whether outcomes switched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialwright.record.compare.changes import Change, Comparison
from trialwright.record.compare.meaning import derive_meanings
from trialwright.record.compare.outcome_switching import derive_switches
from trialwright.record.compare.versions import version_days
from trialwright.record.compare.walk import Match, find_differences

if TYPE_CHECKING:
    from trialwright.record.read import Record


def compare_records(before: Record, after: Record) -> Comparison:
    """Compare an earlier record with a later one of the same study.

    Entries of lists are matched by the name a reader knows them by (outcomes by measure,
    interventions by name, groups by label, places by facility and city); the order of keys says
    nothing. Personal contact data are compared and never shown (CON-01). Two different studies are
    compared as well, but then no outcome is said to have been switched.
    """
    found = tuple(find_differences(before.study, after.study))
    same_study = before.nct_id == after.nct_id
    return Comparison(
        names=(before.name, after.name),
        nct_ids=(before.nct_id, after.nct_id),
        changes=tuple(each for each in found if isinstance(each, Change)),
        meanings=derive_meanings(before.view, after.view),
        switches=derive_switches(before.view, after.view) if same_study else (),
        notes=_notes(before, after),
        entries=tuple((m.before, m.after) for m in found if isinstance(m, Match)),
    )


def _notes(before: Record, after: Record) -> tuple[str, ...]:
    if before.nct_id != after.nct_id:
        ids = f"{before.nct_id} and {after.nct_id}"
        return (f"These are two studies, {ids}: what differs is no change of either.",)
    earlier, later = version_days(before.view), version_days(after.view)
    if earlier and later and later.latest < earlier.earliest:
        return (
            "The first record is newer than the second: changes are read from new to old. "
            "Give the older record first.",
        )
    return ()
