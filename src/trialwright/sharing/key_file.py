"""The site's secret key for new ids: made once, readable by its owner only, never in a package."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from trialwright.errors import Problem, ReleaseRefused

KEY_BYTES = 32


def load_key(path: Path) -> bytes:
    """Read the key, making the file first if there is none.

    Who keeps the same key gets the same ids from the same snapshot; a new key makes two packages
    unlinkable. Raises ReleaseRefused when others may read the file or it holds no key.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
    if path.stat().st_mode & 0o077:
        raise _refused(path, "others may read the key", "chmod 600, or make a new key")
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except ValueError:
        raise _refused(
            path, "there is no key in this file", "restore it, or name another"
        ) from None
    if len(key) < KEY_BYTES:
        raise _refused(path, f"the key is shorter than {KEY_BYTES} bytes", "make a new key")
    return key


def _refused(path: Path, what: str, cure: str) -> ReleaseRefused:
    return ReleaseRefused(Problem(str(path), 0, "", what, cure))
