"""A snapshot is whole, checked, and the same for the same data."""

import json
import random
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hand_made import STUDY, enrolled, entry, prtras001, scan
from trialwright.datasets.snapshot import ENTRIES, MANIFEST, load_snapshot, write_snapshot
from trialwright.errors import SnapshotError

CUTOFF = date(2030, 6, 30)


def _write(into: Path, entries, **changed):
    options = {"data_cutoff": CUTOFF, "synthetic": {"seed": 1, "participants": 1}} | changed
    return write_snapshot(prtras001(), STUDY, entries, into, **options)


@pytest.fixture
def entries():
    return [*enrolled("S-0001"), scan("S-0001", "W12", "2026-04-04", lesions="no")]


def test_entries_come_back_exactly_as_they_were_entered(tmp_path, entries):
    snapshot = load_snapshot(_write(tmp_path, entries))
    assert sorted(snapshot.entries, key=lambda e: e.id) == sorted(entries, key=lambda e: e.id)


def test_the_definition_is_part_of_the_snapshot(tmp_path, entries):
    snapshot = load_snapshot(_write(tmp_path, entries))
    assert snapshot.definition.hash == prtras001().hash == snapshot.manifest["definition_sha256"]


def test_the_order_of_entries_does_not_change_a_byte(tmp_path, entries):
    first = _write(tmp_path / "a", entries)
    random.Random(1).shuffle(entries)
    second = _write(tmp_path / "b", entries)
    assert first.name == second.name
    assert (first / ENTRIES).read_bytes() == (second / ENTRIES).read_bytes()


def test_an_equal_snapshot_is_kept_and_nothing_is_left_beside_it(tmp_path, entries):
    assert _write(tmp_path, entries) == _write(tmp_path, entries)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_changed_value_changes_the_name(tmp_path, entries):
    first = _write(tmp_path, entries)
    entries[-1] = scan("S-0001", "W12", "2026-04-04", lesions="yes")
    assert _write(tmp_path, entries) != first


def test_entries_after_the_cut_off_are_left_out(tmp_path, entries):
    late = scan("S-0001", "W24", "2026-06-27")
    snapshot = load_snapshot(_write(tmp_path, [*entries, late], data_cutoff=date(2026, 6, 26)))
    assert late not in snapshot.entries
    assert entries[-1] in snapshot.entries


def test_real_data_are_not_marked_synthetic(tmp_path, entries):
    assert load_snapshot(_write(tmp_path, entries)).synthetic
    assert not load_snapshot(_write(tmp_path, entries, synthetic=None)).synthetic


def test_only_the_last_version_of_a_form_is_current(tmp_path, entries):
    corrected = scan("S-0001", "W12", "2026-04-05")
    corrected = type(corrected)(
        **{f: getattr(corrected, f) for f in corrected.__slots__}
        | {"id": "S-0001.W12.mri_read.0.v2"}
    )
    snapshot = load_snapshot(_write(tmp_path, [*entries, corrected]))
    (person,) = snapshot.participants
    assert [e.id for e in person.of_form("mri_read")] == [corrected.id]
    assert len(snapshot.entries) == len(entries) + 1


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda folder: (folder / ENTRIES).write_bytes(b"x"), ENTRIES),
        (lambda folder: (folder / "definition" / "study.yaml").unlink(), "definition/study.yaml"),
        (lambda folder: (folder / "extra.txt").write_text("x"), "extra.txt"),
    ],
)
def test_an_altered_snapshot_is_refused_by_the_name_of_the_file(tmp_path, entries, damage, named):
    folder = _write(tmp_path, entries)
    damage(folder)
    with pytest.raises(SnapshotError, match="differs from the manifest") as refused:
        load_snapshot(folder)
    assert [problem.file for problem in refused.value.problems] == [str(folder / named)]


def test_a_folder_without_a_manifest_is_no_snapshot(tmp_path):
    with pytest.raises(SnapshotError, match="there is no snapshot here"):
        load_snapshot(tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", "null", '{"format": "another"}'])
def test_a_damaged_manifest_is_refused(tmp_path, text):
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(SnapshotError, match=r"damaged|not a snapshot"):
        load_snapshot(tmp_path)


def test_a_failed_write_leaves_nothing_behind(tmp_path, entries):
    class Broken(Exception):
        pass

    def entries_then_fail():
        yield entries[0]
        raise Broken

    with pytest.raises(Broken):
        _write(tmp_path, entries_then_fail())
    assert list(tmp_path.iterdir()) == []


def test_the_manifest_says_how_much_it_holds(tmp_path, entries):
    manifest = json.loads((_write(tmp_path, entries) / MANIFEST).read_text())
    assert manifest["participants"] == 1
    assert manifest["entries"] == len(entries)
    assert manifest["rows"] == sum(len(e.values) for e in entries)


def test_a_study_that_changed_since_it_was_read_is_not_frozen(tmp_path, entries):
    changed = tmp_path / "study"
    shutil.copytree(STUDY, changed)
    (changed / "site.yaml").write_text("name: another\n")
    with pytest.raises(SnapshotError, match="was changed since the study was read"):
        write_snapshot(prtras001(), changed, entries, tmp_path / "out", data_cutoff=CUTOFF)
    assert list((tmp_path / "out").iterdir()) == []


def test_the_cut_off_is_a_day_of_the_site(tmp_path, entries):
    # 17:00 UTC on 26 June is already 27 June in Shanghai.
    late = replace(entries[-1], id="late", entered_at=datetime(2026, 6, 26, 17, tzinfo=UTC))
    folder = _write(tmp_path, [*entries, late], data_cutoff=date(2026, 6, 26))
    assert "late" not in {entry.id for entry in load_snapshot(folder).entries}


def test_the_manifest_counts_who_permits_each_use_on_the_day_of_the_cut_off(tmp_path, entries):
    def agreed(person, shares):
        given = {"given_on": "2026-01-05", "shares_data": shares, "stores_specimens": "yes"}
        return entry(person, "RUNNING", "data_consent", 1, **given)

    def withdrew(on):
        told = {"withdrawn_on": on, "withdrawn_use": "sharing"}
        return entry("S-0003", "RUNNING", "consent_withdrawal", 1, **told)

    people = [*entries, agreed("S-0002", "no"), agreed("S-0003", "yes")]
    counts = load_snapshot(_write(tmp_path, [*people, withdrew("2026-02-01")])).manifest["consent"]
    assert counts["sharing"] == {"not asked": 1, "refused": 1, "withdrawn": 1}
    assert counts["biobank"] == {"not asked": 1, "permitted": 2}
    later = withdrew((CUTOFF + timedelta(days=1)).isoformat())
    counts = load_snapshot(_write(tmp_path, [*people, later])).manifest["consent"]
    assert counts["sharing"] == {"not asked": 1, "refused": 1, "permitted": 1}


def test_nobody_is_left_out_of_a_snapshot_by_withdrawing(tmp_path, entries):
    """What was collected before stays, for safety and for the analysis."""
    left = entry(
        "S-0001",
        "RUNNING",
        "withdrawal",
        withdrawal_date="2026-05-01",
        withdrawal_reason="consent_withdrawn",
    )
    snapshot = load_snapshot(_write(tmp_path, [*entries, left]))
    assert {one.id for one in snapshot.entries} == {one.id for one in [*entries, left]}
