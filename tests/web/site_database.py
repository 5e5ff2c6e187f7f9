"""A site of one's own for each test: an empty database with the study set up and a user per role.

Every test that asks for `site` runs twice, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from postgres_server import PostgresServer
from site_study import STUDY

from trialwright.capture.journal.proof import Anchor, Proof, prove, read_material
from trialwright.definition import Definition, load_definition


@pytest.fixture(scope="session")
def definition() -> Definition:
    return load_definition(STUDY)


@pytest.fixture(scope="session")
def empty_site(_django, definition, tmp_path_factory) -> Path:
    """The database of a site right after its installation, to be copied for each test."""
    path = tmp_path_factory.mktemp("site") / "site.sqlite3"
    _make_empty_site(f"sqlite://{path}", definition)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this run of the tests."""
    server = PostgresServer()
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def empty_postgres(_django, definition, postgres) -> str:
    """The same in PostgreSQL: the name of a database that is copied for each test."""
    with closing(postgres.connect()) as connection:
        connection.execute("CREATE DATABASE empty_site")
    _make_empty_site(postgres.address("empty_site"), definition)
    return "empty_site"


def _make_empty_site(address: str, definition: Definition) -> None:
    from django.core.management import call_command

    with using(address):
        call_command("migrate", verbosity=0)
        install(definition)


@contextmanager
def using(database: str | Path) -> Iterator[None]:
    """The default connection on one database, an SQLite file or an address; closed at the end."""
    from django.db import connections

    from trialwright_web.databases import database_settings

    address = f"sqlite://{database}" if isinstance(database, Path) else database
    wanted = {"default": database_settings(address, Path())}
    before = connections.settings["default"]
    _connect_default(connections.configure_settings(wanted)["default"])
    try:
        yield
    finally:
        _connect_default(before)


def _connect_default(settings: dict[str, Any]) -> None:
    """Another database may need another engine, so the old connection is forgotten as well."""
    from django.db import connections

    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = settings


def install(definition: Definition) -> None:
    from trialwright.capture.access import ROLES
    from trialwright_web.accounts.models import User
    from trialwright_web.capture.actions.study import give_role, set_up_study

    set_up_study(definition=definition)
    for role in ROLES:
        User.objects.create(username=role, full_name=role.replace("_", " ").title())
        give_role(by=None, definition=definition, user=role, role=role)


@dataclass(frozen=True)
class Site:
    """The study of a test, and who acts in it.

    `address` names the database as the site's setting does; `folder` is empty and the test's own.
    """

    address: str
    folder: Path
    definition: Definition
    postgres: PostgresServer | None = None

    def actor(self, *roles: str):
        from trialwright_web.capture.actor import Actor

        return Actor.of(roles[0], roles)

    def proof(self, anchors: Iterable[Anchor] | None = None) -> Proof:
        """What the proof says: of the file, or of the trail that PostgreSQL has to export first."""
        return prove(read_material(self.written()), anchors)

    def written(self) -> Path:
        """What an inspector is given: the SQLite file, or the exported trail of PostgreSQL."""
        from trialwright_web.audit.trail import write_trail

        if self.postgres is None:
            return Path(self.address.removeprefix("sqlite://"))
        path = self.folder / "trail.jsonl"
        path.unlink(missing_ok=True)
        write_trail(path)
        return path

    @contextmanager
    def stranger(self) -> Iterator[Any]:
        """A connection without the settings of the site, as any tool opens one; it commits each
        statement.
        """
        if self.postgres is None:
            with closing(sqlite3.connect(self.written(), isolation_level=None)) as connection:
                yield connection
        else:
            name = self.address.rpartition("/")[2]
            with closing(self.postgres.connect(name)) as connection:
                yield connection


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request, definition: Definition, tmp_path: Path) -> Iterator[Site]:
    """A site on each of the two databases."""
    if request.param == "sqlite":
        path = tmp_path / "site.sqlite3"
        shutil.copy(request.getfixturevalue("empty_site"), path)
        site = Site(f"sqlite://{path}", tmp_path, definition)
        with using(site.address):
            yield site
        return
    template, server = (
        request.getfixturevalue("empty_postgres"),
        request.getfixturevalue("postgres"),
    )
    with closing(server.connect()) as connection:
        # The log of the copy is cheaper than the two checkpoints of copying files.
        connection.execute(f"CREATE DATABASE site TEMPLATE {template} STRATEGY wal_log")
    site = Site(server.address("site"), tmp_path, definition, server)
    try:
        with using(site.address):
            yield site
    finally:
        with closing(server.connect()) as connection:
            connection.execute("DROP DATABASE site WITH (FORCE)")
