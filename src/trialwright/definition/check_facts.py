"""The provenance of every statement, checked against the record itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trialwright.definition.parts import Parts
from trialwright.definition.provenance import Source
from trialwright.definition.scalars import Model
from trialwright.definition.strict_yaml import Path_
from trialwright.definition.study import Fact
from trialwright.errors import Problem, RecordError
from trialwright.record.paths import value_at
from trialwright.record.plaintext import plain_text
from trialwright.record.read import Record


@dataclass(frozen=True)
class Statement:
    """One sourced statement of the definition: the file, the place in it, and its provenance."""

    file: str
    path: Path_
    owner: Model
    source: Source


def statements(models: Mapping[str, Model]) -> Iterator[Statement]:
    """Every sourced statement of the study, file by file."""
    for file, model in models.items():
        yield from _walk(file, model, ())


def _walk(file: str, model: Model, path: Path_) -> Iterator[Statement]:
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        here = (*path, field.alias or name)
        if isinstance(value, Source):
            yield Statement(file, here, model, value)
        elif isinstance(value, Model):
            yield from _walk(file, value, here)
        elif isinstance(value, tuple):
            for index, part in enumerate(value):
                if isinstance(part, Model):
                    yield from _walk(file, part, (*here, index))
        elif isinstance(value, dict):
            for key, part in value.items():
                if isinstance(part, Model):
                    yield from _walk(file, part, (*here, key))


def check_provenance(parts: Parts) -> Iterator[Problem]:
    """Record paths exist, quotes stand in the record, site parameters are declared."""
    parameters = {p.id for p in parts.site.parameters} if parts.site else None
    for statement in statements(parts.models):
        document = parts.documents.get(statement.file)
        if document is None:
            continue
        source = statement.source
        if source.record and parts.record:
            for what, cure in _against_record(parts.record, statement):
                yield document.problem(statement.path, what, cure)
        named = source.site_parameter
        if named and parameters is not None and named not in parameters:
            cure = "declare it in site.yaml"
            yield document.problem(statement.path, f"no site parameter '{named}'", cure)


def check_registry_number(parts: Parts) -> Iterator[Problem]:
    """The study names the record that lies in its folder, not another."""
    study, record = parts.study, parts.record
    if study and record and study.registry_id != record.nct_id:
        what = f"the record is that of {record.nct_id}, not {study.registry_id}"
        cure = "correct the number, or put the study's own record into the folder"
        yield parts.documents["study.yaml"].problem(("registry_id",), what, cure)


def _against_record(record: Record, statement: Statement) -> Iterator[tuple[str, str]]:
    source, owner = statement.source, statement.owner
    assert source.record
    try:
        value = value_at(record, source.record)
    except RecordError as error:
        yield f"the record has no such place: {error.problems[0].what}", "check the path"
        return
    if source.quote and not _quoted(value, source.quote):
        yield f"the record does not say '{source.quote}' there", "quote the record word for word"
    if isinstance(owner, Fact) and not source.quote and str(value) != owner.value:
        yield f"the record says '{value}' here, not '{owner.value}'", "take the record's value"


def _quoted(value: object, quote: str) -> bool:
    return isinstance(value, str) and plain_text(value).find(quote) is not None
