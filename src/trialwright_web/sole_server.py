"""One server for one SQLite file: a second one is refused with a sentence.

SQLite itself would let both write in turn. But each caches the study that it loaded, and one of
them may be a forgotten server of an older program.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trialwright.errors import Problem, TrialwrightError

SUFFIX = ".server"


class AlreadyServed(TrialwrightError):
    """Another server holds the database."""


@contextmanager
def sole_server(database: Path) -> Iterator[None]:
    """Hold the database file for this process and those it forks, until the last of them ends.

    The system lets go when a process dies in whatever way, so no lock is ever left behind. Raises
    AlreadyServed, naming the process that holds it.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(_lock_file(database), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+", encoding="ascii") as file:
        if not _locked(file):
            holder = file.read().strip() or "unknown"
            what = f"another server (process {holder}) already serves {database}"
            raise AlreadyServed(Problem("", 0, "", what, "stop that one first, or serve another"))
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def server_of(database: Path) -> str:
    """The process that serves the database, empty for none."""
    try:
        with _lock_file(database).open("r+", encoding="ascii") as file:
            return "" if _locked(file) else file.read().strip() or "unknown"
    except FileNotFoundError:
        return ""


def _lock_file(database: Path) -> Path:
    return database.with_name(database.name + SUFFIX)


def _locked(file: Any) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
