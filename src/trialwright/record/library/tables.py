"""The tables of a library: their columns, as DuckDB declares them and as a batch is built."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import polars as pl

LAYOUT: Final = 1
LISTED: Final = pl.List(pl.String)
KEYS: Final = ("nct_id", "version")
Columns = Mapping[str, pl.DataType | type[pl.DataType]]

# One row a version of a record. A date that was registered as a month stands for its first day;
# the record as received is in `raw`, deflated. NULL is what the record does not say.
_STUDIES: Final[Columns] = {
    "nct_id": pl.String,
    "version": pl.String,
    "title": pl.String,
    "official_title": pl.String,
    "acronym": pl.String,
    "summary": pl.String,
    "conditions": LISTED,
    "keywords": LISTED,
    "condition_terms": LISTED,
    "interventions": LISTED,
    "intervention_types": LISTED,
    "sponsor": pl.String,
    "sponsor_class": pl.String,
    "study_type": pl.String,
    "phases": LISTED,
    "allocation": pl.String,
    "intervention_model": pl.String,
    "observational_model": pl.String,
    "primary_purpose": pl.String,
    "masking": pl.String,
    "status": pl.String,
    "enrolment": pl.Int64,
    "enrolment_type": pl.String,
    "start_date": pl.Date,
    "primary_completion_date": pl.Date,
    "completion_date": pl.Date,
    "first_posted_date": pl.Date,
    "last_update_date": pl.Date,
    "minimum_age": pl.String,
    "maximum_age": pl.String,
    "sex": pl.String,
    "countries": LISTED,
    "n_sites": pl.Int32,
    "n_groups": pl.Int32,
    "n_primary_outcomes": pl.Int32,
    "n_outcomes": pl.Int32,
    "has_results": pl.Boolean,
    "accrual_days": pl.Int32,
    "linted_as_of": pl.Date,
    "rule_set": pl.String,
    "errors": pl.Int32,
    "warnings": pl.Int32,
    "notes": pl.Int32,
    "source_format": pl.String,
    "sha256": pl.String,
    "raw": pl.Binary,
}
_OUTCOMES: Final[Columns] = {
    "nct_id": pl.String,
    "version": pl.String,
    "kind": pl.String,
    "position": pl.Int32,
    "measure": pl.String,
    "time_frame": pl.String,
    "horizon_number": pl.Float64,
    "horizon_unit": pl.String,
    "horizon_days": pl.Float64,
    "origin": pl.String,
    "open_ended": pl.Boolean,
}
_FINDINGS: Final[Columns] = {
    "nct_id": pl.String,
    "version": pl.String,
    "rule": pl.String,
    "severity": pl.String,
    "path": pl.String,
}

TABLES: Final[Mapping[str, Columns]] = MappingProxyType(
    {"studies": _STUDIES, "outcomes": _OUTCOMES, "findings": _FINDINGS}
)
_SQL: Final[dict[pl.DataType | type[pl.DataType], str]] = {
    pl.String: "VARCHAR",
    LISTED: "VARCHAR[]",
    pl.Int64: "BIGINT",
    pl.Int32: "INTEGER",
    pl.Float64: "DOUBLE",
    pl.Boolean: "BOOLEAN",
    pl.Date: "DATE",
    pl.Binary: "BLOB",
}


def create_statements() -> tuple[str, ...]:
    """The statements that make the empty tables of a new library."""
    made = []
    for table, columns in TABLES.items():
        declared = ", ".join(f"{name} {_SQL[kind]}" for name, kind in columns.items())
        made.append(f"CREATE TABLE {table} ({declared})")
    return (*made, "CREATE TABLE layout (version INTEGER)", f"INSERT INTO layout VALUES ({LAYOUT})")


def packed_query() -> str:
    """The query of a library in one table: each study with its outcomes and its findings in lists.

    Sorted, so that the same content makes the same file.
    """
    return f"""
        SELECT studies.*, coalesce(o.packed, []) AS outcomes, coalesce(f.packed, []) AS findings
        FROM studies
        LEFT JOIN ({_listed("outcomes", "position")}) AS o USING (nct_id, version)
        LEFT JOIN ({_listed("findings", "rule, path")}) AS f USING (nct_id, version)
        ORDER BY nct_id, version
    """


def _listed(table: str, order: str) -> str:
    fields = ", ".join(f"{name} := {name}" for name in TABLES[table] if name not in KEYS)
    return (
        f"SELECT nct_id, version, list(struct_pack({fields}) ORDER BY {order}) AS packed "
        f"FROM {table} GROUP BY ALL"
    )
