"""Prove a site where it stands: an SQLite file at once, PostgreSQL through its trail."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.db import connection

from trialwright.capture.journal.proof import Anchor, Proof, prove, read_database, read_material
from trialwright_web.audit.trail import write_trail


def prove_site(anchors: Iterable[Anchor] | None) -> Proof:
    """The proof of the site's database as it stands at this moment."""
    if connection.vendor == "sqlite":
        return prove(read_database(Path(connection.settings_dict["NAME"])), anchors)
    with tempfile.TemporaryDirectory(prefix="trialwright-") as folder:
        path = Path(folder) / "trail.jsonl"
        write_trail(path)
        return prove(read_material(path), anchors)
