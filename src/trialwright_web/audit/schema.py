"""What the database itself says of the journal's tables and triggers."""

from __future__ import annotations

from trialwright.capture.journal.proof import SCHEMA_OF_SQLITE, canonical, hash_of
from trialwright_web.audit.reading import Moment, one_moment

# With each trigger its function and whether it is on; with each table its columns and constraints.
_SCHEMA_OF_POSTGRESQL = """
    SELECT tgname::text AS name, concat_ws(' ', tgenabled, pg_get_triggerdef(t.oid),
           pg_get_functiondef(t.tgfoid)) AS sql
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relname LIKE 'journal%' AND NOT tgisinternal AND tgenabled <> 'D'
    UNION ALL
    SELECT conname::text, pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relname LIKE 'journal%' AND k.contype <> 'n'
    UNION ALL
    SELECT c.relname || '.' || attname, format_type(atttypid, atttypmod)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relname LIKE 'journal%' AND c.relkind = 'r' AND attnum > 0 AND NOT attisdropped
    ORDER BY name, sql
"""


def journal_schema(moment: Moment) -> list[list[str]]:
    """[name, text] of everything; a trigger that is switched off is not there."""
    sqlite = moment.vendor == "sqlite"
    rows = moment.rows(SCHEMA_OF_SQLITE if sqlite else _SCHEMA_OF_POSTGRESQL)
    return [[row["name"], row["sql"]] for row in rows]


def schema_hash() -> str:
    """The hash of it, as an anchor holds it and the proof computes it again."""
    with one_moment() as moment:
        return hash_of(canonical(journal_schema(moment)))
