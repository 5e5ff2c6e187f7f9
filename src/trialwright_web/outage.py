"""What people are told while the database cannot be used: its disk is full, or it is away."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import sentence
from trialwright_web.databases import DATABASE_SETTING

_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
# SQLite tells by its text what happened, PostgreSQL by a code of five characters.
_SQLITE_NO_ROOM: Final = ("disk is full", "disk I/O error", "readonly database")
_SQLITE_BUSY: Final = ("database is locked", "database table is locked")
_SQLITE_AWAY: Final = ("unable to open database file",)
_POSTGRES_NO_ROOM: Final = "53100"
_POSTGRES_BUSY: Final = ("40P01", "55P03", "53300", "40001")
# Connection exceptions, and a server that starts, stops or crashes.
_POSTGRES_AWAY: Final = ("08", "57P")


def outage_of(error: BaseException | None) -> Problem | None:
    """Why the database could not be used, what it means for what was sent, and the cure.

    None for every other error: that is a fault of the program. An answer about a lost connection
    cannot promise that nothing was saved, since it may have been lost after the commit.
    """
    found = {kind for each in _causes(error) if (kind := _kind(each))}
    if "no room" in found:
        what = sentence("the disk of the database is full or takes no writes: nothing was saved")
        cure = sentence("ask who runs the site to make room, then send it again")
    elif "busy" in found:
        what = sentence("the database was busy for too long: nothing was saved")
        cure = sentence("send it again in a minute")
    elif "away" in found:
        what = sentence("the database does not answer: it is open whether this was saved")
        cure = sentence("look in a minute whether it was, and send it again if not")
    else:
        return None
    return Problem("", 0, "", what, cure)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came from: Django wraps what the database's own module raised."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _kind(error: BaseException) -> str:
    if isinstance(error, OSError):
        return "no room" if error.errno in _NO_ROOM else ""
    module, text = type(error).__module__, str(error)
    if module.startswith("psycopg"):
        return _kind_on_postgres(error)
    if "sqlite" in module:
        for kind, texts in (
            ("no room", _SQLITE_NO_ROOM),
            ("busy", _SQLITE_BUSY),
            ("away", _SQLITE_AWAY),
        ):
            if any(each in text for each in texts):
                return kind
    # The lock of the site's own writer is refused with the words of SQLite.
    return "busy" if type(error).__name__ == "OperationalError" and text in _SQLITE_BUSY else ""


def _kind_on_postgres(error: BaseException) -> str:
    code = getattr(error, "sqlstate", None)
    if code is None:
        # A connection that broke, or could not be made, has no code.
        return "away" if type(error).__name__ in ("OperationalError", "InterfaceError") else ""
    if code == _POSTGRES_NO_ROOM:
        return "no room"
    if code in _POSTGRES_BUSY:
        return "busy"
    return "away" if code.startswith(_POSTGRES_AWAY) else ""


@contextmanager
def outage_as_problem() -> Iterator[None]:
    """For a command: an outage is raised as TrialwrightError, with the database's own words."""
    try:
        yield
    except Exception as error:
        outage = outage_of(error)
        if outage is None:
            raise
        what = sentence("the database cannot be used: {words}", words=_own_words(error))
        cure = sentence(
            "start it, make room on its disk, or mend its address ({setting})",
            setting=DATABASE_SETTING,
        )
        raise TrialwrightError(Problem("", 0, "", what, cure)) from None


def _own_words(error: BaseException) -> str:
    """What the error came from, in one line."""
    return " ".join(str(list(_causes(error))[-1]).split())


class OneLineForAnOutage(logging.Filter):
    """In the log of the site an outage is one line; a traceback is for a fault of the program."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record of an outage; keep every record."""
        error = record.exc_info[1] if record.exc_info else None
        outage = outage_of(error)
        if error is not None and outage is not None:
            told = f"{record.getMessage()}: {outage.what} ({_own_words(error)})"
            record.msg, record.args = told, ()
            record.exc_info = record.exc_text = None
        return True
