"""A site of one's own for each test: an empty database with the study set up and a user per role."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from site_study import STUDY

from trialwright.definition import Definition, load_definition


@pytest.fixture(scope="session")
def definition() -> Definition:
    return load_definition(STUDY)


@pytest.fixture(scope="session")
def empty_site(_django, definition, tmp_path_factory) -> Path:
    """The database of a site right after its installation, to be copied for each test."""
    from django.core.management import call_command

    path = tmp_path_factory.mktemp("site") / "site.sqlite3"
    with using(path):
        call_command("migrate", verbosity=0)
        install(definition)
    return path


@contextmanager
def using(path: Path) -> Iterator[None]:
    """The default connection on one SQLite file, closed at the end."""
    from django.db import connections

    connections["default"].close()
    connections["default"].settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connections["default"].close()


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
    """The study of a test, and who acts in it."""

    path: Path
    definition: Definition

    def actor(self, *roles: str):
        from trialwright_web.capture.actor import Actor

        return Actor.of(roles[0], roles)


@pytest.fixture
def site(empty_site: Path, definition: Definition, tmp_path: Path):
    path = tmp_path / "site.sqlite3"
    shutil.copy(empty_site, path)
    with using(path):
        yield Site(path, definition)
