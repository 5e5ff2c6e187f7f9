"""The outside forms by name, and how each is written as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from trialwright.record.exports.cdisc_ts import export_ts, ts_columns
from trialwright.record.exports.export import Export
from trialwright.record.exports.fhir import export_fhir
from trialwright.record.exports.registry import export_registry
from trialwright.record.exports.who import export_who
from trialwright.record.json_values import to_json

if TYPE_CHECKING:
    from trialwright.record.read import Record

Exporter = Callable[..., Export]
EXPORTERS: Final[Mapping[str, Exporter]] = MappingProxyType(
    {"registry": export_registry, "fhir": export_fhir, "ts": export_ts, "who": export_who}
)


def export_record(record: Record, form: str, *, contacts: bool = False) -> Export:
    """The record in one of the forms named in EXPORTERS; single persons masked by default."""
    return EXPORTERS[form](record, contacts=contacts)


def export_text(export: Export, form: str) -> str:
    """The file of an export: CSV for TS, numbered items for WHO, JSON for the others."""
    if form == "ts":
        return _csv(export.content)
    if form == "who":
        return "".join(_item(item) for item in export.content)
    return to_json(export.content) + "\n"


def export_json(export: Export) -> str:
    """Content and unmapped places in one JSON object, for machines."""
    return to_json({"content": export.content, "unmapped": export.unmapped}) + "\n"


def _csv(rows: list[dict[str, Any]]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, ts_columns(rows), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _item(item: dict[str, Any]) -> str:
    value = item["value"].replace("\n", "\n    ")
    return f"{item['number']}. {item['name']}\n    {value}\n"
