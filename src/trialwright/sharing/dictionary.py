"""dictionary.csv: every column of every file, and every item that is left out, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trialwright.definition.load import Definition
from trialwright.sharing.form_columns import column_name
from trialwright.sharing.tables import Column, Table

NAME = "dictionary.csv"
HEADER = (
    "file",
    "column",
    "label_en",
    "label_zh",
    "holds",
    "unit",
    "codes_en",
    "codes_zh",
    "item",
    "sharing",
    "because",
)
_HOLDS = {
    "word": "one of the codes",
    "name": "a status word",
    "whole": "whole number",
    "number": "number",
    "result": "laboratory result as reported",
    "day": "study day",
    "band": "age band",
    "visit": "visit",
}


def dictionary_rows(definition: Definition, tables: Sequence[Table]) -> Iterator[tuple[str, ...]]:
    """A row for each column of the package, then one for each item that is not shared."""
    for table in tables:
        for column in table.columns:
            yield _row(definition, table.file, column)
    for form in definition.forms:
        for item in form.items:
            if item.sharing.action == "drop":
                label, because = item.label, item.sharing.because or ""
                name = column_name(item)
                where = f"{form.id}.csv"
                codes = ("", "", "", "")
                yield (where, name, label.en, label.zh, *codes, item.id, "drop", because)


def _row(definition: Definition, file: str, column: Column) -> tuple[str, ...]:
    return (
        file,
        column.name,
        column.label.en,
        column.label.zh,
        _HOLDS[column.kind],
        column.unit,
        *_codes(definition, column),
        column.item,
        column.action,
        column.because,
    )


def _codes(definition: Definition, column: Column) -> tuple[str, str]:
    if column.name == "participant":
        return "", ""
    if column.codelist:
        codes = definition.codelists_by_id[column.codelist].codes
        english = "; ".join(f"{code.code} = {code.label.en}" for code in codes)
        return english, "; ".join(f"{code.code} = {code.label.zh}" for code in codes)
    words = "; ".join(sorted(column.words - {""}, key=lambda word: (len(word), word)))
    return words, words
