"""Open a backup, put a site up from it, and prove it. Nothing that is there is overwritten."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import IO, cast

from django.core.management import call_command

from trialwright.capture.journal.proof import Proof, prove, read_anchors, read_material
from trialwright.errors import OutputError, Problem, TrialwrightError
from trialwright_web.accounts.secret import SECRET
from trialwright_web.audit.anchor import ANCHORS, KEY
from trialwright_web.audit.trail import write_trail
from trialwright_web.operations.sealed_file import OpeningReader
from trialwright_web.operations.second_connection import connected
from trialwright_web.operations.tables_file import read_tables

SQLITE, TABLES = "site.sqlite3", "tables.jsonl"
_KNOWN = frozenset({SQLITE, TABLES, ANCHORS, KEY, SECRET})


class BrokenBackup(TrialwrightError):
    """A backup that opens and yet is not what it says."""


def restore(backup: Path, out: Path, passphrase: str, *, address: str = "") -> Proof:
    """Restore into a new folder `out`, or the empty PostgreSQL database of `address`.

    Everything is opened to one side first; `out` appears whole or not at all. Raises OutputError
    where it is in use, SealedFileError or BrokenBackup where the backup is not whole,
    TablesFileError for a database that is in use.
    """
    if out.exists() and any(out.iterdir()):
        what, cure = "is not empty: nothing is restored over it", "name a new folder"
        raise OutputError(Problem(str(out), 0, "", what, cure))
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".restore-", dir=out.parent))
    try:
        made_in = open_backup(backup, passphrase, draft)
        proof = _put_up(draft, made_in, address)
        if out.exists():
            out.rmdir()
        draft.rename(out)
        return proof
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def prove_backup(backup: Path, passphrase: str) -> Proof:
    """Restore to one side and prove it; nothing stays."""
    with tempfile.TemporaryDirectory(prefix=".prove-", dir=backup.parent) as folder:
        made_in = open_backup(backup, passphrase, Path(folder))
        return _put_up(Path(folder), made_in, "")


def open_backup(backup: Path, passphrase: str, folder: Path) -> str:
    """Put the files of a backup into a folder, each with the SHA-256 that its manifest says.

    The answer is the kind of database that it was made in.
    """
    with backup.open("rb") as file:
        opening = OpeningReader(file, passphrase, str(backup))
        found = _extract(opening, folder, backup)
        # The end of the tar is not the end of the file: what follows must open as well.
        while opening.read(1 << 16):
            pass
    manifest = json.loads(found.pop("manifest.json"))
    if found != manifest["files"]:
        raise _broken(backup, "its files are not those of its manifest")
    made_in: str = manifest["database"]
    return made_in


def _extract(opening: OpeningReader, folder: Path, backup: Path) -> dict[str, str]:
    """Name -> SHA-256 of what was extracted; of the manifest its text."""
    found: dict[str, str] = {}
    # tarfile only reads from what it is given, which a raw reader can do.
    with tarfile.open(fileobj=cast(IO[bytes], opening), mode="r|gz") as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None or member.name in found:
                raise _broken(backup, f"holds {member.name!r} in a way that it should not")
            if not found:
                found["manifest.json"] = content.read().decode("utf-8")
            elif member.name in _KNOWN:
                found[member.name] = _write_private(folder / member.name, content)
            else:
                raise _broken(backup, f"holds {member.name!r}, which no backup has")
    return found


def _write_private(path: Path, content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    path.touch(mode=0o600, exist_ok=False)
    with path.open("r+b") as file:
        while some := content.read(1 << 20):
            digest.update(some)
            file.write(some)
    return digest.hexdigest()


def _put_up(folder: Path, made_in: str, address: str) -> Proof:
    """The database from the files of the backup in `folder`, and its proof."""
    anchors = read_anchors(folder / ANCHORS) if (folder / ANCHORS).exists() else ([], [])
    tables, database = folder / TABLES, folder / SQLITE
    if address and not tables.exists():
        what = "this backup is a copy of an SQLite file and fits no other database"
        raise BrokenBackup(Problem("", 0, "", what, "make one with backup --portable"))
    if not tables.exists():
        material = read_material(database)
    else:
        with connected("restored", address or f"sqlite://{database}") as alias:
            call_command("migrate", database=alias, verbosity=0, interactive=False)
            read_tables(tables, alias)
            trail = folder / "trail.jsonl"
            write_trail(trail, alias)
        material = read_material(trail)
        trail.unlink()
        tables.unlink()
    proof = prove(material, anchors[0], moved=material.database != made_in)
    return Proof(proof.proved, (*anchors[1], *proof.faults))


def _broken(backup: Path, what: str) -> BrokenBackup:
    return BrokenBackup(Problem(str(backup), 0, "", what, "take another copy of it"))
