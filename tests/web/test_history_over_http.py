"""Nothing that a server answered is lost and nothing is doubled, however the server ends."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from http_clients import happen, set_up, start_programs
from http_history import Call, History, disagreements
from served_site import ServedSite
from small_disk import SmallDisk

from trialwright.capture.journal import proof

WORKS = 6
#: PostgreSQL adds up to half a megabyte to a table at once, which is used up first.
UNTIL_FULL = 60
SAVERS = 7


@pytest.fixture
def served(site) -> Iterator[ServedSite]:
    server = ServedSite(site)
    yield server
    server.kill()


def anchored(site) -> Path:
    """Where every chain stands now, written down outside the database."""
    from trialwright_web.audit.anchor import site_key, write_anchor

    path = site.folder / "anchors.jsonl"
    write_anchor(site.definition.study.id, path, site_key(site.folder / "site.key"))
    return path


def check(site, history: History, anchors: Path, works: int = WORKS) -> None:
    """All was carried out, once, and an inspector's one file says so too.

    Of three works of each program that saves, two are saves; one program asks.
    """
    from django.db import connection

    connection.close()  # the server of this database may have been another one meanwhile
    assert list(disagreements(site, history)) == []
    assert history.faults == []
    answers = history.counted()
    assert answers["save", 200] == SAVERS * works * 2 // 3
    assert answers["add", 201] + answers["add", 409] == SAVERS * works // 3
    assert answers["ask", 201] == works
    assert proof.main([str(site.written()), "--anchors", str(anchors)]) == 0


def test_a_server_that_is_killed_and_moved_in_time_loses_and_doubles_nothing(site, served):
    """The machine loses its power, its worker is killed, or who started it; PostgreSQL crashes twice.

    The clock is a day ahead first; 23 hours of it are taken back, and then the rest.
    """
    tokens, history = set_up(site), History()
    served.start(clock=timedelta(days=1))
    anchors = anchored(site)

    def power_cut():
        served.kill()
        served.start(clock=timedelta(hours=1))

    def orphan():
        served.kill_main()
        served.start()

    def crash():
        site.postgres.stop(kill=True)
        site.postgres.start()

    programs = start_programs(tokens, served.port, history, WORKS)
    last = [orphan] if site.postgres is None else [crash, crash]
    events = [power_cut, served.kill_worker, *last]
    happen(programs, history, [(10 + 15 * n, event) for n, event in enumerate(events)])
    assert history.trouble, "nothing went wrong, so nothing was shown"
    check(site, history, anchors)
    assert any(told.startswith("clock: set back before") for told in site.proof().proved)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_service_that_is_stopped_finishes_what_is_under_way(site, served):
    """No call is cut off: whoever was not answered was not yet listened to."""
    tokens, history = set_up(site), History()
    served.start()
    anchors = anchored(site)

    def stop():
        served.stop()
        served.start()

    happen(start_programs(tokens, served.port, history, WORKS), history, [(20, stop)])
    check(site, history, anchors)
    assert history.trouble.keys() <= {"ConnectionRefusedError", "ConnectionResetError"}


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_full_disk_is_told_in_a_sentence_and_saving_goes_on_once_there_is_room(site, served):
    """Full by the size that a file of the server may have, which anybody may set and take back."""
    tokens, history = set_up(site), History()
    served.start()
    anchors = anchored(site)

    def limit(size: int) -> None:
        for worker in served.workers():
            resource.prlimit(worker, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def full():
        limit(10_000)
        wait_for_refusals(history)
        limit(resource.RLIM_INFINITY)

    happen(start_programs(tokens, served.port, history, WORKS), history, [(20, full)])
    check(site, history, anchors)
    assert "Traceback" not in "\n".join(served.said)


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
def test_a_full_disk_of_postgresql_is_told_in_a_sentence_as_well(site, served):
    """Full by a file system of a few megabytes under its tables; only root may mount one."""
    disk = SmallDisk(site.postgres.folder / "small", megabytes=40)
    if not disk.is_mounted:
        pytest.skip("only root may mount a small disk")
    try:
        move_onto(site, disk.folder)
        tokens, history = set_up(site), History()
        served.start()
        anchors = anchored(site)

        def full():
            disk.fill()
            wait_for_refusals(history)
            disk.make_room()

        programs = start_programs(tokens, served.port, history, UNTIL_FULL)
        happen(programs, history, [(20, full)])
        check(site, history, anchors, UNTIL_FULL)
        assert "Traceback" not in "\n".join(served.said)
    finally:
        served.kill()
        move_onto(site, None)
        disk.remove()


def wait_for_refusals(history: History) -> None:
    deadline = time.monotonic() + 60
    while history.trouble["503"] < 3:
        assert time.monotonic() < deadline, "the disk never was full"
        time.sleep(0.01)


def move_onto(site, folder: Path | None) -> None:
    """Move the database onto a disk, or back to where the server keeps its own."""
    from django.db import connection

    connection.close()
    with closing(site.postgres.connect()) as server:
        if folder is not None:
            server.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
            server.execute("ALTER DATABASE site SET TABLESPACE small")
        else:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'site'"
            )
            server.execute("ALTER DATABASE site SET TABLESPACE pg_default")
            server.execute("DROP TABLESPACE IF EXISTS small")


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_the_checker_sees_what_was_lost_doubled_refused_in_vain_and_told_out_of_order(site):
    """A checker that finds nothing has to be able to find something."""
    set_up(site)
    call = Call("save", "c0-0-0", "P001", 200, 0.0, 1.0, revision=2)
    later = replace(call, kind="read", called=2.0, answered=3.0, revision=1)
    history = History(calls=[call, later])
    assert list(disagreements(site, history)) == [
        "save c0-0-0 was answered 200, and is lost",
        "c0-0-0 was answered as revision 2, which it is not",
        "read c0-0-0: revision 1, after 2 was told",
    ]
    refused = Call("add", "P001", "P001", 409, 0.0, 1.0)
    assert list(disagreements(site, History(calls=[refused]))) == [
        "add P001 was answered 409, and is lost",
        "P001 was refused at the first call, though nobody else gives it",
    ]
