"""The package of a simulated cohort, through capture, snapshot and endpoints."""

from collections import Counter
from datetime import date

import pytest

from drawn_people import STUDY, study
from source_search import found_in, source_dates, source_ids, source_texts
from trialwright.datasets.snapshot import load_snapshot, write_snapshot
from trialwright.endpoints.derive import derive_endpoints
from trialwright.instruments.emergence import DATE_PARTIAL
from trialwright.sharing.csv_files import read_csv
from trialwright.sharing.package import build_package
from trialwright.synthetic.cohort import simulate_cohort

SIZE = 60


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    cohort = simulate_cohort(study(), participants=SIZE)
    folder = write_snapshot(
        study(),
        STUDY,
        cohort.entries,
        tmp_path_factory.mktemp("snapshots"),
        data_cutoff=date.fromisoformat(study().synthetic.data_cutoff),
        synthetic={"seed": cohort.seed, "participants": SIZE},
    )
    return load_snapshot(folder)


@pytest.fixture(scope="module")
def derived(snapshot):
    return derive_endpoints(snapshot)


@pytest.fixture(scope="module")
def package(snapshot, derived, tmp_path_factory):
    return build_package(snapshot, derived, tmp_path_factory.mktemp("out") / "package")


def test_no_date_id_or_text_of_the_cohort_stands_in_its_package(package, snapshot):
    texts = source_texts(snapshot.definition, snapshot.entries)
    # A term such as "headache" may also be a code of the study or its label, shared as such.
    codes = {code for codelist in snapshot.definition.codelists for code in codelist.labels}
    codes |= {
        each.en for codelist in snapshot.definition.codelists for each in codelist.labels.values()
    }
    wanted = source_dates(snapshot.entries) | source_ids(snapshot.entries) | (texts - codes)
    assert len(wanted) > 1000
    assert found_in(package.directory, wanted) == []


@pytest.fixture(scope="module")
def permitting(snapshot):
    """Who permits sharing at the cut-off, read from the forms without the library's own rule."""
    found = set()
    for person in snapshot.participants:
        answers = [e.value("shares_data") for e in person.of_form("data_consent")]
        taken_back = [use for _, use in person.values("consent_withdrawal.withdrawn_use")]
        left = [why for _, why in person.values("withdrawal.withdrawal_reason")]
        if answers[-1:] == ["yes"] and not {"sharing", "consent_withdrawn"} & {*taken_back, *left}:
            found.add(person.id)
    return found


def test_everyone_who_permits_it_is_shared_and_no_class_is_small(package, permitting, derived):
    enrolled = {row.participant for row in derived.participants if row.enrolled}
    assert len(enrolled) == SIZE
    assert package.synthetic
    assert package.participants == len(enrolled & permitting)
    assert package.kept_out_by_consent == SIZE - package.participants > 0
    assert package.smallest_class >= package.threshold
    assert package.suppressed == 0 or package.suppressed >= package.threshold
    assert sum(one.size for one in package.classes) + package.suppressed == package.participants


def test_the_same_snapshot_gives_the_same_package(package, snapshot, derived, tmp_path):
    again = build_package(snapshot, derived, tmp_path / "package")
    assert again.manifest_sha256 == package.manifest_sha256


def test_the_endpoints_file_holds_every_primary_time_of_those_shared(package, derived, permitting):
    """Whoever receives the package can repeat the registered analysis on those who permit it."""
    header, *rows = read_csv((package.directory / "endpoints.csv").read_bytes())
    shared = [dict(zip(header, row, strict=True)) for row in rows]
    times = Counter(
        (row["event"] == "yes", int(row["days"]), int(row["entry_days"]))
        for row in shared
        if (row["endpoint"], row["reading"]) == ("recurrence", "")
    )
    rows = [r for r in derived.rows if r.participant in permitting]
    recurrence = [r for r in rows if (r.endpoint, r.reading) == ("recurrence", "")]
    assert times == Counter((r.event, r.day, r.entry_day) for r in recurrence)
    assert len(shared) == len(rows)


def test_no_shared_day_rests_on_a_date_of_which_only_a_part_is_known(package, derived, permitting):
    """Its earliest day is the first of a month, so the day would give the calendar back."""
    events = [r for r in derived.of("adverse_events") if r.visit and r.participant in permitting]
    dated = [r for r in events if DATE_PARTIAL not in r.detail.get("flags", "")]
    header, *rows = read_csv((package.directory / "endpoints.csv").read_bytes())
    shared = [dict(zip(header, row, strict=True)) for row in rows]
    days = [r["days"] for r in shared if r["endpoint"] == "adverse_events" and r["visit"]]
    assert len(dated) < len(events) == len(days)
    assert Counter(day for day in days if day) == Counter(str(r.day) for r in dated)
