"""The library of records that lies in the output folder, if one was built."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
from django.conf import settings
from django.http import QueryDict

from trialwright.record.library.search import Query
from trialwright.record.library.store import opened_library

NAME = "library.duckdb"
FIELDS = ("condition", "design", "sponsor", "phase", "text")
MOST = 100


def library_is_built() -> bool:
    """Whether there is a library to search."""
    return bool((settings.OUT_DIRECTORY / NAME).is_file())


@contextmanager
def library() -> Iterator[duckdb.DuckDBPyConnection]:
    """The library, to read. Raises RecordError where it cannot be used."""
    with opened_library(settings.OUT_DIRECTORY / NAME) as connection:
        yield connection


def asked(form: QueryDict) -> dict[str, str]:
    """What was written into the fields of the search form; an empty field is left out."""
    written = {name: form.get(name, "").strip()[:200] for name in FIELDS}
    return {name: text for name, text in written.items() if text}


def query_of(form: QueryDict) -> Query:
    """The search that a form asks for."""
    return Query(**asked(form), limit=MOST)
