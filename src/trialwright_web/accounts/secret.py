"""The secret that signs sessions: made at the first start, kept beside the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

#: The file of the secret in the folder of a site. A backup carries it: app codes are sealed with it.
SECRET = "site.secret"


def site_secret(path: Path) -> str:
    """The site's secret, made if there is none yet; only its owner may read the file."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    made = secrets.token_urlsafe(48)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(made + "\n")
    return made
