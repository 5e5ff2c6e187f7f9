"""From the bytes of a file to values of the study, by the way of reading that was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trialwright.capture.imports.laboratory import DELIMITERS, laboratory_values, read_mapping
from trialwright.capture.imports.odm import odm_values
from trialwright.capture.imports.plan import ImportedValue
from trialwright.capture.journal.proof import hash_of
from trialwright.capture.participant import Participant
from trialwright.definition import Definition
from trialwright.definition.strict_yaml import read_text
from trialwright.errors import Problem, TrialwrightError
from trialwright.exchange.csv_table import read_csv
from trialwright.exchange.odm_clinical import read_clinical_data
from trialwright.sentence import sentence
from trialwright_web.capture.models import FormInstance
from trialwright_web.capture.progress import person_of

ODM = "odm"
FOLDER = "imports"
"""In the study's folder: one mapping a laboratory."""


@dataclass(frozen=True)
class ImportedFile:
    """A file as it was chosen: its bytes are never looked for by a path."""

    name: str
    data: bytes


def mapping_names(study_directory: Path) -> tuple[str, ...]:
    """The mappings that the study has."""
    return tuple(sorted(path.stem for path in (study_directory / FOLDER).glob("*.yaml")))


def read_values(
    definition: Definition, study_directory: Path, kind: str, file: ImportedFile
) -> Sequence[ImportedValue]:
    """Read a file as ODM or by a mapping of the study. Raises TrialwrightError with every fault."""
    if kind == ODM:
        return odm_values(definition, read_clinical_data(file.data, file.name), file.name)
    if kind not in mapping_names(study_directory):
        raise TrialwrightError(
            Problem("", 0, "kind", sentence("there is no mapping {kind!r}", kind=kind))
        )
    name = f"{FOLDER}/{kind}.yaml"
    mapping = read_mapping(read_text(study_directory / name, name), name, definition)
    delimiter = DELIMITERS[mapping.delimiter]
    table = read_csv(file.data, name=file.name, encoding=mapping.encoding, delimiter=delimiter)
    column = mapping.columns.participant
    numbers = {row.values[column].strip() for row in table.rows if column in row.values}
    return laboratory_values(definition, mapping, table, _people(definition, numbers), file.name)


def _people(definition: Definition, numbers: set[str]) -> list[Participant]:
    rows = FormInstance.objects.filter(study=definition.study.id, participant__in=numbers)
    found: dict[str, list[FormInstance]] = {}
    for row in rows.order_by("participant", "visit", "form", "repeat"):
        found.setdefault(row.participant, []).append(row)
    return [person_of(number, forms) for number, forms in found.items()]


def import_reason(reason: str, file: ImportedFile) -> str:
    """The reason as the journal keeps it, with the name and hash of the file.

    Raises TrialwrightError where none is given.
    """
    if not (given := reason.strip()):
        what = sentence("Say why the file is imported: the reason stays in the journal.")
        raise TrialwrightError(Problem("", 0, "reason", what))
    return f"{given} (imported from {file.name}, SHA-256 {hash_of(file.data)})"
