"""What people and programs are told while the database cannot be used, and that it is made good."""

from __future__ import annotations

import errno
import logging
import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.test import Client
from site_people import DEMOGRAPHY, save
from site_study import STUDY

from trialwright_web.outage import OneLineForAnOutage, outage_of

PAGE = "/en/participants/P001/SCREENING/demography/0/"
ADD = "/en/participants/add/"


@pytest.fixture
def coordinator(site, as_member):
    client = as_member("coordinator")
    client.raise_request_exception = False
    return client


@pytest.fixture
def program():
    client = Client(headers={"host": "localhost", "authorization": "Bearer tw_x"})
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_full_database_refuses_with_a_cure_and_saves_once_there_is_room(site, coordinator):
    """`max_page_count` is the full disk that SQLite itself offers."""
    from django.db import connection

    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    answers = [coordinator.post(ADD, {"number": f"P{n}"}) for n in range(200, 230)]
    refused = [each for each in answers if each.status_code != 302]
    assert {each.status_code for each in refused} == {503}
    text = refused[0].content.decode()
    assert "the disk of the database is full or takes no writes: nothing was saved" in text
    assert "make room" in text
    assert refused[0]["Retry-After"]
    assert site.proof().faults == ()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")
    assert coordinator.post(ADD, {"number": "P900"}).status_code == 302
    assert site.proof().faults == ()


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
def test_a_postgresql_that_is_away_is_told_and_used_again_when_it_is_back(
    site, coordinator, program
):
    from django.db import close_old_connections

    save(site, DEMOGRAPHY)
    assert coordinator.get(PAGE).status_code == 200
    site.postgres.stop(kill=True)
    try:
        pages = [coordinator.get(PAGE) for _ in range(2)]
        told = program.get("/api/v1/participants")
    finally:
        site.postgres.start()
    assert [each.status_code for each in (*pages, told)] == [503, 503, 503]
    assert "the database does not answer" in pages[1].content.decode()
    assert f'href="{PAGE}"' in pages[1].content.decode()
    problem = told.json()["problems"][0]
    assert (problem["code"], problem["cure"][:4]) == ("database", "look")
    close_old_connections()  # as every request of a server begins, and none of a test
    assert coordinator.get(PAGE).status_code == 200


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_an_outage_is_said_in_chinese_and_a_fault_of_the_program_stays_one(
    coordinator, program, monkeypatch
):
    from trialwright_web.api import route
    from trialwright_web.capture.views import participants

    def failing(error):
        def fail(*_, **__):
            raise error

        monkeypatch.setattr(participants, "add_participant", fail)
        monkeypatch.setattr(route, "actor_of_token", fail)

    failing(OSError(errno.ENOSPC, "No space left on device"))
    page = coordinator.post("/zh-hans/participants/add/", {"number": "P900"})
    assert "数据库所在磁盘已满" in page.content.decode()
    failing(RuntimeError("a fault"))
    page = coordinator.post(ADD, {"number": "P900"})
    assert (page.status_code, "The fault is in the program" in page.content.decode()) == (500, True)
    told = program.get("/api/v1/participants")
    assert (told.status_code, told.json()["problems"][0]["code"]) == (500, "fault")
    assert "a fault" not in told.content.decode()


def coded(module, name, text="", sqlstate=None):
    """An error as the database's module raises it."""
    made = type(name, (Exception,), {"__module__": module, "sqlstate": sqlstate})
    return made(text)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EDQUOT, "quota"), "is full"),
        (coded("sqlite3", "OperationalError", "database or disk is full"), "is full"),
        (coded("sqlite3", "OperationalError", "disk I/O error"), "is full"),
        (coded("pysqlite3", "OperationalError", "attempt to write a readonly database"), "is full"),
        (coded("sqlite3", "OperationalError", "database is locked"), "was busy"),
        (coded("django.db.utils", "OperationalError", "database is locked"), "was busy"),
        (coded("psycopg.errors", "DiskFull", sqlstate="53100"), "is full"),
        (coded("psycopg.errors", "DeadlockDetected", sqlstate="40P01"), "was busy"),
        (coded("psycopg", "OperationalError", "connection failed"), "does not answer"),
        (coded("psycopg.errors", "AdminShutdown", sqlstate="57P01"), "does not answer"),
        (coded("sqlite3", "OperationalError", "no such table: form"), None),
        (coded("psycopg.errors", "UndefinedTable", sqlstate="42P01"), None),
        (coded("psycopg.errors", "QueryCanceled", sqlstate="57014"), None),
        (OSError(errno.ENOENT, "no such file"), None),
        (ValueError("disk is full"), None),
        (None, None),
    ],
)
def test_an_outage_is_told_from_a_fault_of_the_program_by_what_the_database_says(error, said):
    wrapped = RuntimeError("wrapped")
    wrapped.__cause__ = error
    for each in (error, wrapped):
        told = outage_of(each)
        assert (told is None) == (said is None)
        assert said is None or said in told.what


def test_the_log_says_an_outage_in_one_line_and_keeps_the_traceback_of_a_fault():
    def logged(error):
        try:
            raise error
        except Exception:
            record = logging.LogRecord("x", 40, "", 0, "%s", ("Error: /en/",), sys.exc_info())
        assert OneLineForAnOutage().filter(record)
        return logging.Formatter().format(record)

    line = logged(coded("psycopg", "OperationalError", "connection failed:\nrefused"))
    assert "\n" not in line
    assert "does not answer" in line
    assert line.endswith("(connection failed: refused)")
    assert "Traceback" in logged(RuntimeError("a fault"))


@pytest.mark.parametrize(
    "command", ["trialwright_web --port 0", "trialwright audit verify", "trialwright doctor"]
)
def test_a_command_without_its_database_ends_with_a_sentence(command, tmp_path):
    address = f"postgresql://nobody@{quote(str(tmp_path), safe='')}/nothing"
    done = subprocess.run(
        [sys.executable, "-m", *command.split(), "--study", str(STUDY), "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "TRIALWRIGHT_DATABASE": address},
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "the database cannot be used: " in done.stderr
    assert "TRIALWRIGHT_DATABASE" in done.stderr
