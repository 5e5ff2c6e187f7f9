"""Read and write single rows without building a query each time.

A save asks the database about a dozen small questions, always the same ones. Django takes ten
times as long to put such a question into SQL as SQLite takes to answer it; here each is put once
and kept. Rows are Django's models, values are bound, never written into the SQL.

To PostgreSQL each statement is a trip, which costs more than the answer. What is asked together or
written together goes there in one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from trialwright_web import row_statements
from trialwright_web.row_statements import Lock, columns

Row = TypeVar("Row", bound=models.Model)
_Statement = tuple[str, list[Any]]
_Values = tuple[Any, ...]


@dataclass(frozen=True)
class Question(Generic[Row]):
    """Which rows to find: those whose columns have the values of `where`; None finds no value.

    Rows that have all the values of `unless` are left out. `lock` holds the rows until the
    transaction ends, where the database can (SQLite holds all).
    """

    model: type[Row]
    where: Mapping[str, Any]
    unless: Mapping[str, Any] = field(default_factory=dict)
    order_by: Sequence[str] = ()
    lock: Lock | None = None


def find(
    model: type[Row],
    where: Mapping[str, Any],
    *,
    unless: Mapping[str, Any] | None = None,
    order_by: Sequence[str] = (),
    lock: Lock | None = None,
) -> list[Row]:
    """The rows of the question that is put in these words."""
    return ask(Question(model, where, unless or {}, order_by, lock))


def ask(question: Question[Row]) -> list[Row]:
    """The rows of one question."""
    database = connections[DEFAULT_DB_ALIAS]
    with _cursor(database) as cursor:
        cursor.execute(*_asked(database, question))
        return made(question.model, cursor.fetchall())


def find_one(model: type[Row], where: Mapping[str, Any], *, lock: Lock | None = None) -> Row | None:
    """The row with this key, or None."""
    return next(iter(find(model, where, lock=lock)), None)


def find_together(questions: Sequence[Question[Any]]) -> list[list[_Values]]:
    """The answers to several questions, asked one after the other: values by `columns`.

    Each sees what was committed before it was asked, as if it were asked alone.
    """
    database = connections[DEFAULT_DB_ALIAS]
    asked = [_asked(database, question) for question in questions]
    found = []
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(*_in_one(asked))
            found.append(cursor.fetchall())
            while cursor.nextset():
                found.append(cursor.fetchall())
        else:
            for each in asked:
                cursor.execute(*each)
                found.append(cursor.fetchall())
    return found


def made(model: type[Row], found: Iterable[_Values]) -> list[Row]:
    """Rows of values by `columns`."""
    names = columns(model)
    return [model.from_db(DEFAULT_DB_ALIAS, names, values) for values in found]


def find_largest(model: type[models.Model], where: Mapping[str, Any], name: str) -> int | None:
    """The largest whole number in a column of the rows with these values; None for no rows."""
    database = connections[DEFAULT_DB_ALIAS]
    statement = row_statements.select_largest(database.vendor, model, tuple(where), name)
    with _cursor(database) as cursor:
        cursor.execute(statement, list(where.values()))
        found: int | None = cursor.fetchone()[0]
    return found


def insert(rows: Iterable[models.Model]) -> None:
    """Insert rows, in their order."""
    database = connections[DEFAULT_DB_ALIAS]
    for row in rows:
        values = [getattr(row, name) for name in columns(type(row))]
        _write(database, (row_statements.insert(database.vendor, type(row)), values))


def update(model: type[models.Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Give the row with this key new values."""
    database = connections[DEFAULT_DB_ALIAS]
    statement = row_statements.update(database.vendor, model, tuple(where), tuple(values))
    _write(database, (statement, [*values.values(), *where.values()]))


# What is to be written together on PostgreSQL and was not sent yet.
_WAITING: ContextVar[list[_Statement] | None] = ContextVar("_WAITING", default=None)


@contextmanager
def written_together() -> Iterator[None]:
    """What is inserted and updated inside goes to PostgreSQL in one trip, at the end.

    Any other statement has it sent first, so that whoever asks in between sees it. After an error
    nothing more is sent: the transaction is undone.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql" or _WAITING.get() is not None:
        yield
        return
    waiting: list[_Statement] = []

    def send_first(execute: Callable[..., Any], *statement: Any) -> Any:
        _send(database, waiting)
        return execute(*statement)

    before = _WAITING.set(waiting)
    try:
        with database.execute_wrapper(send_first):
            yield
        _send(database, waiting)
    finally:
        _WAITING.reset(before)


def _write(database: BaseDatabaseWrapper, statement: _Statement) -> None:
    waiting = _WAITING.get()
    if waiting is not None:
        waiting.append(statement)
        return
    with _cursor(database) as cursor:
        cursor.execute(*statement)


def _send(database: BaseDatabaseWrapper, waiting: list[_Statement]) -> None:
    # Taken out before they are sent: sending is a statement as well.
    together, waiting[:] = list(waiting), []
    if together:
        with database.cursor() as cursor:
            cursor.execute(*_in_one(together))


def _in_one(statements: Sequence[_Statement]) -> _Statement:
    return "; ".join(sql for sql, _ in statements), [v for _, given in statements for v in given]


def _asked(database: BaseDatabaseWrapper, question: Question[Any]) -> _Statement:
    model, where, unless = question.model, question.where, question.unless
    given = tuple((name, value is None) for name, value in where.items())
    lock = question.lock if database.features.has_select_for_update else None
    about = given, tuple(unless), tuple(question.order_by), lock
    values = [value for value in where.values() if value is not None]
    return row_statements.select(database.vendor, model, *about), [*values, *unless.values()]


def _cursor(database: BaseDatabaseWrapper) -> CursorWrapper:
    """Django's cursor; on PostgreSQL the one that leaves values apart from the statement.

    The site's settings keep such statements prepared. Django's own choice writes the values into
    the text, which PostgreSQL then has to plan each time, but which may be several statements.
    """
    if database.vendor != "postgresql":
        return database.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    database.close_if_health_check_failed()
    database.ensure_connection()
    wrap = database.make_debug_cursor if database.queries_logged else database.make_cursor
    return wrap(ServerBindingCursor(database.connection))
