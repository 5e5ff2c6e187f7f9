"""The whole study, from its files to the package, on a small SYNTHETIC cohort."""

import json
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest

from hand_made import STUDY
from trialwright.analysis.results import load_results
from trialwright.datasets.snapshot import load_snapshot
from trialwright.endpoints.derive import derive_endpoints
from trialwright.errors import DefinitionError, ReleaseRefused
from trialwright.main import Rehearsal, rehearse

PARTICIPANTS = 40


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="module")
def rehearsal(out) -> Rehearsal:
    return rehearse(STUDY, out, participants=PARTICIPANTS, seed=7)


@pytest.fixture(scope="module")
def snapshot(rehearsal):
    return load_snapshot(Path(rehearsal.snapshot))


@pytest.fixture(scope="module")
def derived(snapshot):
    return derive_endpoints(snapshot)


@pytest.fixture(scope="module")
def results(rehearsal):
    return load_results(Path(rehearsal.results))


def test_everything_promised_is_there(rehearsal, out):
    for name in ("report_html", "report_pdf", "snapshot", "results", "package"):
        assert Path(getattr(rehearsal, name)).exists()
    assert json.loads((out / "current.json").read_text()) == asdict(rehearsal)


def test_the_asked_number_is_enrolled(derived):
    assert sum(person.enrolled for person in derived.participants) == PARTICIPANTS


def test_only_people_found_eligible_are_enrolled(derived):
    enrolled = [person for person in derived.participants if person.enrolled]
    assert {person.eligibility for person in enrolled} == {"ELIGIBLE"}


def test_every_endpoint_row_names_entries_that_exist(snapshot, derived):
    entries = {entry.id for entry in snapshot.entries}
    for row in derived.rows:
        assert row.sources, row.id
        assert set(row.sources) <= entries, row.id
        assert row.rules, row.id


def test_every_result_names_rows_that_exist(derived, results):
    known = {row.id for row in derived.rows}
    known |= {f"participant/{person.participant}" for person in derived.participants}
    assert all(set(row.sources) <= known for row in results)
    assert all(row.sources or row.n == 0 or row.value in (0, None) for row in results)


def test_endpoint_rows_and_results_have_names_of_their_own(derived, results):
    assert len({row.id for row in derived.rows}) == len(derived.rows)
    assert len({row.id for row in results}) == len(results)


def test_the_flow_adds_up(results):
    counts = {row.id: row.value for row in results if row.analysis == "flow"}
    screened = counts["F1.flow.all.screened.count"]
    left = counts["F1.flow.all.not eligible.count"] + counts["F1.flow.all.not enrolled.count"]
    assert screened - left == counts["F1.flow.all.enrolled.count"] == PARTICIPANTS


def test_every_declared_analysis_gives_results(snapshot, results):
    declared = {analysis.id for analysis in snapshot.definition.analyses.analyses}
    assert {row.analysis for row in results} == declared


def test_the_same_study_and_seed_give_the_same_bytes(rehearsal, tmp_path):
    again = rehearse(STUDY, tmp_path, participants=PARTICIPANTS, seed=7)
    assert again.snapshot_sha256 == rehearsal.snapshot_sha256
    assert again.report_html_sha256 == rehearsal.report_html_sha256
    assert again.report_pdf_sha256 == rehearsal.report_pdf_sha256
    for one, other in ((rehearsal, again), (again, rehearsal)):
        for path in Path(one.package).iterdir():
            assert path.read_bytes() == (Path(other.package) / path.name).read_bytes(), path.name


def test_another_seed_gives_another_cohort(rehearsal, tmp_path):
    other = rehearse(STUDY, tmp_path, participants=8, seed=8)
    assert other.snapshot_sha256 != rehearsal.snapshot_sha256


def test_the_truth_stays_out_of_snapshot_and_package(rehearsal, out):
    assert (out / "rehearsal" / "truth.parquet").is_file()
    for folder in (rehearsal.snapshot, rehearsal.package):
        assert not list(Path(folder).rglob("*truth*"))


def test_everything_people_open_says_synthetic(rehearsal):
    assert "SYNTHETIC" in Path(rehearsal.report_html).read_text()
    assert "SYNTHETIC" in (Path(rehearsal.package) / "README.md").read_text()


def test_the_contact_person_appears_nowhere(rehearsal, snapshot):
    contact = snapshot.definition.record.study["protocolSection"]["contactsLocationsModule"]
    person = contact["centralContacts"][0]
    secrets = [person["name"].split(",")[0], person["email"], person["phone"]]
    files = [Path(rehearsal.report_html), Path(rehearsal.results)]
    files += [path for path in Path(rehearsal.package).iterdir() if path.is_file()]
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not [secret for secret in secrets if secret in text], path.name


def test_the_pdf_hides_the_contact_and_says_synthetic_on_every_page(rehearsal, snapshot):
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext (package poppler-utils) is not installed")
    text = subprocess.run(
        [reader, rehearsal.report_pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    contact = snapshot.definition.record.study["protocolSection"]["contactsLocationsModule"]
    person = contact["centralContacts"][0]
    assert not [s for s in (person["name"], person["email"], person["phone"]) if s in text]
    pages = text.split("\f")[:-1]
    assert pages
    assert all("SYNTHETIC" in page for page in pages)


def test_too_few_participants_are_refused_before_the_work(tmp_path):
    with pytest.raises(ReleaseRefused, match="enrol 5 or more"):
        rehearse(STUDY, tmp_path, participants=4)
    assert list(tmp_path.iterdir()) == []


def test_the_snapshot_says_what_made_it_outside_its_hash(rehearsal):
    made_by = json.loads((Path(rehearsal.snapshot) / "provenance.json").read_text())
    assert len(made_by["sources_sha256"]) == len(made_by["lock_sha256"]) == 64
    manifest = json.loads((Path(rehearsal.snapshot) / "manifest.json").read_text())
    assert "provenance.json" not in manifest["files"]


def test_a_broken_study_leaves_what_was_there(rehearsal, out, tmp_path):
    before = (out / "current.json").read_bytes()
    with pytest.raises(DefinitionError):
        rehearse(tmp_path, out)
    assert (out / "current.json").read_bytes() == before


def test_a_refused_package_leaves_the_report_of_the_run_before(rehearsal, out):
    before = Path(rehearsal.report_html).read_bytes()
    with pytest.raises(ReleaseRefused, match="3 participants are fewer than the smallest class"):
        rehearse(STUDY, out, participants=3)
    assert Path(rehearsal.report_html).read_bytes() == before
