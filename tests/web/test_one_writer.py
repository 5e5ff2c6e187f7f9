"""Eight threads of a server write to one SQLite file in turn, and none waits for long."""

import threading
import time

import pytest
from site_people import DEMOGRAPHY, KEY, save


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_threads_write_one_after_another_and_lose_nothing(site):
    from django.db import connection

    for number in range(8):
        save(site, {"sex": "F"}, key=(f"P10{number}", *KEY[1:]), intent="draft")
    longest = []

    def work(number):
        for revision in range(1, 6):
            started = time.perf_counter()
            values = {"sex": "FM"[revision % 2]}
            save(site, values, key=(f"P10{number}", *KEY[1:]), revision=revision, intent="draft")
            longest.append(time.perf_counter() - started)
        connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(longest) == 40
    assert site.proof().faults == ()


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_writer_that_fails_lets_the_next_one_in(site):
    from django.db import DatabaseError, connection, transaction

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO nowhere VALUES (1)")
    connection.close()
    done = threading.Thread(target=lambda: (save(site, DEMOGRAPHY), connection.close()))
    done.start()
    done.join(timeout=10)
    assert not done.is_alive()
    assert site.proof().faults == ()


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_connection_closed_within_a_transaction_lets_the_next_one_in(site):
    from django.db import connection

    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    connection.close()
    save(site, DEMOGRAPHY)
    assert site.proof().faults == ()


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_writer_that_waits_in_vain_says_so(site, monkeypatch):
    from django.db import OperationalError, connection, transaction

    from trialwright_web.sqlite_writer import base

    monkeypatch.setattr(base, "WAIT_SECONDS", 0.05)
    said = []

    def work():
        try:
            with transaction.atomic():
                pass
        except OperationalError as error:
            said.append(str(error))
        connection.close()

    with transaction.atomic():
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert said == ["database is locked"]
