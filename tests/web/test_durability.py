"""What the site asks of a database before it trusts it with a save."""

import subprocess
import sys
from contextlib import closing

import pytest
from postgres_server import PostgresServer
from site_database import using
from site_study import STUDY

from trialwright.errors import TrialwrightError
from trialwright_web.databases import database_settings
from trialwright_web.sole_server import AlreadyServed, server_of, sole_server


def test_a_postgresql_that_does_not_wait_for_the_disk_is_refused(_django):
    from trialwright_web.installation import check_durability

    server = PostgresServer(fsync="off")
    try:
        server.start()
        with (
            using(server.address("postgres")),
            pytest.raises(TrialwrightError, match="runs with fsync = off and can lose"),
        ):
            check_durability()
    finally:
        server.remove()


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
def test_the_site_waits_for_the_disk_whatever_the_database_was_set_to(site):
    from django.db import connection

    from trialwright_web.installation import check_durability

    with site.stranger() as stranger:
        stranger.execute("ALTER DATABASE site SET synchronous_commit = off")
    connection.close()
    check_durability()
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)
        cursor.execute("SET synchronous_commit = off")
    with pytest.raises(TrialwrightError, match="synchronous_commit = off and can lose"):
        check_durability()
    connection.close()


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_each_connection_to_sqlite_waits_for_the_disk(site):
    from django.db import connection

    with connection.cursor() as cursor:
        told = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "recursive_triggers", "foreign_keys")
        }
    full = 2
    expected = {"journal_mode": "wal", "synchronous": full}
    assert told == expected | {"recursive_triggers": 1, "foreign_keys": 1}


@pytest.mark.parametrize("address", ["mysql://a/b", "nonsense"])
def test_another_database_is_refused_by_name(address, tmp_path):
    with pytest.raises(TrialwrightError, match=r"is no database the site can use .*postgresql://"):
        database_settings(address, tmp_path)


def test_a_database_is_served_once_and_free_after_its_server(tmp_path):
    database = tmp_path / "site.sqlite3"
    with sole_server(database):
        assert server_of(database).isdigit()
        with pytest.raises(AlreadyServed, match=r"another server \(process \d+\) already serves"):
            sole_server(database).__enter__()
    assert server_of(database) == ""
    with sole_server(database):
        pass


def test_a_killed_server_leaves_no_lock(tmp_path):
    database = tmp_path / "site.sqlite3"
    hold = (
        "import os, sys, signal, pathlib\n"
        "from trialwright_web.sole_server import sole_server\n"
        "with sole_server(pathlib.Path(sys.argv[1])):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", hold, str(database)], check=False)
    assert done.returncode == -9
    with sole_server(database):
        pass


def test_a_second_server_on_the_same_file_ends_with_a_sentence(tmp_path):
    database = tmp_path / "site.sqlite3"
    command = [sys.executable, "-m", "trialwright_web", "--study", str(STUDY)]
    with sole_server(database):
        done = subprocess.run(
            [*command, "--out", str(tmp_path), "--port", "0"],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "already serves" in done.stderr
    assert "stop that one first" in done.stderr
    with closing(database.open("xb")):  # nothing was written
        pass
