"""An installed site in a new folder, for a benchmark, and what it was measured on."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import trialwright_web.sqlite  # noqa: F401  # before anything that imports sqlite3

ROOT = Path(__file__).resolve().parents[1]
STUDY = ROOT / "studies" / "prtras001"


@contextmanager
def site_address(folder: Path, *, postgresql: bool) -> Iterator[str]:
    """The address of an empty database: SQLite in `folder`, or a server of the wheel's own."""
    if not postgresql:
        yield f"sqlite://{folder}/site.sqlite3"
        return
    sys.path.insert(0, str(ROOT / "tests" / "web"))
    from postgres_server import PostgresServer

    server = PostgresServer()
    server.start()
    try:
        yield server.address("postgres")
    finally:
        server.remove()


def set_up(folder: Path, address: str) -> None:
    """Install the site with the study of this repository."""
    os.environ["TRIALWRIGHT_STUDY"] = str(STUDY)
    os.environ["TRIALWRIGHT_OUT"] = str(folder)
    os.environ["TRIALWRIGHT_DATABASE"] = address
    os.environ["DJANGO_SETTINGS_MODULE"] = "trialwright_web.settings"
    import django

    django.setup()
    from trialwright_web.installation import prepare_database
    from trialwright_web.studies.loaded import loaded_study

    prepare_database(loaded_study().definition)


def machine() -> str:
    """The day, versions, processors and load, for the line below a table."""
    import django
    import psycopg
    from django.db import connection

    with connection.cursor() as cursor:
        question = "sqlite_version()" if connection.vendor == "sqlite" else "version()"
        cursor.execute(f"SELECT {question}")
        database = str(cursor.fetchone()[0]).partition(" on ")[0]
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, Django "
        f"{django.__version__}, psycopg {psycopg.__version__}, {connection.vendor} {database}, "
        f"{platform.machine()}, {os.cpu_count()} processors, load {load}."
    )
