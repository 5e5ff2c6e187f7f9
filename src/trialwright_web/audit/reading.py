"""Read the database as it stands at one moment, while the site goes on writing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

BEGIN = {
    # Not IMMEDIATE, as the site's own transactions are: a reader takes no lock from a writer.
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


class Moment:
    """A connection that sees one moment only."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.vendor: str = connection.vendor

    def rows(self, statement: str, parameters: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
        """The rows of a statement, column -> value, without holding them all."""
        with self._connection.chunked_cursor() as cursor:
            # Without parameters a percent sign is one: the schema is asked with LIKE.
            cursor.execute(statement, parameters or None)
            names: list[str] = []
            for row in cursor:
                # A cursor of PostgreSQL knows its columns only with its first row.
                names = names or [column[0] for column in cursor.description]
                yield dict(zip(names, row, strict=True))

    def quoted(self, name: str) -> str:
        """A name of a table or column as this database writes it."""
        text: str = self._connection.ops.quote_name(name)
        return text


@contextmanager
def one_moment(alias: str = DEFAULT_DB_ALIAS) -> Iterator[Moment]:
    """A connection of its own, in one read-only transaction."""
    connection = connections[alias].copy()
    try:
        with connection.cursor() as cursor:
            cursor.execute(BEGIN[connection.vendor])
            yield Moment(connection)
            cursor.execute("ROLLBACK")
    finally:
        connection.close()
