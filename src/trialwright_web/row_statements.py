"""The SQL of small questions and changes, put once for each model and kept.

What stands in it are names of models only, so there are few statements to keep. The vendor is in
the key because the tests use both in one process.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from django.db import connection, models

#: Who else may hold a row that is locked: nobody, or everybody who shares it.
Lock = Literal["update", "share"]


@cache
def select(
    vendor: str,
    model: type[models.Model],
    where: tuple[tuple[str, bool], ...],
    unless: tuple[str, ...],
    order_by: tuple[str, ...],
    lock: Lock | None,
) -> str:
    """Of `where` each name comes with whether it has no value."""
    names = ", ".join(_quoted(model, name) for name in columns(model))
    wanted = [f"{_quoted(model, name)} {'IS NULL' if no else '= %s'}" for name, no in where]
    if unless:
        other = " OR ".join(f"{_quoted(model, name)} IS DISTINCT FROM %s" for name in unless)
        wanted.append(f"({other})")
    order = ", ".join(_quoted(model, name) for name in order_by)
    return " ".join(
        [
            f"SELECT {names} FROM {_table(model)} WHERE {' AND '.join(wanted)}",
            *([f"ORDER BY {order}"] if order else []),
            *([f"FOR {lock.upper()}"] if lock else []),
        ]
    )


@cache
def select_largest(
    vendor: str, model: type[models.Model], where: tuple[str, ...], name: str
) -> str:
    """The largest value of one column."""
    wanted = " AND ".join(f"{_quoted(model, column)} = %s" for column in where)
    return f"SELECT MAX({_quoted(model, name)}) FROM {_table(model)} WHERE {wanted}"


@cache
def insert(vendor: str, model: type[models.Model]) -> str:
    """One whole row."""
    names = ", ".join(_quoted(model, name) for name in columns(model))
    marks = ", ".join(["%s"] * len(columns(model)))
    return f"INSERT INTO {_table(model)} ({names}) VALUES ({marks})"


@cache
def update(
    vendor: str, model: type[models.Model], where: tuple[str, ...], values: tuple[str, ...]
) -> str:
    """The values come first, then those of `where`."""
    told = ", ".join(f"{_quoted(model, name)} = %s" for name in values)
    wanted = " AND ".join(f"{_quoted(model, name)} = %s" for name in where)
    return f"UPDATE {_table(model)} SET {told} WHERE {wanted}"


@cache
def columns(model: type[models.Model]) -> tuple[str, ...]:
    """The attributes of a row in the order of its columns; a composite key has no column."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.column)


def _quoted(model: type[models.Model], name: str) -> str:
    field = next(f for f in model._meta.concrete_fields if name in (f.attname, f.name))
    quoted: str = connection.ops.quote_name(field.column)
    return quoted


def _table(model: type[models.Model]) -> str:
    quoted: str = connection.ops.quote_name(model._meta.db_table)
    return quoted
