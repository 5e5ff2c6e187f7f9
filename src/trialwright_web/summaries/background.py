"""What takes longer than a page may: checks of very many, and the run of all checks before a lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from django.db import connections, transaction

from trialwright.definition import Definition
from trialwright.errors import TrialwrightError
from trialwright_web.audit.chain import CONFIGURATION, lock_chain
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actor import Actor, utc_now
from trialwright_web.capture.progress import today_at
from trialwright_web.summaries.checks import refresh_checks, unchecked_people
from trialwright_web.summaries.models import LockRun
from trialwright_web.summaries.people import refresh_summaries

SILENT = timedelta(minutes=2)
"""A run that has said nothing for so long has died with the program."""

_checking = threading.Lock()

Lock = Callable[[Callable[[int, int], None]], None]
"""Locks the study; it is given whom to tell how far the checks are."""


def catch_up(definition: Definition) -> None:
    """Summarise everybody for whom that is due, and begin to check them beside the pages.

    After a new version of the program or of the definition that is everybody, and takes seconds.
    """
    today = today_at(definition, datetime.now(UTC))
    refresh_summaries(definition, today)
    if unchecked_people(definition, today):
        check_in_background(definition, today)


def check_in_background(definition: Definition, today: date) -> None:
    """Check everybody who has to be; nothing where that is being done already."""
    if _checking.acquire(blocking=False):
        _in_background(lambda: _check(definition, today))


def _check(definition: Definition, today: date) -> None:
    try:
        refresh_checks(definition, today, unchecked_people(definition, today))
    finally:
        _checking.release()


def lock_in_background(study: str, by: Actor, lock: Lock) -> None:
    """Lock the study after a run of all checks. Raises NotPossible while another run goes on."""
    begin_run(study, by)
    _in_background(lambda: carry_out(study, lock))


def begin_run(study: str, by: Actor) -> None:
    """Say that a run of all checks begins."""
    with transaction.atomic():
        # Of two who ask at the same moment the second finds the run of the first.
        lock_chain(study, CONFIGURATION)
        held = LockRun.objects.filter(study=study).first()
        if held is not None and is_running(held):
            raise not_possible("lock", f"{held.asked_by} asked for it and the checks run")
        at = utc_now()
        LockRun.objects.filter(study=study).delete()
        LockRun.objects.create(
            study=study, asked_by=by.user, asked_at=at, seen_at=at, checked=0, people=0
        )


def carry_out(study: str, lock: Lock) -> None:
    """Run the checks and lock, and write down how it ended."""
    rows, refused = LockRun.objects.filter(study=study), ""

    def tell(checked: int, people: int) -> None:
        rows.update(checked=checked, people=people, seen_at=utc_now())

    try:
        lock(tell)
    except TrialwrightError as error:
        refused = str(error)
    except BaseException:
        refused = "the program stopped"
        raise
    finally:
        rows.update(ended_at=utc_now(), refused=refused)


def is_running(run: LockRun) -> bool:
    """Whether the run has not ended and was heard of lately."""
    seen = datetime.fromisoformat(run.seen_at)
    return run.ended_at is None and datetime.fromisoformat(utc_now()) - seen < SILENT


def _in_background(work: Callable[[], None]) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    # A daemon: the program may stop in the middle, and nothing was locked then.
    threading.Thread(target=run, daemon=True).start()
