"""Build the package a data requester receives, or refuse it with every reason.

`build_package` reads as the table of contents: decide, name, transform, write aside, pass the gate,
move into place. Until the last step nothing stands in the package's folder.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from trialwright.datasets.snapshot import Snapshot
from trialwright.definition.load import Definition
from trialwright.endpoints.derived import Derived
from trialwright.errors import Problem, ReleaseRefused
from trialwright.sharing.classes import EquivalenceClasses
from trialwright.sharing.csv_files import write_csv
from trialwright.sharing.decisions import check_decisions
from trialwright.sharing.dictionary import HEADER, dictionary_rows
from trialwright.sharing.dictionary import NAME as DICTIONARY
from trialwright.sharing.endpoints_table import derive_endpoints_table
from trialwright.sharing.form_tables import check_values, derive_form_table
from trialwright.sharing.gate import check_package
from trialwright.sharing.identifiers import choose_key
from trialwright.sharing.participants_table import derive_participants_table
from trialwright.sharing.people import SharedParticipant, derive_people, kept_out_by_consent
from trialwright.sharing.readme import FIXED_WORDING, readme_text
from trialwright.sharing.readme import NAME as README
from trialwright.sharing.source_marks import source_marks
from trialwright.sharing.summary import (
    FORMAT,
    MANIFEST,
    PackageSummary,
    describe_files,
    is_package,
    load_summary,
)
from trialwright.sharing.suppression import released_classes
from trialwright.sharing.tables import Table

DOCUMENTS = (README, DICTIONARY, MANIFEST)


def build_package(
    snapshot: Snapshot, derived: Derived, directory: Path, *, key: bytes | None = None
) -> PackageSummary:
    """Write the package of a snapshot to `directory` and return what it holds.

    `key` decides the new ids; real data need a secret one (key_file.load_key), a rehearsal does not.
    The same snapshot and key give the same bytes. A package already there is replaced. Raises
    ReleaseRefused, and leaves everything as it was, when anything may not leave.
    """
    key = choose_key(key, synthetic=snapshot.synthetic)
    _refuse(check_decisions(snapshot.definition))
    _check_place(directory)
    people = derive_people(snapshot, derived, key)
    kept_out = len(kept_out_by_consent(snapshot, derived))
    tables = derive_tables(snapshot.definition, derived, people)
    directory.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".package-", dir=directory.parent))
    try:
        _write_package(snapshot, people, tables, kept_out, draft)
        check_package(
            draft,
            tables,
            DOCUMENTS,
            quasi_identifiers=[q.id for q in snapshot.definition.sharing.quasi_identifiers],
            smallest_class=snapshot.definition.sharing.risk.smallest_class,
            marks=source_marks(snapshot, definition_wording(snapshot.definition)),
        )
        _move_into_place(draft, directory)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return load_summary(directory)


def derive_tables(
    definition: Definition, derived: Derived, people: Sequence[SharedParticipant]
) -> tuple[Table, ...]:
    """Participants, derived endpoints and one table a form; refuses values that fit no item."""
    pairs = [(one.source, one.person) for one in people]
    _refuse(p for form in definition.forms for p in check_values(definition, form, pairs))
    forms = (derive_form_table(definition, form, pairs) for form in definition.forms)
    return (
        derive_participants_table(
            definition,
            [(one.row, one.person) for one in people],
            {one.source.id: one.profile for one in people},
        ),
        derive_endpoints_table(definition, derived, {one.source.id: one.person for one in people}),
        *(table for table in forms if table is not None),
    )


def definition_wording(definition: Definition) -> str:
    """Every text of the definition and of the README's own sentences."""
    models = [model.model_dump_json() for model in definition.models.values()]
    models += [codelist.model_dump_json() for codelist in definition.codelists]
    return "\n".join([*models, FIXED_WORDING])


def _write_package(
    snapshot: Snapshot,
    people: Sequence[SharedParticipant],
    tables: Sequence[Table],
    kept_out: int,
    draft: Path,
) -> None:
    definition = snapshot.definition
    hidden = frozenset(one.source.id for one in people if one.person.suppressed)
    classes = released_classes({one.source.id: one.profile for one in people}, hidden)
    for table in tables:
        write_csv(draft / table.file, [column.name for column in table.columns], table.rows)
    write_csv(draft / DICTIONARY, HEADER, dictionary_rows(definition, tables))
    text = readme_text(
        definition,
        tables,
        classes,
        suppressed=len(hidden),
        kept_out=kept_out,
        synthetic=snapshot.synthetic,
    )
    (draft / README).write_bytes(text.encode())
    _write_manifest(snapshot, tables, classes, (len(hidden), kept_out), draft)


def _write_manifest(
    snapshot: Snapshot,
    tables: Sequence[Table],
    classes: EquivalenceClasses,
    hidden: tuple[int, int],
    draft: Path,
) -> None:
    """`hidden`: how many participants are suppressed, and how many consent keeps out."""
    definition, (suppressed, kept_out) = snapshot.definition, hidden
    files = describe_files(draft, {table.file: len(table.rows) for table in tables})
    sizes = sorted(classes.sizes.items(), key=lambda one: [str(v or "") for v in one[0]])
    manifest = {
        "format": FORMAT,
        "study": definition.study.id,
        "registry_id": definition.study.registry_id,
        "synthetic": snapshot.synthetic,
        "snapshot_sha256": snapshot.sha256,
        "definition_sha256": definition.hash,
        "participants": classes.n + suppressed,
        "suppressed": suppressed,
        "kept_out_by_consent": kept_out,
        "threshold": definition.sharing.risk.smallest_class,
        "quasi_identifiers": [q.id for q in definition.sharing.quasi_identifiers],
        "smallest_class": classes.k,
        "classes": [{"values": list(values), "size": size} for values, size in sizes],
        "files": {f.name: {"sha256": f.sha256, "bytes": f.size, "rows": f.rows} for f in files},
    }
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    (draft / MANIFEST).write_bytes(text.encode())


def _check_place(directory: Path) -> None:
    """Only a package may be replaced by a package."""
    empty = directory.is_dir() and not any(directory.iterdir())
    if directory.exists() and not empty and not is_package(directory):
        what, cure = "something that is no package is already here", "name another folder"
        raise ReleaseRefused(Problem(str(directory), 0, "", what, cure))


def _move_into_place(draft: Path, directory: Path) -> None:
    draft.chmod(0o755)
    if directory.exists():
        # A folder cannot be swapped in one step: the old package steps aside first.
        old = Path(tempfile.mkdtemp(prefix=".package-", dir=directory.parent))
        directory.replace(old)
        draft.replace(directory)
        shutil.rmtree(old)
    else:
        draft.replace(directory)


def _refuse(problems: Iterable[Problem]) -> None:
    found = sorted(problems)
    if found:
        raise ReleaseRefused(found)
