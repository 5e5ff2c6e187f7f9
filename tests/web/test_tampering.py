"""Whoever changes the database by hand is stopped by it, or found by the proof."""

import json
import sqlite3

import pytest
from site_people import DEMOGRAPHY, save

from trialwright.capture.journal.proof import (
    canonical,
    hash_of,
    prove,
    read_anchors,
    read_database,
)


@pytest.fixture
def saved(site):
    """A site with two versions of a form."""
    save(site, DEMOGRAPHY)
    save(site, DEMOGRAPHY | {"sex": "M"}, revision=1, reason="wrong box")
    return site


def stranger(site):
    """A connection without the settings of the site, as any tool opens one."""
    return sqlite3.connect(site.path, isolation_level=None)


def faults(site, anchors=None):
    return [fault.what for fault in prove(read_database(site.path), anchors).faults]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_line SET body = '{}'",
        "DELETE FROM journal_line",
        "INSERT OR REPLACE INTO journal_line SELECT study, chain, seq, '{}', hash FROM journal_line",
        "INSERT OR REPLACE INTO journal_line (rowid, study, chain, seq, body, hash) "
        "SELECT rowid, study, chain, seq + 1, '{}', hash FROM journal_line ORDER BY seq DESC",
        "UPDATE OR REPLACE journal_line SET seq = seq + 1",
        "INSERT INTO journal_line SELECT study, chain, seq + 7, body, hash FROM journal_line",
    ],
)
def test_the_database_refuses_to_change_the_journal(saved, statement):
    with pytest.raises(sqlite3.IntegrityError, match="a line of the journal"):
        stranger(saved).execute(statement)
    assert faults(saved) == []


def test_a_value_changed_in_the_tables_is_found(saved):
    stranger(saved).execute("UPDATE form_instance SET content = replace(content, 'M', 'F')")
    (fault,) = faults(saved)
    assert "values.sex is {'value': 'F'} in the tables, {'value': 'M'} by the journal" in fault


def test_a_row_put_into_the_tables_or_taken_out_is_found(saved):
    stranger(saved).execute("INSERT INTO participant VALUES ('prtras001', 'P002', 'enrolled')")
    assert faults(saved) == ["participant P002 is in the tables, the journal knows nothing of it"]
    stranger(saved).execute("DELETE FROM participant")
    assert faults(saved) == ["participant P001 is missing from the tables"]


def test_a_dropped_trigger_is_found(saved):
    stranger(saved).execute("DROP TRIGGER journal_no_update")
    assert faults(saved) == ["trigger journal_no_update is missing"]


def without_trigger(site, statement):
    """Do what a trigger refuses, and put the trigger back as it was."""
    with stranger(site) as connection:
        kept = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name in ("journal_no_update", "journal_no_delete", "journal_in_order"):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        for (sql,) in kept:
            connection.execute(sql)


def test_a_changed_line_is_found(saved):
    without_trigger(
        saved, "UPDATE journal_line SET body = replace(body, 'wrong box', 'right box!')"
    )
    assert "its text no longer has its hash" in faults(saved)[0]


def test_a_removed_line_is_found(saved):
    without_trigger(saved, "DELETE FROM journal_line WHERE chain = 'participant/P001' AND seq = 2")
    assert "line 2 is missing" in faults(saved)


def test_a_cut_tail_is_found_by_the_head(saved):
    without_trigger(saved, "DELETE FROM journal_line WHERE chain = 'participant/P001' AND seq = 3")
    assert any("the tail was cut" in fault for fault in faults(saved))


@pytest.fixture
def anchored(saved, tmp_path):
    """The saved site with an anchor of last night, and the file it stands in."""
    from trialwright_web.audit.anchor import site_key, write_anchor

    path = tmp_path / "anchors.jsonl"
    write_anchor("prtras001", path, site_key(tmp_path / "site.key"))
    return saved, path


def test_an_anchor_of_last_night_holds_while_the_site_goes_on(anchored):
    site, path = anchored
    save(site, DEMOGRAPHY, revision=2, reason="it was right before")
    anchors, broken = read_anchors(path)
    assert broken == []
    assert faults(site, anchors) == []


def rewrite(site):
    """Change a reason and make every later hash, head and trigger fit: a perfect forgery."""
    with stranger(site) as connection:
        kept = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name in ("journal_no_update", "journal_no_delete", "journal_in_order"):
            connection.execute(f"DROP TRIGGER {name}")
        rows = connection.execute(
            "SELECT seq, body FROM journal_line WHERE chain = 'participant/P001' ORDER BY seq"
        ).fetchall()
        previous = "0" * 64
        for seq, text in rows:
            body = json.loads(text) | {"previous": previous}
            body["reason"] = body["reason"].replace("wrong box", "patient asked")
            previous = hash_of(canonical(body))
            connection.execute(
                "UPDATE journal_line SET body = ?, hash = ? WHERE chain = ? AND seq = ?",
                [canonical(body).decode(), previous, "participant/P001", seq],
            )
        connection.execute("UPDATE journal_head SET hash = ? WHERE seq = 3", [previous])
        for (sql,) in kept:
            connection.execute(sql)


def test_a_rewritten_chain_holds_by_itself_and_is_found_by_the_anchor(anchored):
    site, path = anchored
    rewrite(site)
    assert faults(site) == []
    found = faults(site, read_anchors(path)[0])
    assert len(found) == 1
    assert "the chain was rewritten" in found[0]


def test_a_forged_anchor_is_found(anchored, tmp_path):
    site, path = anchored
    anchor = json.loads(path.read_text())
    rewrite(site)
    head = dict(sqlite3.connect(site.path).execute("SELECT chain, hash FROM journal_head"))
    anchor["heads"]["participant/P001"][1] = head["participant/P001"]
    told = {name: anchor[name] for name in ("at", "heads", "previous", "schema", "study")}
    anchor["root"] = hash_of(canonical(told))
    path.write_bytes(canonical(anchor) + b"\n")
    assert [fault.what for fault in read_anchors(path)[1]] == ["is not signed by the site"]


def test_an_anchor_of_another_key_is_found(anchored, tmp_path):
    from trialwright_web.audit.anchor import public_key, site_key, write_anchor

    _, path = anchored
    key = public_key(site_key(tmp_path / "site.key"))
    write_anchor("prtras001", path, site_key(tmp_path / "another.key"))
    assert [fault.seq for fault in read_anchors(path, key)[1]] == [2]


def test_a_line_cut_out_of_the_anchors_is_found(anchored, tmp_path):
    from trialwright_web.audit.anchor import site_key, write_anchor

    _, path = anchored
    for _ in range(2):
        write_anchor("prtras001", path, site_key(tmp_path / "site.key"))
    lines = path.read_text().splitlines(keepends=True)
    path.write_text(lines[0] + lines[2])
    assert [fault.what for fault in read_anchors(path)[1]] == ["an anchor before it is missing"]


def test_the_proof_runs_alone_with_the_standard_library(saved, tmp_path):
    """Copied to an empty folder and run by a Python that sees no package."""
    import shutil
    import subprocess
    import sys

    from trialwright.capture.journal import proof

    alone = shutil.copy(proof.__file__, tmp_path / "proof.py")
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(alone), str(saved.path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "Everything holds."
