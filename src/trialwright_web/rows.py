"""Read and write single rows without building a query each time.

A save asks the database about a dozen small questions, always the same ones. Django takes ten
times as long to put such a question into SQL as SQLite takes to answer it; here each is put once
and kept, and PostgreSQL parses and plans it once for each connection. Rows are Django's models,
values are bound, never written into the SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Literal, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

Row = TypeVar("Row", bound=models.Model)
#: Who else may hold a row that is locked: nobody, or everybody who shares it.
Lock = Literal["update", "share"]


def find(
    model: type[Row],
    where: Mapping[str, Any],
    *,
    unless: Mapping[str, Any] | None = None,
    order_by: Sequence[str] = (),
    lock: Lock | None = None,
) -> list[Row]:
    """The rows whose columns have these values; None is found as having no value.

    Rows that have all the values of `unless` are left out. `lock` holds the rows until the
    transaction ends, where the database can (SQLite holds all).
    """
    names = _names(model)
    found = find_values(model, names, where, unless=unless, order_by=order_by, lock=lock)
    return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in found]


def find_values(
    model: type[models.Model],
    names: Sequence[str],
    where: Mapping[str, Any],
    *,
    unless: Mapping[str, Any] | None = None,
    order_by: Sequence[str] = (),
    lock: Lock | None = None,
) -> list[tuple[Any, ...]]:
    """The columns `names` of the same rows, as the database gives them: three times as fast."""
    database = connections[DEFAULT_DB_ALIAS]
    given = tuple((name, value is None) for name, value in where.items())
    lock = lock if database.features.has_select_for_update else None
    about = model, tuple(names), given, tuple(unless or ()), tuple(order_by), lock
    values = [value for value in where.values() if value is not None]
    with _cursor(database) as cursor:
        cursor.execute(_select(database.vendor, *about), [*values, *(unless or {}).values()])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def find_one(model: type[Row], where: Mapping[str, Any], *, lock: Lock | None = None) -> Row | None:
    """The row with this key, or None."""
    return next(iter(find(model, where, lock=lock)), None)


def find_largest(model: type[models.Model], where: Mapping[str, Any], name: str) -> int | None:
    """The largest whole number in a column of the rows with these values; None for no rows."""
    database = connections[DEFAULT_DB_ALIAS]
    statement = _largest(database.vendor, model, tuple(where), name)
    with _cursor(database) as cursor:
        cursor.execute(statement, list(where.values()))
        found: int | None = cursor.fetchone()[0]
    return found


def insert(rows: Iterable[models.Model]) -> None:
    """Insert rows of one model, in their order."""
    given = list(rows)
    if not given:
        return
    model = type(given[0])
    names = _names(model)
    database = connections[DEFAULT_DB_ALIAS]
    statement = _insert(database.vendor, model)
    with _cursor(database) as cursor:
        # Few rows: to begin a batch costs PostgreSQL's driver more than to send them.
        for row in given:
            cursor.execute(statement, [getattr(row, name) for name in names])


def update(model: type[models.Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Give the row with this key new values."""
    database = connections[DEFAULT_DB_ALIAS]
    statement = _update(database.vendor, model, tuple(where), tuple(values))
    with _cursor(database) as cursor:
        cursor.execute(statement, [*values.values(), *where.values()])


def _cursor(database: BaseDatabaseWrapper) -> CursorWrapper:
    """Django's cursor; on PostgreSQL the one that leaves values apart from the statement.

    The site's settings keep such statements prepared. Django's own choice writes the values into
    the text, which PostgreSQL then has to plan each time.
    """
    if database.vendor != "postgresql":
        return database.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    database.close_if_health_check_failed()
    database.ensure_connection()
    wrap = database.make_debug_cursor if database.queries_logged else database.make_cursor
    return wrap(ServerBindingCursor(database.connection))


# What stands in the SQL are names of models only, so there are few statements to keep. The vendor
# is in the key because the tests use both in one process.


@cache
def _select(
    vendor: str,
    model: type[models.Model],
    names: tuple[str, ...],
    where: tuple[tuple[str, bool], ...],
    unless: tuple[str, ...],
    order_by: tuple[str, ...],
    lock: Lock | None,
) -> str:
    columns = ", ".join(_quoted(model, name) for name in names)
    wanted = [f"{_quoted(model, name)} {'IS NULL' if no else '= %s'}" for name, no in where]
    if unless:
        other = " OR ".join(f"{_quoted(model, name)} IS DISTINCT FROM %s" for name in unless)
        wanted.append(f"({other})")
    order = ", ".join(_quoted(model, name) for name in order_by)
    return " ".join(
        [
            f"SELECT {columns} FROM {_table(model)} WHERE {' AND '.join(wanted)}",
            *([f"ORDER BY {order}"] if order else []),
            *([f"FOR {lock.upper()}"] if lock else []),
        ]
    )


@cache
def _largest(vendor: str, model: type[models.Model], where: tuple[str, ...], name: str) -> str:
    wanted = " AND ".join(f"{_quoted(model, column)} = %s" for column in where)
    return f"SELECT MAX({_quoted(model, name)}) FROM {_table(model)} WHERE {wanted}"


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
