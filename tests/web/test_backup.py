"""A backup is made while the site runs, opens only with its passphrase, and restores to the same."""

import pytest
from site_people import DEMOGRAPHY, KEY, save

from trialwright.capture.journal.proof import prove, read_anchors, read_material
from trialwright.errors import OutputError, TrialwrightError
from trialwright_web.operations import sealed_file
from trialwright_web.operations.sealed_file import SealedFileError

PASSPHRASE = "four words that nobody knows"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch):
    monkeypatch.setattr(sealed_file, "_COST", {"n": 4, "r": 8, "p": 1})


@pytest.fixture
def saved(site):
    """A site with some data, an anchor, and everything of an account that has a type of its own."""
    from django.utils import timezone

    from trialwright_web.accounts.models import User
    from trialwright_web.audit.anchor import site_key, write_anchor

    save(site, DEMOGRAPHY)
    save(site, DEMOGRAPHY | {"sex": "M"}, revision=1, reason="打错了 𠮷 \u0301")
    User.objects.filter(username="monitor").update(last_login=timezone.now(), is_active=False)
    out = site.folder / "out"
    write_anchor("prtras001", out / "anchors.jsonl", site_key(out / "site.key"))
    save(site, {"sex": "F"}, key=("P002", *KEY[1:]), intent="draft")
    return site


def back_up(site, name="night.backup", **options):
    from trialwright_web.operations.backup import back_up

    target = site.folder / name
    proof = back_up(target, site.folder / "out", PASSPHRASE, **options)
    assert proof.faults == ()
    return target


def restored(backup, site, **options):
    from trialwright_web.operations.restore import restore

    out = site.folder / "restored"
    proof = restore(backup, out, PASSPHRASE, **options)
    assert proof.faults == ()
    return out


def content(path):
    """Everything that the proof can compare, without the schema, which differs by database."""
    return read_material(path)._replace(schema=None, database="")


def accounts(alias="default"):
    from trialwright_web.accounts.models import User

    return list(User.objects.using(alias).order_by("id").values())


@pytest.mark.parametrize("portable", [False, True])
def test_a_backup_restores_to_the_same_site(saved, portable):
    from trialwright_web.operations.second_connection import connected

    out = restored(back_up(saved, portable=portable), saved)
    assert sorted(path.name for path in out.iterdir()) == [
        "anchors.jsonl",
        "site.key",
        "site.sqlite3",
    ]
    assert content(out / "site.sqlite3") == content(saved.written())
    anchors, broken = read_anchors(out / "anchors.jsonl")
    assert broken == []
    if saved.postgres is None:  # the schema that was anchored is that of the same database
        assert prove(read_material(out / "site.sqlite3"), anchors).faults == ()
    with connected("again", f"sqlite://{out / 'site.sqlite3'}") as alias:
        assert accounts(alias) == accounts()


def test_a_site_moves_from_one_database_to_the_other_and_goes_on(saved, postgres):
    from contextlib import closing

    from site_database import Site, using

    backup = back_up(saved, portable=True)
    with closing(postgres.connect()) as connection:
        connection.execute("CREATE DATABASE moved")
    address = postgres.address("moved")
    try:
        restored(backup, saved, address=address)
        moved = Site(address, saved.folder, saved.definition, postgres)
        with using(address):
            save(moved, DEMOGRAPHY | {"sex": "F"}, revision=2, reason="goes on")
            assert moved.proof().faults == ()
            from trialwright_web.accounts.models import User

            assert User.objects.create(username="next").id > max(u["id"] for u in accounts()[:-1])
    finally:
        with closing(postgres.connect()) as connection:
            connection.execute("DROP DATABASE moved WITH (FORCE)")


def test_nothing_is_overwritten(saved):
    from trialwright_web.operations.backup import back_up as again
    from trialwright_web.operations.restore import restore

    backup = back_up(saved)
    with pytest.raises(OutputError, match="is there already"):
        again(backup, saved.folder / "out", PASSPHRASE)
    with pytest.raises(OutputError, match="is not empty: nothing is restored over it"):
        restore(backup, saved.folder / "out", PASSPHRASE)


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
def test_a_database_in_use_takes_no_backup(saved):
    from trialwright_web.operations.restore import restore

    backup = back_up(saved)
    before = content(saved.written())
    with pytest.raises(TrialwrightError, match="the database is in use"):
        restore(backup, saved.folder / "other", PASSPHRASE, address=saved.address)
    assert content(saved.written()) == before
    assert not (saved.folder / "other").exists()


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_backup_of_a_database_that_was_tampered_with_says_so_and_is_not_kept(saved):
    from trialwright_web.operations.backup import back_up as tried

    with saved.stranger() as stranger:
        stranger.execute("UPDATE participant SET status = 'ended'")
    proof = tried(saved.folder / "bad.backup", saved.folder / "out", PASSPHRASE)
    assert any("status is 'ended' in the tables" in fault.what for fault in proof.faults)
    assert not (saved.folder / "bad.backup").exists()


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_damaged_backup_leaves_nothing_behind(saved):
    from trialwright_web.operations.restore import restore

    backup = back_up(saved)
    given = backup.read_bytes()
    for damaged in (given[:-1], given[: len(given) // 2], given[:-9] + b"\x00" * 9):
        backup.write_bytes(damaged)
        with pytest.raises(SealedFileError):
            restore(backup, saved.folder / "restored", PASSPHRASE)
    assert not (saved.folder / "restored").exists()
    assert [path.name for path in saved.folder.glob(".*")] == []


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_portable_backup_of_another_version_is_refused(saved, monkeypatch):
    from trialwright_web.operations import tables_file
    from trialwright_web.operations.restore import restore

    backup = back_up(saved, portable=True)
    monkeypatch.setattr(tables_file, "applied_migrations", lambda alias: [["audit", "0009_later"]])
    with pytest.raises(TrialwrightError, match="made by another version of the program"):
        restore(backup, saved.folder / "restored", PASSPHRASE)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_backup_is_made_while_others_write_and_holds_one_moment(saved, monkeypatch):
    """A save between two tables of the copy is in none of them."""
    from trialwright_web.operations import tables_file

    write, told = tables_file._write, []

    def write_and_save(file, value):
        write(file, value)
        if isinstance(value, dict) and value.get("table") == "journal_head" and not told:
            told.append(value)
            save(saved, {"sex": "M"}, key=("P002", *KEY[1:]), revision=1, intent="draft")

    monkeypatch.setattr(tables_file, "_write", write_and_save)
    out = restored(back_up(saved, portable=True), saved)
    assert told
    form = ("prtras001", "form", ("P002", "SCREENING", "demography", "0"))
    assert read_material(out / "site.sqlite3").tables[form]["values.sex"] == {"value": "F"}
    assert read_material(saved.written()).tables[form]["values.sex"] == {"value": "M"}


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_nothing_in_a_backup_can_be_read_without_the_passphrase(saved):
    assert b"P001" not in back_up(saved).read_bytes()

    with saved.stranger() as stranger:
        (held,) = stranger.execute(
            "SELECT count(*) FROM participant WHERE number = 'P001'"
        ).fetchone()
    assert held == 1
