"""A second, plain search of a package for what stands in its source: no code of the gate is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from trialwright.capture.entry import Entry
from trialwright.definition.load import Definition

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Shorter texts ("no") stand in every file; the tests give each source text more than that.
SHORTEST_TEXT = 6


def source_dates(entries: Iterable[Entry]) -> set[str]:
    """Every day of the source, in the ways people write days."""
    found: set[str] = set()
    for entry in entries:
        days = {entry.entered_at.date()}
        for value in entry.values:
            days |= {date.fromisoformat(text) for text in _ISO.findall(value.value or "")}
        found |= {text for day in days for text in _ways_to_write(day)}
    return found


def _ways_to_write(day: date) -> Iterator[str]:
    formats = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y-%m", "%Y%m%d")
    yield from (day.strftime(text) for text in formats)
    yield f"{day.year}年"
    yield f"{day.month}月{day.day}日"


def source_ids(entries: Iterable[Entry]) -> set[str]:
    """Ids of entries and participants, and the accounts of those who typed."""
    return {text for entry in entries for text in (entry.id, entry.participant, entry.by)}


def source_texts(definition: Definition, entries: Iterable[Entry]) -> set[str]:
    """Every free text of the source."""
    found = set()
    for entry in entries:
        items = definition.forms_by_id[entry.form].by_id
        for value in entry.values:
            if items[value.item].type == "text" and value.value:
                found.add(value.value)
    return {text for text in found if len(text) >= SHORTEST_TEXT}


def found_in(folder: Path, wanted: Iterable[str]) -> list[str]:
    """Where any of the texts stands, as "file: text"; hashes are left out, for they hold anything."""
    texts = sorted(wanted)
    hits = []
    for path in sorted(folder.rglob("*")):
        content = re.sub(r"\b[0-9a-f]{64}\b", "", path.read_text(encoding="utf-8"))
        hits += [f"{path.name}: {text}" for text in texts if text in content]
    return hits
