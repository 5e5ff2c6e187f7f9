"""Back a site up while it runs, into one sealed file that is opened and proved before it counts."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import pysqlite3
from django.db import connection

from trialwright.capture.journal.proof import Proof
from trialwright.errors import OutputError, Problem
from trialwright_web.accounts.secret import SECRET
from trialwright_web.audit.anchor import ANCHORS, KEY
from trialwright_web.capture.actor import utc_now
from trialwright_web.operations.restore import SQLITE, TABLES, prove_backup
from trialwright_web.operations.sealed_file import SealingWriter
from trialwright_web.operations.second_connection import frozen
from trialwright_web.operations.tables_file import write_tables

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: the SHA-256 of each file, when it was begun, of which database."""

    at: str
    database: str
    files: dict[str, str]


def back_up(target: Path, out: Path, passphrase: str, *, portable: bool = False) -> Proof:
    """Write a backup of the site in `out`, and prove what it restores to.

    SQLite is copied page by page by its own backup interface; PostgreSQL, and SQLite when the
    backup is to be `portable`, is read table by table in one read-only transaction. The site goes
    on writing meanwhile. While it runs, an unsealed copy lies in a folder beside `target` that
    only its owner can read. The file appears under its name only when it has been opened again,
    restored to one side and proved.

    Raises OutputError where the target is there already or cannot be written, SealedFileError for
    a passphrase that is too short.
    """
    if target.exists():
        raise OutputError(Problem(str(target), 0, "", "is there already", "choose another name"))
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            return _back_up(target, out, passphrase, Path(folder), portable=portable)
    except OSError as error:
        what = f"cannot be written: {error.strerror or error}"
        raise OutputError(
            Problem(str(target), 0, "", what, "make room, or choose another")
        ) from None


def _back_up(target: Path, out: Path, passphrase: str, folder: Path, *, portable: bool) -> Proof:
    at = utc_now()
    # The anchors first: the lines that they name are then in the copy of the database.
    names = [name for name in (ANCHORS, KEY, SECRET) if (out / name).exists()]
    for name in names:
        (folder / name).write_bytes((out / name).read_bytes())
    names.append(_copy_database(folder, portable=portable))
    files = {name: _sha256(folder / name) for name in names}
    manifest = Manifest(at, connection.vendor, files)
    sealed = folder / "sealed"
    with sealed.open("xb") as file:
        _seal(file, passphrase, manifest, folder)
        file.flush()
        os.fsync(file.fileno())
    proof = prove_backup(sealed, passphrase)
    if not proof.faults:
        sealed.replace(target)
        _sync_folder(target.parent)
    return proof


def _copy_database(folder: Path, *, portable: bool) -> str:
    if connection.vendor == "sqlite" and not portable:
        source = connection.copy()
        try:
            source.ensure_connection()
            with closing(pysqlite3.connect(str(folder / SQLITE))) as target:
                source.connection.backup(target)
                # One file, without the log of writes that the site keeps beside its own.
                target.execute("PRAGMA journal_mode = DELETE")
        finally:
            source.close()
        return SQLITE
    with frozen("moment") as alias:
        write_tables(folder / TABLES, alias)
    return TABLES


def _seal(file: IO[bytes], passphrase: str, manifest: Manifest, folder: Path) -> None:
    told = json.dumps(asdict(manifest)).encode("utf-8")
    with (
        SealingWriter(file, passphrase) as sealing,
        tarfile.open(fileobj=sealing, mode="w|gz") as tar,
    ):
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(told)
        tar.addfile(head, io.BytesIO(told))
        for name in manifest.files:
            tar.add(folder / name, name, recursive=False)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
