"""The database of a site: one SQLite file beside its results, or PostgreSQL by one setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from trialwright.errors import Problem, TrialwrightError
from trialwright_web.sqlite import SQLITE_VERSION, journal_mode

#: The variable of the environment that names the database; empty for SQLite.
DATABASE_SETTING = "TRIALWRIGHT_DATABASE"
_WRITER = "trialwright_web.sqlite_writer"
_WAIT_SECONDS = 20


def database_settings(address: str, out_directory: Path) -> dict[str, Any]:
    """Django's settings for `address`: empty for SQLite below `out_directory`, or a URL such as
    postgresql://user:password@host:5432/name. Raises TrialwrightError for any other address.
    """
    if not address:
        return _sqlite(out_directory / "site.sqlite3")
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgresql", "postgres"):
        what = f"{parts.scheme or address!r} is no database the site can use"
        cure = "write postgresql://user:password@host:5432/name, or leave it out for SQLite"
        raise TrialwrightError(Problem("", 0, DATABASE_SETTING, what, cure))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket's folder is written in place of the host, percent-encoded.
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # Whatever a role or a database was set to: a save that was answered is on the disk.
            "options": "-c synchronous_commit=on",
            # The statements of trialwright_web.rows are prepared when they are first used.
            "prepare_threshold": 0,
        },
    }


def sqlite_file(address: str, out_directory: Path) -> Path | None:
    """The file of an SQLite database, None for PostgreSQL."""
    settings = database_settings(address, out_directory)
    return Path(settings["NAME"]) if settings["ENGINE"] == _WRITER else None


def _sqlite(path: Path) -> dict[str, Any]:
    pragmas = (
        f"journal_mode={journal_mode(SQLITE_VERSION)}",
        "synchronous=FULL",
        # Without it INSERT OR REPLACE removes a row unseen by the trigger that refuses to.
        "recursive_triggers=ON",
    )
    return {
        "ENGINE": _WRITER,
        "NAME": str(path),
        "OPTIONS": {
            # A transaction that reads first and then writes could not be retried by waiting.
            "transaction_mode": "IMMEDIATE",
            "timeout": _WAIT_SECONDS,
            "init_command": ";".join(f"PRAGMA {pragma}" for pragma in pragmas),
        },
    }
