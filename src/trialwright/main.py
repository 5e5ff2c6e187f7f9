"""A whole study on synthetic participants, from the definition to the shared package.

Reads like the study: definition, participants, snapshot, endpoints, results, report, package.
"""

from __future__ import annotations

import json
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from trialwright import __version__
from trialwright.analysis.registered import run_analyses
from trialwright.analysis.results import write_results
from trialwright.datasets.snapshot import PROVENANCE, load_snapshot, write_snapshot
from trialwright.definition import load_definition
from trialwright.endpoints.derive import derive_endpoints
from trialwright.report.build import build_report
from trialwright.report.html_page import write_html_report
from trialwright.report.pdf import write_pdf_report
from trialwright.sharing.package import build_package
from trialwright.synthetic.cohort import simulate_cohort, write_truth

#: Is told each step twice: "Reading the study ..." and then "Reading the study: 0.1 s".
Progress = Callable[[str], None]
CURRENT = "current.json"


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal left behind: files with their SHA-256, and how long it took.

    `smallest_class` counts the participants of the package who look most alike to an outsider,
    `suppressed` those whose characteristics are hidden because too few share them.
    """

    study: str
    report_html: str
    report_html_sha256: str
    report_pdf: str
    report_pdf_sha256: str
    snapshot: str
    snapshot_sha256: str
    results: str
    package: str
    participants: int
    smallest_class: int | None
    suppressed: int
    seconds: float


def rehearse(
    study: Path,
    out: Path,
    *,
    participants: int | None = None,
    seed: int | None = None,
    progress: Progress = lambda _: None,
) -> Rehearsal:
    """Run the study in `study` on a synthetic cohort and write everything into `out`.

    The same study, number and seed give the same bytes. Raises TrialwrightError for a study that
    cannot be loaded or a package that may not be released; what was in `out` before stays then.
    """
    started = time.monotonic()
    with _step("Reading the study", progress):
        definition = load_definition(study)
    with _step("Simulating participants and what a site would type (SYNTHETIC)", progress):
        cohort = simulate_cohort(definition, participants=participants, seed=seed)
    with _step("Freezing the data", progress):
        folder = write_snapshot(
            definition,
            study,
            cohort.entries,
            out / "snapshots",
            data_cutoff=date.fromisoformat(definition.synthetic.data_cutoff),
            synthetic={"seed": cohort.seed, "participants": cohort.participants},
        )
        snapshot = load_snapshot(folder)
        _write_provenance(folder)
        with _whole(out / "rehearsal") as draft:
            write_truth(cohort, draft / "truth.parquet")
    with _step("Deriving endpoints", progress):
        derived = derive_endpoints(snapshot)
    with _step("Analysing as registered", progress):
        results = run_analyses(snapshot.definition, derived)
    with _step("Writing the report", progress), _whole(out / "report") as draft:
        write_results(results, draft / "results.json")
        report = build_report(snapshot.definition, snapshot, results)
        write_html_report(report, draft / "report.html")
        write_pdf_report(report, draft / "report.pdf")
    with _step("Building the shared package", progress):
        package = build_package(snapshot, derived, out / "package")
    rehearsal = Rehearsal(
        study=str(study),
        report_html=str(out / "report" / "report.html"),
        report_html_sha256=_sha256(out / "report" / "report.html"),
        report_pdf=str(out / "report" / "report.pdf"),
        report_pdf_sha256=_sha256(out / "report" / "report.pdf"),
        snapshot=str(folder),
        snapshot_sha256=snapshot.sha256,
        results=str(out / "report" / "results.json"),
        package=str(out / "package"),
        participants=cohort.participants,
        smallest_class=package.smallest_class,
        suppressed=package.suppressed,
        seconds=round(time.monotonic() - started, 1),
    )
    # Last, so that the site never points at a half-finished run.
    (out / CURRENT).write_text(json.dumps(asdict(rehearsal), indent=2) + "\n")
    return rehearsal


@contextmanager
def _step(name: str, progress: Progress) -> Iterator[None]:
    began = time.monotonic()
    progress(f"{name} ...")
    yield
    progress(f"{name}: {time.monotonic() - began:.1f} s")


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """Write a folder to the side and put it in place when it is complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield draft
        draft.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_provenance(folder: Path) -> None:
    """What made the snapshot; it may differ between machines, so it stays outside the hash."""
    made_by = {
        "trialwright": __version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "system": platform.platform(),
        "packages": {name: version(name) for name in ("numpy", "scipy", "polars", "typst")},
    }
    (folder / PROVENANCE).write_text(json.dumps(made_by, indent=2) + "\n")


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
