"""Whether the study takes entries at this moment."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from trialwright.errors import Problem
from trialwright.sentence import sentence
from trialwright_web.capture.actions.refusals import StudyLocked, not_possible
from trialwright_web.capture.models import Study
from trialwright_web.rows import Question, ask


def check_open(study: str) -> Study:
    """The study, which nobody can lock before this transaction ends.

    Raises StudyLocked where the database is locked, NotPossible where the study is not set up.
    """
    return is_open(study, ask(held_study(study)))


def held_study(study: str) -> Question[Study]:
    """Ask for the study so that nobody can lock it before this transaction ends.

    SQLite holds the whole database. On PostgreSQL the row is shared by all who enter data, and
    whoever locks the study waits for them.
    """
    return Question(Study, {"study": study}, lock="share")


def is_open(study: str, found: Sequence[Study]) -> Study:
    """The study that was found for `held_study`. Raises as `check_open` does."""
    held = next(iter(found), None)
    if held is None:
        what = "{study} has not been set up here"
        raise not_possible("study", what, "run trialwright up", study=study)
    if held.status != "open":
        what = sentence("the database is locked: nothing is entered any more")
        cure = sentence("a data manager can unlock it, with a reason")
        raise StudyLocked(Problem("", 0, "", what, cure))
    return held


def hold_status(study: str) -> str:
    """The status of the study ("none" where it is not set up), and nobody enters data from now on
    until this transaction ends: what the checks then read is what is locked.
    """
    rows = Study.objects.filter(study=study).values_list("status", flat=True)
    held = rows.select_for_update() if connection.features.has_select_for_update else rows
    return held.first() or "none"
