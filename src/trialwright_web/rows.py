"""Read and write single rows without building a query each time.

A save asks the database about a dozen small questions, always the same ones. Django takes ten
times as long to put such a question into SQL as SQLite takes to answer it; here each is put once
and kept. Rows are Django's models, values are bound, never written into the SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models

Row = TypeVar("Row", bound=models.Model)


def find(
    model: type[Row], where: Mapping[str, Any], *, order_by: Sequence[str] = (), lock: bool = False
) -> list[Row]:
    """The rows whose columns have these values; None is found as having no value.

    `lock` holds them until the transaction ends, where the database can (SQLite holds all).
    """
    given = tuple((name, value is None) for name, value in where.items())
    lock = lock and connection.features.has_select_for_update
    statement = _select(connection.vendor, model, given, tuple(order_by), lock)
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for value in where.values() if value is not None])
        found = cursor.fetchall()
    names = _names(model)
    return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in found]


def find_one(model: type[Row], where: Mapping[str, Any], *, lock: bool = False) -> Row | None:
    """The row with this key, or None."""
    return next(iter(find(model, where, lock=lock)), None)


def insert(rows: Iterable[models.Model]) -> None:
    """Insert rows of one model, in their order."""
    given = list(rows)
    if not given:
        return
    model = type(given[0])
    names = _names(model)
    values = [[getattr(row, name) for name in names] for row in given]
    with connection.cursor() as cursor:
        cursor.executemany(_insert(connection.vendor, model), values)


def update(model: type[models.Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Give the row with this key new values."""
    statement = _update(connection.vendor, model, tuple(where), tuple(values))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values.values(), *where.values()])


# What stands in the SQL are names of models only, so there are few statements to keep. The vendor
# is in the key because the tests use both in one process.


@cache
def _select(
    vendor: str,
    model: type[models.Model],
    where: tuple[tuple[str, bool], ...],
    order_by: tuple[str, ...],
    lock: bool,
) -> str:
    columns = ", ".join(_quoted(model, name) for name in _names(model))
    wanted = [f"{_quoted(model, name)} {'IS NULL' if no else '= %s'}" for name, no in where]
    order = ", ".join(_quoted(model, name) for name in order_by)
    return " ".join(
        [
            f"SELECT {columns} FROM {_table(model)} WHERE {' AND '.join(wanted)}",
            *([f"ORDER BY {order}"] if order else []),
            *(["FOR UPDATE"] if lock else []),
        ]
    )


@cache
def _insert(vendor: str, model: type[models.Model]) -> str:
    names = _names(model)
    columns = ", ".join(_quoted(model, name) for name in names)
    return f"INSERT INTO {_table(model)} ({columns}) VALUES ({', '.join(['%s'] * len(names))})"


@cache
def _update(
    vendor: str, model: type[models.Model], where: tuple[str, ...], values: tuple[str, ...]
) -> str:
    told = ", ".join(f"{_quoted(model, name)} = %s" for name in values)
    wanted = " AND ".join(f"{_quoted(model, name)} = %s" for name in where)
    return f"UPDATE {_table(model)} SET {told} WHERE {wanted}"


@cache
def _names(model: type[models.Model]) -> tuple[str, ...]:
    """The attributes of a row in the order of its columns; a composite key has no column."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.column)


def _quoted(model: type[models.Model], name: str) -> str:
    field = next(f for f in model._meta.concrete_fields if name in (f.attname, f.name))
    quoted: str = connection.ops.quote_name(field.column)
    return quoted


def _table(model: type[models.Model]) -> str:
    quoted: str = connection.ops.quote_name(model._meta.db_table)
    return quoted
