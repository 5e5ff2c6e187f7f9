"""Which SQLite the site uses: the one that comes with pysqlite3, never the system's.

Import this module before anything that might import sqlite3; every entry point does so first. The
SQLite of many systems (3.7.0 to 3.51.2) can corrupt a database in write-ahead mode when the log is
reset while another connection reads; the bundled one cannot.
"""

from __future__ import annotations

import sys

import pysqlite3
import pysqlite3.dbapi2

FIRST_AFFECTED = (3, 7, 0)
LAST_AFFECTED = (3, 51, 2)


def use_bundled_sqlite() -> None:
    """Give the bundled SQLite to whoever imports sqlite3 from now on."""
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def journal_mode(version: tuple[int, int, int]) -> str:
    """WAL where this version of SQLite is safe with it, else the slower rollback journal."""
    affected = FIRST_AFFECTED <= version <= LAST_AFFECTED
    return "DELETE" if affected else "WAL"


use_bundled_sqlite()
SQLITE_VERSION: tuple[int, int, int] = pysqlite3.sqlite_version_info
