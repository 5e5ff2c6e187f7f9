"""All tables of a site as one text file, the same for either database.

One JSON value a line: first {"tables": 1, "migrations": [...]}, then for each table
{"table": name, "columns": [...], "rows": count} and its rows as lists. So a site can move from
SQLite to PostgreSQL, and a backup of PostgreSQL can be proved without one.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from trialwright.errors import Problem, TrialwrightError

VERSION = 1
#: Who is signed in on which computer: of no use in another place.
LEFT_OUT = frozenset({"django_session"})
_AT_ONCE = 500


class TablesFileError(TrialwrightError):
    """A file of tables that this program cannot put into this database."""


def write_tables(path: Path, alias: str) -> None:
    """Write every table as `alias` sees it; the caller gives it one moment."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        _write(file, {"tables": VERSION, "migrations": applied_migrations(alias)})
        for model in _models():
            columns, rows = _columns(model), _rows(model, alias)
            names = [column.column for column in columns]
            _write(file, {"table": model._meta.db_table, "columns": names, "rows": rows.count()})
            for row in rows.values_list(*(column.attname for column in columns)).iterator():
                _write(file, [_plain(value) for value in row])


def read_tables(path: Path, alias: str) -> None:
    """Put the tables into a database that was migrated just now, all or none.

    Raises TablesFileError for one that is in use or of another version of the program.
    """
    known = {model._meta.db_table: model for model in _models()}
    with path.open(encoding="utf-8", newline="\n") as file, transaction.atomic(using=alias):
        _check_version(json.loads(file.readline()), alias)
        _empty(known, alias)
        while line := file.readline():
            told = json.loads(line)
            model = known[told["table"]]
            columns = {column.column: column for column in _columns(model)}
            chosen = [columns[name] for name in told["columns"]]
            rows = (json.loads(next(file)) for _ in range(told["rows"]))
            _insert(model, chosen, rows, alias)
        _set_sequences(alias)


def applied_migrations(alias: str) -> list[list[str]]:
    """What has been done to the tables of a database, as [application, name]."""
    return sorted(list(key) for key in MigrationRecorder(connections[alias]).applied_migrations())


def _models() -> list[type[models.Model]]:
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]
    return [m for m in found if not m._meta.proxy and m._meta.db_table not in LEFT_OUT]


def _columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    # A composite key is made of other columns and has none of its own.
    return [field for field in model._meta.concrete_fields if field.column]


def _rows(model: type[models.Model], alias: str) -> models.QuerySet[Any]:
    # In the order of the key: the journal takes its lines in no other.
    return model._base_manager.using(alias).order_by("pk")


def _check_version(told: dict[str, Any], alias: str) -> None:
    if told.get("tables") != VERSION or told["migrations"] != applied_migrations(alias):
        what = "the backup was made by another version of the program"
        cure = "restore it with that version, then start this one"
        raise TablesFileError(Problem("", 0, "", what, cure))


def _empty(known: dict[str, type[models.Model]], alias: str) -> None:
    """Remove what the migrations themselves put in. A database that is in use stays as it is."""
    for name in ("journal_line", "user_account"):
        if known[name]._base_manager.using(alias).exists():
            what = "the database is in use: nothing is restored into it"
            raise TablesFileError(Problem("", 0, "", what, "give an empty database"))
    for model in reversed(known.values()):
        model._base_manager.using(alias).all()._raw_delete(alias)


def _insert(
    model: type[models.Model],
    columns: list[models.Field[Any, Any]],
    rows: Iterator[list[Any]],
    alias: str,
) -> None:
    while some := list(islice(rows, _AT_ONCE)):
        made = [
            model(**{c.attname: c.to_python(v) for c, v in zip(columns, row, strict=True)})
            for row in some
        ]
        model._base_manager.using(alias).bulk_create(made)


def _set_sequences(alias: str) -> None:
    """The next number of each counter follows the rows that were put in with their own."""
    statements = connections[alias].ops.sequence_reset_sql(no_style(), _models())
    with connections[alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode("ascii")
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value


def _write(file: TextIO, value: Any) -> None:
    file.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")
