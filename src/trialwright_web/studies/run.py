"""What the last `up` made: the snapshot, its results, the report and the package.

`current.json` names the files. Only files below the output folder are ever opened: a name that
leads elsewhere counts as absent, and so does a run of another study.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from trialwright.analysis.results import ResultRow, load_results
from trialwright.report.deviations_file import Deviations, load_deviations

CURRENT = "current.json"


@dataclass(frozen=True)
class Run:
    """The files of one run; a file that is not there is None."""

    snapshot_name: str
    manifest: Mapping[str, Any]
    results_path: Path | None
    report_html: Path | None
    report_pdf: Path | None
    package: Path | None
    deviations_path: Path | None = None

    @property
    def synthetic(self) -> bool:
        """Whether the participants are simulated: every page made from the run says so."""
        return bool(self.manifest.get("synthetic"))

    @property
    def data_cutoff(self) -> date:
        """The last day whose data are in the snapshot."""
        return date.fromisoformat(self.manifest["data_cutoff"])

    @property
    def results(self) -> tuple[ResultRow, ...]:
        """Every result row; empty when there are no results."""
        if self.results_path is None:
            return ()
        return _results(self.results_path, self.results_path.stat().st_mtime_ns)

    @property
    def deviations(self) -> Deviations | None:
        """Who was enrolled against the criteria; None where the run has no such list."""
        return load_deviations(self.deviations_path) if self.deviations_path else None


def load_run(out_directory: Path, study: str) -> Run | None:
    """The current run of the study called `study`; None when there is none."""
    named = _json(out_directory / CURRENT)
    snapshot = _inside(out_directory, named.get("snapshot"))
    manifest = _json(snapshot / "manifest.json") if snapshot else {}
    if snapshot is None or manifest.get("study") != study:
        return None
    return Run(
        snapshot.name,
        manifest,
        _inside(out_directory, named.get("results")),
        _inside(out_directory, named.get("report_html")),
        _inside(out_directory, named.get("report_pdf")),
        _inside(out_directory, named.get("package")),
        _inside(out_directory, named.get("deviations")),
    )


@lru_cache(maxsize=2)
def _results(path: Path, _changed: int) -> tuple[ResultRow, ...]:
    return load_results(path)


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _inside(out_directory: Path, name: object) -> Path | None:
    """The path a run names, if it exists and lies below the output folder."""
    if not isinstance(name, str) or not name:
        return None
    root = out_directory.resolve()
    path = _resolved(root, name)
    return path if path and path.is_relative_to(root) and path != root else None


def _resolved(root: Path, name: str) -> Path | None:
    # Written from the folder that `up` was started in, or relative to the output folder.
    for start in (root, root.parent, Path.cwd()):
        path = (start / name).resolve()
        if path.exists():
            return path
    return None
