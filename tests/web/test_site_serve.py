"""Where the site listens: this machine only, and one clear sentence when it cannot."""

import socket
from pathlib import Path

import pytest
from site_study import STUDY

from trialwright.errors import DefinitionError, TrialwrightError
from trialwright_web.serve import open_sockets
from trialwright_web.translations import write_translations
from trialwright_web.wsgi import make_application


def test_the_site_listens_on_loopback_addresses_only():
    opened = open_sockets(0)
    addresses = [each.getsockname()[0] for each in opened]
    for each in opened:
        each.close()
    assert addresses[0] == "127.0.0.1"
    assert set(addresses) <= {"127.0.0.1", "::1"}


def test_a_free_port_is_chosen_once_for_every_address_and_by_nobody_else():
    first, second = open_sockets(0), open_sockets(0)
    ports = [{each.getsockname()[1] for each in opened} for opened in (first, second)]
    for each in (*first, *second):
        each.close()
    assert [len(chosen) for chosen in ports] == [1, 1]
    assert ports[0] != ports[1]


def test_a_port_in_use_names_the_cure():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(TrialwrightError, match=rf"port {port} is in use .*--port \d+"):
            open_sockets(port)


@pytest.mark.parametrize("port", [-1, 65536, 10**6])
def test_a_number_that_is_no_port_is_refused(port):
    with pytest.raises(TrialwrightError, match="is no port number"):
        open_sockets(port)


def test_a_study_that_cannot_be_loaded_stops_the_start(tmp_path: Path, monkeypatch):
    from trialwright_web.studies import loaded

    monkeypatch.setattr(loaded, "loaded_study", lambda: loaded.load_study(tmp_path))
    with pytest.raises(DefinitionError, match="no study is here"):
        make_application(STUDY, tmp_path)


def test_translations_are_compiled_once(tmp_path: Path):
    write_translations(tmp_path)
    compiled = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    before = compiled.stat().st_mtime_ns
    write_translations(tmp_path)
    assert compiled.stat().st_mtime_ns == before
    assert [path.name for path in compiled.parent.iterdir()] == ["django.mo"]


def test_no_connection_to_the_database_goes_through_the_fork_of_the_server(tmp_path: Path):
    """SQLite keeps locks for a process: a copy of a connection would believe that it holds them."""
    from django.db import connection

    make_application(STUDY, tmp_path)
    assert connection.connection is None


def test_nothing_goes_on_beside_the_server_when_it_forks(tmp_path: Path, monkeypatch):
    """A thread would stop there, and a lock that it held would stay locked in the copy."""
    from trialwright_web.summaries import background

    began = []
    monkeypatch.setattr(background, "_in_background", began.append)
    monkeypatch.setattr(background, "unchecked_people", lambda *_: ["P001"])
    make_application(STUDY, tmp_path)
    assert began == []


def test_the_lock_of_a_writer_is_free_in_the_copy_of_a_process():
    import os

    from trialwright_web.sqlite_writer import base

    base._WRITERS["held"].acquire()
    copy = os.fork()
    if copy == 0:
        os._exit(0 if base._WRITERS["held"].acquire(blocking=False) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]) == 0
    base._WRITERS.pop("held").release()
