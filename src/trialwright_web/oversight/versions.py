"""Every version of the definition that entries were made under: kept whole, and read again."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from trialwright.definition import Definition, load_definition
from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import sentence
from trialwright_web.capture.models import Study
from trialwright_web.oversight.models import DefinitionFile, VersionFile


class VersionLost(TrialwrightError):
    """A version of the definition is not what it was when it was kept."""


def keep_version(definition: Definition, directory: Path) -> None:
    """Keep the files of a version beside the data, in the transaction of whoever calls.

    Raises VersionLost where a file in `directory` is no longer what the definition was read from.
    """
    for name, sha256 in definition.files:
        content = (directory / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            what = sentence("{name} was changed while it was read", name=name)
            raise VersionLost(Problem(name, 0, "", what, sentence("start again")))
        if not DefinitionFile.objects.filter(sha256=sha256).exists():
            DefinitionFile.objects.bulk_create([DefinitionFile(sha256=sha256, content=content)])
    rows = [
        VersionFile(study=definition.study.id, definition=definition.hash, name=name, sha256=sha256)
        for name, sha256 in definition.files
    ]
    VersionFile.objects.bulk_create(rows, ignore_conflicts=True)


@lru_cache(maxsize=8)
def kept_version(study: str, definition: str) -> Definition:
    """A version by its hash, read again from what was kept.

    Raises VersionLost where it was not kept, or its files no longer have their hashes.
    """
    with tempfile.TemporaryDirectory(prefix="trialwright-version-") as folder:
        files = list(VersionFile.objects.filter(study=study, definition=definition))
        contents = {f.sha256: bytes(f.content) for f in _contents(files)}
        for file in files:
            path = Path(folder) / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(contents[file.sha256])
        loaded = load_definition(Path(folder)) if files else None
    if loaded is None or loaded.hash != definition:
        what = sentence(
            "the version {version} of the definition was not kept whole", version=definition[:12]
        )
        raise VersionLost(Problem("", 0, "", what, sentence("put the folder back as it was")))
    return loaded


def _contents(files: list[VersionFile]) -> Iterator[DefinitionFile]:
    yield from DefinitionFile.objects.filter(sha256__in={file.sha256 for file in files})


def definition_in_force(study: str) -> str:
    """The hash of the version in force; empty where no study is set up."""
    if "study" not in connection.introspection.table_names():
        return ""
    held = Study.objects.filter(study=study).values_list("definition", flat=True).first()
    return held or ""


def waiting_definition(in_force: Definition) -> Definition | None:
    """The version in the study's folder where it is another one than that in force.

    Raises DefinitionError where the folder holds no study that can be read.
    """
    found = _read_folder(settings.STUDY_DIRECTORY, _written(settings.STUDY_DIRECTORY))
    return None if found.hash == in_force.hash else found


@lru_cache(maxsize=2)
def _read_folder(directory: Path, _written: tuple[tuple[str, int, int], ...]) -> Definition:
    return load_definition(directory)


def _written(directory: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of every file in a folder: while they stay, so does what was read.

    What is put in force is held to the hashes of its files again (see keep_version).
    """
    paths = [path for path in sorted(directory.rglob("*")) if path.is_file()]
    stats = [(path, path.stat()) for path in paths]
    return tuple((str(path), stat.st_size, stat.st_mtime_ns) for path, stat in stats)
