"""Who wrote a line of the journal and when, read by the database from the text of the line.

The text is canonical: `"action"`, `"at"`, `"by"` and `"chain"` stand at its beginning in this
order, and no name of a user holds a quotation mark. The index of the journal is over these two.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Func


class _OfLine(Func):
    """A field of the body of a line."""

    arity = 1
    output_field = CharField()
    field = ""
    pattern = ""

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"JSON_EXTRACT(%(expressions)s, '$.{self.field}')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # Not through JSON: a line that could not be read as such could not be written either.
        template = f"SUBSTRING(%(expressions)s FROM '{self.pattern}')"
        return self.as_sql(compiler, connection, template=template, **context)


class WrittenBy(_OfLine):
    """The user who acted."""

    field = "by"
    pattern = '"by":"([^"]*)","chain":'


class WrittenAt(_OfLine):
    """The time of the act."""

    field = "at"
    pattern = '"at":"([^"]*)","by":'
