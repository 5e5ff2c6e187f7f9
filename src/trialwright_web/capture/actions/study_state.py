"""Whether the study takes entries at this moment."""

from __future__ import annotations

from django.db import connection

from trialwright.errors import Problem
from trialwright_web.capture.actions.refusals import StudyLocked, not_possible
from trialwright_web.capture.models import Participant, Study
from trialwright_web.rows import find_one


def check_open(study: str) -> None:
    """Raise StudyLocked where the database is locked, NotPossible where the study is not set up."""
    status = _status_held(study)
    if status is None:
        raise not_possible("study", f"{study} has not been set up here", "run trialwright up")
    if status != "open":
        what = "the database is locked: nothing is entered any more"
        raise StudyLocked(Problem("", 0, "", what, "a data manager can unlock it, with a reason"))


def _status_held(study: str) -> str | None:
    """The status, which nobody can change before this transaction ends.

    SQLite holds the whole database. On PostgreSQL the row is shared by all who enter data, and
    whoever locks the study waits for them.
    """
    if connection.vendor == "sqlite":
        held = find_one(Study, {"study": study})
        return held.status if held else None
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM study WHERE study = %s FOR SHARE", [study])
        row = cursor.fetchone()
    return row[0] if row else None


def hold_status(study: str) -> str:
    """The status of the study ("none" where it is not set up), and nobody enters data from now on
    until this transaction ends: what the checks then read is what is locked.
    """
    rows = Study.objects.filter(study=study).values_list("status", flat=True)
    held = rows.select_for_update() if connection.features.has_select_for_update else rows
    return held.first() or "none"


def check_participant(study: str, number: str) -> None:
    """Raise NotPossible for a number that nobody has."""
    if find_one(Participant, {"study": study, "number": number}) is None:
        raise not_possible("participant", f"there is no participant {number}")
