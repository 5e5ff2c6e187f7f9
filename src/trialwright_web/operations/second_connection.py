"""A further connection beside the site's own: one moment of the same database, or another one."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from trialwright_web.audit.reading import BEGIN
from trialwright_web.databases import database_settings


@contextmanager
def connected(alias: str, address: str) -> Iterator[str]:
    """The database of an address under a name of its own, such as sqlite:///tmp/scratch.sqlite3."""
    settings = {DEFAULT_DB_ALIAS: database_settings(address, Path())}
    with _known(alias, connections.configure_settings(settings)[DEFAULT_DB_ALIAS]):
        yield alias


@contextmanager
def frozen(alias: str) -> Iterator[str]:
    """The site's database as it stands now, for whatever reads it under this name."""
    with _known(alias, copy.deepcopy(connections[DEFAULT_DB_ALIAS].settings_dict)):
        with connections[alias].cursor() as cursor:
            cursor.execute(BEGIN[connections[alias].vendor])
        yield alias


@contextmanager
def _known(alias: str, settings: dict[str, Any]) -> Iterator[None]:
    connections.settings[alias] = settings
    try:
        yield
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]
