"""Folders that are written: whole or not at all, by one program at a time, over nothing of others."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from trialwright.errors import OutputError, Problem

GUARD = ".guard"


@contextmanager
def sole_writer(out: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold `out`, so that two runs into one folder follow each other.

    Raises OutputError, with the system's reason, for whatever cannot be written meanwhile.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with (out / GUARD).open("w") as guard:
            try:
                fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                tell(f"Another run is writing into {out}: waiting for it")
                fcntl.flock(guard, fcntl.LOCK_EX)
            yield
    except OSError as error:
        what = f"cannot be written: {error.strerror or error}"
        cure = "name another folder with --out, or make room"
        raise OutputError(Problem(str(error.filename or out), 0, "", what, cure)) from error


@contextmanager
def write_whole(folder: Path, names: Collection[str]) -> Iterator[Path]:
    """Write the files `names` to the side and put the folder in place when it is complete.

    A folder that is there is replaced only if it holds nothing else: anything else is somebody's.
    Raises OutputError then.
    """
    _check_ours(folder, names)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield draft
        draft.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _check_ours(folder: Path, names: Collection[str]) -> None:
    found = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    if others := [name for name in found if name not in names]:
        what = f"holds {others[0]}, which this program did not write"
        cure = "move it, or name another folder with --out"
        raise OutputError(Problem(str(folder), 0, "", what, cure))
