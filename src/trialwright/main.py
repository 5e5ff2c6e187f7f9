"""A whole study on synthetic participants, from the definition to the shared package.

Reads like the study: definition, participants, snapshot, endpoints, results, report, package.
"""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from trialwright import __version__
from trialwright.analysis.registered import run_analyses
from trialwright.analysis.results import write_results
from trialwright.capture.data_findings import CheckedData, check_data
from trialwright.datasets.snapshot import PROVENANCE, Snapshot, load_snapshot, write_snapshot
from trialwright.definition import Definition, load_definition
from trialwright.endpoints.derive import derive_endpoints
from trialwright.errors import Problem, ReleaseRefused
from trialwright.instruments.ctcae.term_list import CtcaeTerm, load_checked_term_list
from trialwright.output_folder import sole_writer, write_whole
from trialwright.report.build import build_report
from trialwright.report.data_section import FINDINGS_FILE
from trialwright.report.deviations_file import deviations_of, write_deviations
from trialwright.report.findings_file import write_findings
from trialwright.report.html_page import write_html_report
from trialwright.report.pdf import write_pdf_report
from trialwright.sharing.package import build_package
from trialwright.sharing.summary import PackageSummary
from trialwright.synthetic.cohort import Cohort, simulate_cohort, write_truth

#: Is told each step twice: "Reading the study ..." and then "Reading the study: 0.1 s".
Progress = Callable[[str], None]
CURRENT = "current.json"
LIBRARY = Path(__file__).resolve().parent
LOCK = LIBRARY.parents[1] / "requirements" / "run.lock"
SOURCE_SUFFIXES = (".py", ".css", ".typ")
DEVIATIONS_FILE = "deviations.json"
REPORT_FILES = ("report.html", "report.pdf", "results.json", FINDINGS_FILE, DEVIATIONS_FILE)
TRUTH_FILES = ("truth.parquet",)


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal left behind: files with their SHA-256, and how long it took.

    `n_findings` counts what the checks of the data ask the site about (listed in `findings`),
    `n_deviations` who was enrolled against the criteria (listed in `deviations`). `participants`
    are those of the package: who does not permit sharing is not among them. `smallest_class`
    counts those of them who look most alike to an outsider, `suppressed` those
    whose characteristics are hidden because too few share them.
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
    findings: str
    deviations: str
    n_findings: int
    n_deviations: int
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
    ctcae: Path | None = None,
    progress: Progress = lambda _: None,
) -> Rehearsal:
    """Run the study in `study` on a synthetic cohort and write everything into `out`.

    `ctcae` is the site's own list of CTCAE terms, to check coded events against. The same study,
    number and seed give the same bytes. Raises TrialwrightError for a study that cannot be loaded, a
    folder that cannot be written or a package that may not be released; the report and the package
    that were in `out` stay then.
    """
    started = time.monotonic()
    with _step("Reading the study", progress):
        definition = load_definition(study)
    _check_size(definition, participants)
    terms = load_checked_term_list(ctcae) if ctcae else None
    with sole_writer(out, progress):
        with _step("Simulating participants and what a site would type (SYNTHETIC)", progress):
            cohort = simulate_cohort(definition, participants=participants, seed=seed)
        with _step("Freezing the data", progress):
            snapshot = _freeze(definition, study, cohort, out)
        data = _check(snapshot, terms, progress)
        package = _report_and_share(snapshot, data, out, progress)
        rehearsal = _describe(study, snapshot, data, package, out, started)
        # Last, so that the site never points at a half-finished run.
        (out / CURRENT).write_text(json.dumps(asdict(rehearsal), indent=2) + "\n")
    return rehearsal


def _check_size(definition: Definition, participants: int | None) -> None:
    """Too few participants can never be shared: say so before the work, not after it."""
    smallest = definition.sharing.risk.smallest_class
    if participants is not None and participants < smallest:
        what = f"{participants} participants are fewer than the smallest class that may be shared"
        raise ReleaseRefused(Problem("", 0, "--participants", what, f"enrol {smallest} or more"))


def _freeze(definition: Definition, study: Path, cohort: Cohort, out: Path) -> Snapshot:
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
    with write_whole(out / "rehearsal", TRUTH_FILES) as draft:
        write_truth(cohort, draft / "truth.parquet")
    return snapshot


def _check(
    snapshot: Snapshot, terms: Mapping[str, CtcaeTerm] | None, progress: Progress
) -> CheckedData:
    with _step("Checking the data", progress):
        people, screenings = snapshot.participants, snapshot.screenings
        return check_data(snapshot.definition, people, screenings, snapshot.data_cutoff, terms)


def _report_and_share(
    snapshot: Snapshot, data: CheckedData, out: Path, progress: Progress
) -> PackageSummary:
    with _step("Deriving endpoints", progress):
        derived = derive_endpoints(snapshot)
    with _step("Analysing, as registered and as supplemented", progress):
        results = run_analyses(snapshot.definition, derived)
    with write_whole(out / "report", REPORT_FILES) as draft:
        with _step("Writing the report", progress):
            write_results(results, draft / "results.json")
            write_findings(data.findings, draft / FINDINGS_FILE)
            write_deviations(deviations_of(data), draft / DEVIATIONS_FILE)
            report = build_report(snapshot.definition, snapshot, results, data)
            write_html_report(report, draft / "report.html")
            write_pdf_report(report, draft / "report.pdf")
        # Before the report is put in place: report and package are always of one run.
        with _step("Building the shared package", progress):
            package = build_package(snapshot, derived, out / "package")
    return package


def _describe(
    study: Path,
    snapshot: Snapshot,
    data: CheckedData,
    package: PackageSummary,
    out: Path,
    started: float,
) -> Rehearsal:
    report = out / "report"
    return Rehearsal(
        study=str(study),
        report_html=str(report / "report.html"),
        report_html_sha256=_sha256(report / "report.html"),
        report_pdf=str(report / "report.pdf"),
        report_pdf_sha256=_sha256(report / "report.pdf"),
        snapshot=str(snapshot.directory),
        snapshot_sha256=snapshot.sha256,
        results=str(report / "results.json"),
        package=str(out / "package"),
        findings=str(report / FINDINGS_FILE),
        deviations=str(report / DEVIATIONS_FILE),
        n_findings=len(data.findings),
        n_deviations=len(data.deviations),
        participants=package.participants,
        smallest_class=package.smallest_class,
        suppressed=package.suppressed,
        seconds=round(time.monotonic() - started, 1),
    )


@contextmanager
def _step(name: str, progress: Progress) -> Iterator[None]:
    began = time.monotonic()
    progress(f"{name} ...")
    yield
    progress(f"{name}: {time.monotonic() - began:.1f} s")


def _write_provenance(folder: Path) -> None:
    """What made the snapshot; it may differ between machines, so it stays outside the hash."""
    made_by = {
        "trialwright": __version__,
        "sources_sha256": _sources_sha256(),
        "lock_sha256": _sha256(LOCK) if LOCK.is_file() else None,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "system": platform.platform(),
        "packages": {name: version(name) for name in ("numpy", "scipy", "polars", "typst")},
    }
    (folder / PROVENANCE).write_text(json.dumps(made_by, indent=2) + "\n")


def _sources_sha256() -> str:
    """One hash over the library's own files: the exact code, whatever its version is called."""
    files = sorted(path for path in LIBRARY.rglob("*") if path.suffix in SOURCE_SUFFIXES)
    lines = (f"{_sha256(path)}  {path.relative_to(LIBRARY).as_posix()}\n" for path in files)
    return sha256("".join(lines).encode()).hexdigest()


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
