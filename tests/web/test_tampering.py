"""Whoever changes the database by hand is stopped by it, or found by the proof."""

import json
from contextlib import contextmanager

import pytest
from site_people import DEMOGRAPHY, save

from trialwright.capture.journal.proof import (
    TRIGGERS,
    canonical,
    hash_of,
    read_anchors,
)


@pytest.fixture
def saved(site):
    """A site with two versions of a form."""
    save(site, DEMOGRAPHY)
    save(site, DEMOGRAPHY | {"sex": "M"}, revision=1, reason="wrong box")
    return site


def change(site, *statements):
    """What any tool could do to the database."""
    with site.stranger() as connection:
        for statement in statements:
            connection.execute(statement)


def faults(site, anchors=None):
    return [fault.what for fault in site.proof(anchors).faults]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_line SET body = '{}'",
        "DELETE FROM journal_line",
        "INSERT INTO journal_line SELECT study, chain, seq + 7, body, hash FROM journal_line",
    ],
)
def test_the_database_refuses_to_change_the_journal(saved, statement):
    with pytest.raises(Exception, match="a line of the journal"):
        change(saved, statement)
    assert faults(saved) == []


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO journal_line SELECT study, chain, seq, '{}', hash FROM journal_line",
        "INSERT OR REPLACE INTO journal_line (rowid, study, chain, seq, body, hash) "
        "SELECT rowid, study, chain, seq + 1, '{}', hash FROM journal_line ORDER BY seq DESC",
        "UPDATE OR REPLACE journal_line SET seq = seq + 1",
    ],
)
def test_sqlite_refuses_to_replace_a_line(saved, statement):
    with pytest.raises(Exception, match="a line of the journal"):
        change(saved, statement)
    assert faults(saved) == []


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE journal_line",
        "SET session_replication_role = replica; DELETE FROM journal_line",
        "SET session_replication_role = replica; TRUNCATE journal_line",
        "INSERT INTO journal_line SELECT * FROM journal_line "
        "ON CONFLICT (study, chain, seq) DO UPDATE SET body = '{}'",
        "MERGE INTO journal_line a USING journal_line b ON a.hash = b.hash "
        "WHEN MATCHED THEN UPDATE SET body = '{}'",
    ],
)
def test_postgresql_refuses_to_empty_or_merge_the_journal(saved, statement):
    with pytest.raises(Exception, match="a line of the journal"):
        change(saved, statement)
    assert faults(saved) == []


def test_a_value_changed_in_the_tables_is_found(saved):
    change(saved, "UPDATE form_instance SET content = replace(content, 'M', 'F')")
    (fault,) = faults(saved)
    assert "values.sex is {'value': 'F'} in the tables, {'value': 'M'} by the journal" in fault


def test_a_row_put_into_the_tables_or_taken_out_is_found(saved):
    change(saved, "INSERT INTO participant VALUES ('prtras001', 'P002', 'enrolled')")
    assert faults(saved) == ["participant P002 is in the tables, the journal knows nothing of it"]
    change(saved, "DELETE FROM participant")
    assert faults(saved) == ["participant P001 is missing from the tables"]


def test_a_dropped_trigger_is_found(saved):
    on_table = " ON journal_line" if saved.postgres else ""
    change(saved, f"DROP TRIGGER journal_no_update{on_table}")
    assert faults(saved) == ["trigger journal_no_update is missing"]


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
def test_a_trigger_that_is_switched_off_is_found(saved):
    change(saved, "ALTER TABLE journal_line DISABLE TRIGGER journal_no_delete")
    assert faults(saved) == ["trigger journal_no_delete is missing"]


@contextmanager
def without_triggers(site):
    """A stranger's connection without the triggers, which are put back as they were."""
    with site.stranger() as connection:
        if site.postgres:
            connection.execute("ALTER TABLE journal_line DISABLE TRIGGER USER")
            yield connection
            for name in sorted(TRIGGERS["postgresql"]):
                connection.execute(f"ALTER TABLE journal_line ENABLE ALWAYS TRIGGER {name}")
            return
        found = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal%'"
        )
        kept = connection.execute(found).fetchall()
        for name, _ in kept:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in kept:
            connection.execute(sql)


def without_trigger(site, statement):
    with without_triggers(site) as connection:
        connection.execute(statement)


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
    mark = "%s" if site.postgres else "?"
    with without_triggers(site) as connection:
        rows = connection.execute(
            "SELECT seq, body FROM journal_line WHERE chain = 'participant/P001' ORDER BY seq"
        ).fetchall()
        previous = "0" * 64
        for seq, text in rows:
            body = json.loads(text) | {"previous": previous}
            body["reason"] = body["reason"].replace("wrong box", "patient asked")
            previous = hash_of(canonical(body))
            connection.execute(
                f"UPDATE journal_line SET body = {mark}, hash = {mark} "
                f"WHERE chain = 'participant/P001' AND seq = {seq}",
                [canonical(body).decode(), previous],
            )
        connection.execute(
            f"UPDATE journal_head SET hash = '{previous}' WHERE chain = 'participant/P001'"
        )


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
    with site.stranger() as connection:
        head = dict(connection.execute("SELECT chain, hash FROM journal_head").fetchall())
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
        [sys.executable, "-I", "-S", str(alone), str(saved.written())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "Everything holds."
