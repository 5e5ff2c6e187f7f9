"""Find studies in a library by what they study, how, by whom, and by words in their texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import duckdb

# The newest version of each record; a search shows a study once.
LATEST: Final = """
    SELECT * FROM studies
    QUALIFY row_number() OVER (PARTITION BY nct_id ORDER BY version DESC) = 1
"""
_COLUMNS: Final = (
    "nct_id, version, title, conditions, sponsor, study_type, phases, allocation, masking, status, "
    "enrolment, enrolment_type, start_date, errors, warnings, notes"
)
_DESIGN: Final = (
    "study_type",
    "allocation",
    "intervention_model",
    "observational_model",
    "primary_purpose",
    "masking",
)
_TEXTS: Final = ("title", "official_title", "acronym", "summary")
_LISTS: Final = ("conditions", "keywords", "condition_terms", "interventions")


@dataclass(frozen=True)
class Query:
    """What is asked; None asks nothing.

    `condition`, `sponsor` and `text` are found inside a text, in any case. `design` is one of the
    registry's codes or words: type, allocation, model, purpose or masking ('non-randomized').
    `phase` is a number or a code. `limit` is the most studies wanted.
    """

    condition: str | None = None
    design: str | None = None
    sponsor: str | None = None
    phase: str | None = None
    text: str | None = None
    limit: int = 20


@dataclass(frozen=True)
class Found:
    """The studies found, in the order of their numbers, and how many there are in all."""

    total: int
    studies: tuple[dict[str, Any], ...]


def search_library(library: duckdb.DuckDBPyConnection, query: Query) -> Found:
    """The studies that answer every part of a query, in their newest version.

    What is asked goes to the database as parameters, so that no text can become a command.
    """
    clauses, parameters = _where(query)
    condition = " AND ".join(clauses) or "true"
    counted = library.execute(f"SELECT count(*) FROM ({LATEST}) WHERE {condition}", parameters)
    ((total,),) = counted.fetchall()
    rows = library.execute(
        f"SELECT {_COLUMNS} FROM ({LATEST}) WHERE {condition} ORDER BY nct_id LIMIT ?",
        [*parameters, query.limit],
    )
    return Found(int(total), named_rows(rows))


def named_rows(result: duckdb.DuckDBPyConnection) -> tuple[dict[str, Any], ...]:
    """The rows of a result with the names of their columns."""
    names = [column[0] for column in result.description or ()]
    return tuple(dict(zip(names, row, strict=True)) for row in result.fetchall())


def design_code(text: str) -> str:
    """A design in words as the registry's code: 'case-control' is CASE_CONTROL."""
    return re.sub(r"[\s-]+", "_", text.strip()).upper()


def phase_code(text: str) -> str:
    """A phase as the registry's code: '2', 'phase 2' and 'PHASE2' are PHASE2."""
    code = re.sub(r"[\s_-]+", "", text.strip()).upper()
    if code.isdecimal():
        return f"PHASE{code}"
    return "EARLY_PHASE1" if code == "EARLYPHASE1" else code


def _where(query: Query) -> tuple[list[str], list[object]]:
    clauses: list[str] = []
    parameters: list[object] = []

    def ask(clause: str, value: object, times: int = 1) -> None:
        clauses.append(clause)
        parameters.extend([value] * times)

    if query.condition is not None:
        held = [_in_list(name) for name in ("conditions", "condition_terms")]
        ask(_any(held), query.condition, len(held))
    if query.sponsor is not None:
        ask(_in_text("sponsor"), query.sponsor)
    if query.design is not None:
        same = [f"{name} = ?" for name in _DESIGN]
        ask(_any(same), design_code(query.design), len(same))
    if query.phase is not None:
        ask("list_contains(phases, ?)", phase_code(query.phase))
    if query.text is not None:
        held = [*map(_in_text, _TEXTS), *map(_in_list, _LISTS), _IN_OUTCOMES]
        ask(_any(held), query.text, len(held))
    return clauses, parameters


def _any(clauses: list[str]) -> str:
    return f"({' OR '.join(clauses)})"


def _in_text(column: str) -> str:
    """`contains` takes the text as it is, where LIKE would read % and _ as signs."""
    return f"coalesce(contains(lower({column}), lower(?)), false)"


def _in_list(column: str) -> str:
    return _in_text(f"array_to_string({column}, '\n')")


_IN_OUTCOMES: Final = (
    f"(nct_id, version) IN (SELECT (nct_id, version) FROM outcomes WHERE {_in_text('measure')})"
)
