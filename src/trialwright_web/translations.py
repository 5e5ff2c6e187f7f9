"""Compile the site's translations, so that no machine needs the gettext programs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent / "locale"


def write_translations(into: Path, source: Path = SOURCE) -> None:
    """Compile every `django.po` below `source` into `into`, where it is missing or older."""
    for po in sorted(source.rglob("*.po")):
        mo = (into / po.relative_to(source)).with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns:
            _compile(po, mo)


def _compile(po: Path, mo: Path) -> None:
    with po.open("rb") as file:
        catalogue = read_po(file)
    mo.parent.mkdir(parents=True, exist_ok=True)
    # Moved into place whole: a second start at the same time must not read half a catalogue.
    descriptor, draft = tempfile.mkstemp(dir=mo.parent)
    with os.fdopen(descriptor, "wb") as file:
        write_mo(file, catalogue)
    Path(draft).replace(mo)
