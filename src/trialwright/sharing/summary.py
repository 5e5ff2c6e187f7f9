"""What a package is: its size, its classes and its files, as manifest.json says them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from trialwright.errors import Problem, ReleaseRefused

FORMAT = "trialwright package 2"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class PackageFile:
    """One file: name, SHA-256, size in bytes, and rows without the header (None: not a table)."""

    name: str
    sha256: str
    size: int
    rows: int | None


@dataclass(frozen=True)
class ReleasedClass:
    """One class of look-alikes: its quasi-identifier values and how many participants share them."""

    values: tuple[str | None, ...]
    size: int


@dataclass(frozen=True)
class PackageSummary:
    """A finished package.

    `participants` are those in it; `suppressed` of them have no quasi-identifiers and belong to
    no class. `kept_out_by_consent` were enrolled and do not permit sharing: nothing of them is in it.
    `smallest_class` is None when everyone is suppressed.
    """

    directory: Path
    synthetic: bool
    participants: int
    suppressed: int
    kept_out_by_consent: int
    threshold: int
    quasi_identifiers: tuple[str, ...]
    smallest_class: int | None
    classes: tuple[ReleasedClass, ...]
    files: tuple[PackageFile, ...]
    manifest_sha256: str


def load_summary(directory: Path) -> PackageSummary:
    """Read the summary of a package and check every file against it.

    Raises ReleaseRefused when there is no package, or when a file is missing, added or altered.
    """
    raw, manifest = _read_manifest(directory)
    summary = _summary(directory, raw, manifest)
    listed = {file.name: file.sha256 for file in summary.files}
    found = {file.name: file.sha256 for file in describe_files(directory, {})}
    changed = sorted(n for n in {*listed, *found} if listed.get(n) != found.get(n))
    if changed:
        cure = "build the package again; it is never edited"
        raise ReleaseRefused(
            [Problem(n, 0, "", "differs from the manifest", cure) for n in changed]
        )
    return summary


def is_package(directory: Path) -> bool:
    """Whether a package stands in `directory`, whole or altered."""
    try:
        _read_manifest(directory)
    except ReleaseRefused:
        return False
    return True


def describe_files(directory: Path, rows: Mapping[str, int]) -> tuple[PackageFile, ...]:
    """Every file but the manifest, in the order of the names; `rows` by name for the tables."""
    found = []
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if path.is_file() and name != MANIFEST:
            raw = path.read_bytes()
            found.append(PackageFile(name, sha256(raw).hexdigest(), len(raw), rows.get(name)))
    return tuple(found)


def _read_manifest(directory: Path) -> tuple[bytes, dict[str, Any]]:
    path = directory / MANIFEST
    try:
        raw = path.read_bytes()
        manifest = json.loads(raw)
    except (OSError, ValueError):
        manifest = None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        what, cure = "there is no package here", "name the folder of a package, such as out/package"
        raise ReleaseRefused(Problem(str(path), 0, "", what, cure))
    return raw, manifest


def _summary(directory: Path, raw: bytes, manifest: dict[str, Any]) -> PackageSummary:
    try:
        return PackageSummary(
            directory=directory,
            synthetic=bool(manifest["synthetic"]),
            participants=manifest["participants"],
            suppressed=manifest["suppressed"],
            kept_out_by_consent=manifest["kept_out_by_consent"],
            threshold=manifest["threshold"],
            quasi_identifiers=tuple(manifest["quasi_identifiers"]),
            smallest_class=manifest["smallest_class"],
            classes=tuple(
                ReleasedClass(tuple(one["values"]), one["size"]) for one in manifest["classes"]
            ),
            files=tuple(
                PackageFile(name, one["sha256"], one["bytes"], one["rows"])
                for name, one in manifest["files"].items()
            ),
            manifest_sha256=sha256(raw).hexdigest(),
        )
    except (KeyError, TypeError, AttributeError):
        cure = "build the package again"
        raise ReleaseRefused(
            Problem(str(directory / MANIFEST), 0, "", "the manifest is damaged", cure)
        ) from None
