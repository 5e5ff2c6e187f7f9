"""The triggers that make the journal append-only, on SQLite and on PostgreSQL.

On SQLite `INSERT OR REPLACE` removes a row without asking the trigger on DELETE unless
`recursive_triggers` is on, which every connection of the site sets; a stranger's connection is met
by the trigger on INSERT, which permits only the next number of a chain and no row id in use.
"""

from __future__ import annotations

from typing import Final

SQLITE: Final = (
    """
    CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal_line
    BEGIN SELECT RAISE(ABORT, 'a line of the journal is never changed'); END
    """,
    """
    CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal_line
    BEGIN SELECT RAISE(ABORT, 'a line of the journal is never removed'); END
    """,
    """
    CREATE TRIGGER journal_in_order BEFORE INSERT ON journal_line
    WHEN NEW.seq <> 1 + COALESCE(
            (SELECT MAX(seq) FROM journal_line WHERE study = NEW.study AND chain = NEW.chain), 0)
        OR EXISTS (SELECT 1 FROM journal_line WHERE rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'a line of the journal follows the last one'); END
    """,
)

POSTGRESQL: Final = (
    """
    CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'a line of the journal is never changed or removed'; END $$
    """,
    """
    CREATE FUNCTION journal_check_order() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.seq <> 1 + COALESCE(
            (SELECT MAX(seq) FROM journal_line WHERE study = NEW.study AND chain = NEW.chain), 0)
        THEN RAISE EXCEPTION 'a line of the journal follows the last one'; END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal_line
    FOR EACH ROW EXECUTE FUNCTION journal_refuse()
    """,
    """
    CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal_line
    FOR EACH ROW EXECUTE FUNCTION journal_refuse()
    """,
    """
    CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal_line
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()
    """,
    """
    CREATE TRIGGER journal_in_order BEFORE INSERT ON journal_line
    FOR EACH ROW EXECUTE FUNCTION journal_check_order()
    """,
    # A session that plays another server's changes skips every trigger that is not ALWAYS.
    *(
        f"ALTER TABLE journal_line ENABLE ALWAYS TRIGGER {name}"
        for name in (
            "journal_no_update",
            "journal_no_delete",
            "journal_no_truncate",
            "journal_in_order",
        )
    ),
)


def create_triggers(apps: object, schema_editor: object) -> None:
    """Create the triggers of the database in use. A step of the first migration."""
    connection = schema_editor.connection  # type: ignore[attr-defined]
    statements = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
