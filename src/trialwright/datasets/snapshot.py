"""Snapshots: a frozen, content-addressed cut of the data with the definition it was made under.

A snapshot is a folder: `entries.parquet` (every entry, one row for each item, exactly as entered),
`definition/` (the study's files) and `manifest.json` with the SHA-256 of each file. The snapshot's
name is the SHA-256 of the manifest, so the same data give the same name and bytes. What may differ
from one machine to the next (code version, libraries) stands in `provenance.json`, outside the hash.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from trialwright.capture.consent import consent_state
from trialwright.capture.entry import Entry, current_entries
from trialwright.capture.participant import Participant, participants
from trialwright.capture.screening import Screening, screen_all
from trialwright.datasets.entry_table import read_entries, write_entries
from trialwright.definition.load import Definition, load_definition
from trialwright.errors import Problem, SnapshotError

FORMAT = "trialwright snapshot 1"
ENTRIES, MANIFEST, PROVENANCE = "entries.parquet", "manifest.json", "provenance.json"


@dataclass(frozen=True)
class Snapshot:
    """A snapshot that was read and whose every file was checked against the manifest."""

    directory: Path
    sha256: str
    manifest: Mapping[str, Any] = field(repr=False)
    definition: Definition = field(repr=False)
    entries: tuple[Entry, ...] = field(repr=False)

    @property
    def data_cutoff(self) -> date:
        """The last day whose data are in the snapshot."""
        return date.fromisoformat(self.manifest["data_cutoff"])

    @property
    def synthetic(self) -> bool:
        """Whether the participants are simulated: then everything made from it says SYNTHETIC."""
        return bool(self.manifest["synthetic"])

    @cached_property
    def participants(self) -> tuple[Participant, ...]:
        """Every participant with the current version of each entry, in the order of their ids."""
        return participants(current_entries(self.entries))

    @cached_property
    def screenings(self) -> Mapping[str, Screening]:
        """The eligibility decision on every participant, by id.

        Only simulated participants are judged with stand-ins for what the site has not decided.
        """
        people, cutoff = self.participants, self.data_cutoff
        return screen_all(self.definition, people, cutoff, rehearsal=self.synthetic)


def write_snapshot(
    definition: Definition,
    study_directory: Path,
    entries: Iterable[Entry],
    into: Path,
    *,
    data_cutoff: date,
    synthetic: Mapping[str, Any] | None = None,
) -> Path:
    """Write a snapshot under `into` and return its folder, named by the manifest's SHA-256.

    `synthetic` holds the seed and size of a simulated cohort, None for real data. Entries entered
    after the cut-off belong to a later snapshot and are left out. The manifest counts who permits
    each use on that day. Written to the side and moved into place whole; an equal snapshot that is
    already there is kept.
    """
    into.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".snapshot-", dir=into))
    try:
        # The cut-off is a day of the site, not of Greenwich.
        zone = ZoneInfo(definition.site.time_zone)
        kept = [e for e in entries if e.entered_at.astimezone(zone).date() <= data_cutoff]
        rows = write_entries(kept, draft / ENTRIES)
        _copy_definition(definition, study_directory, draft / "definition")
        manifest = {
            "format": FORMAT,
            "study": definition.study.id,
            "registry_id": definition.study.registry_id,
            "definition_sha256": definition.hash,
            "data_cutoff": data_cutoff.isoformat(),
            "synthetic": dict(synthetic) if synthetic else None,
            "participants": len({entry.participant for entry in kept}),
            "entries": len(kept),
            "rows": rows,
            "consent": _consent_counts(definition, kept, data_cutoff),
            "files": _file_hashes(draft),
        }
        raw = (json.dumps(manifest, indent=2, sort_keys=True) + "\n").encode()
        (draft / MANIFEST).write_bytes(raw)
        target = into / sha256(raw).hexdigest()[:16]
        if not target.exists():
            draft.chmod(0o755)
            draft.replace(target)
        return target
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def load_snapshot(directory: Path) -> Snapshot:
    """Read a snapshot and check every file against the manifest.

    Raises SnapshotError when a file is missing, added or altered.
    """
    raw, manifest = _read_manifest(directory)
    found = _file_hashes(directory)
    if found != manifest["files"]:
        changed = sorted(
            name
            for name in {*found, *manifest["files"]}
            if found.get(name) != manifest["files"].get(name)
        )
        cure = "remove the snapshot's folder and make it again; a snapshot is never edited"
        raise SnapshotError(
            [
                Problem(str(directory / name), 0, "", "differs from the manifest", cure)
                for name in changed
            ]
        )
    return Snapshot(
        directory,
        sha256(raw).hexdigest(),
        manifest,
        load_definition(directory / "definition"),
        read_entries(directory / ENTRIES),
    )


def _read_manifest(directory: Path) -> tuple[bytes, dict[str, Any]]:
    path = directory / MANIFEST
    cure = "name the folder of a snapshot, such as out/snapshots/0123456789abcdef"
    try:
        raw = path.read_bytes()
        manifest = json.loads(raw)
    except OSError:
        raise SnapshotError(Problem(str(path), 0, "", "there is no snapshot here", cure)) from None
    except ValueError:
        raise SnapshotError(Problem(str(path), 0, "", "the manifest is damaged", cure)) from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise SnapshotError(Problem(str(path), 0, "format", "not a snapshot of this kind", cure))
    return raw, manifest


def _consent_counts(
    definition: Definition, entries: Iterable[Entry], day: date
) -> dict[str, dict[str, int]]:
    """How many participants permit, refuse or have withdrawn each use on the day of the cut-off.

    Nobody is left out of a snapshot: what was collected before a withdrawal stays, for safety. What
    a use forbids is honoured where the data are used.
    """
    people = participants(current_entries(entries))
    found: dict[str, Counter[str]] = {}
    for person in people:
        for use in consent_state(definition, person, day).uses:
            found.setdefault(use.use, Counter())[use.state] += 1
    return {use: dict(counts) for use, counts in found.items()}


def _copy_definition(definition: Definition, source: Path, target: Path) -> None:
    for name, loaded in definition.files:
        raw = (source / name).read_bytes()
        if sha256(raw).hexdigest() != loaded:
            cure = "leave the study's files alone while it runs, and start again"
            raise SnapshotError(Problem(name, 0, "", "was changed since the study was read", cure))
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(raw)


def _file_hashes(directory: Path) -> dict[str, str]:
    return {
        path.relative_to(directory).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name not in (MANIFEST, PROVENANCE)
    }
