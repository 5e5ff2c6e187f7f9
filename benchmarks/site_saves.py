"""How many saves a second a site takes, beside the raw limit of the same database.

    python benchmarks/site_saves.py [--saves N] [--postgresql]

A save is the action of the pages: permission, checks, queries, journal line, current state, in one
transaction that waits for the disk. Raw is one row of the same size, inserted and committed under
the same settings. Both are measured by 1 and by 8 clients: threads of one process on SQLite, as the
site writes to it, and processes on PostgreSQL. Every client saves forms of its own participant.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import queue
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import trialwright_web.sqlite  # noqa: F401  # before anything that imports sqlite3

ROOT = Path(__file__).resolve().parents[1]
STUDY = ROOT / "studies" / "prtras001"
FORK = multiprocessing.get_context("fork")
FORM = {
    "chemistry_date": "2026-03-02",
    "bilirubin": ("12", "umol/L"),
    "albumin": ("41", "g/L"),
    "inr": "1.0",
    "ascites": "none",
    "encephalopathy": "none",
    "creatinine": ("70", "umol/L"),
    "creatinine_uln": ("106", "umol/L"),
    "alt": ("30", "U/L"),
    "ast": ("30", "U/L"),
    "platelets": ("180", "10^9/L"),
}


def main() -> None:
    """Print a row of the table for each database and number of clients."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--saves", type=int, default=200, help="by each client")
    parser.add_argument("--postgresql", action="store_true", help="the wheel's own server")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        address, server = f"sqlite://{folder}/site.sqlite3", None
        if chosen.postgresql:
            sys.path.insert(0, str(ROOT / "tests" / "web"))
            from postgres_server import PostgresServer

            server = PostgresServer()
            server.start()
            address = server.address("postgres")
        try:
            _set_up(Path(folder), address)
            for clients in (1, 8):
                _measure(clients, chosen.saves)
        finally:
            if server is not None:
                server.remove()


def _set_up(folder: Path, address: str) -> None:
    os.environ["TRIALWRIGHT_STUDY"] = str(STUDY)
    os.environ["TRIALWRIGHT_OUT"] = str(folder)
    os.environ["TRIALWRIGHT_DATABASE"] = address
    os.environ["DJANGO_SETTINGS_MODULE"] = "trialwright_web.settings"
    import django

    django.setup()
    from django.db import connection

    from trialwright_web.installation import prepare_database
    from trialwright_web.studies.loaded import loaded_study

    prepare_database(loaded_study().definition)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE raw (id VARCHAR(40) PRIMARY KEY, body TEXT NOT NULL)")


def _measure(clients: int, saves: int) -> None:
    from django.db import connection

    raw = _run(_insert_raw, clients, saves)
    saved = _run(_save, clients, saves)
    share = saved[0] / raw[0]
    print(
        f"| {connection.vendor} | {clients} | {raw[0]:,.0f} | {raw[2]:.1f} | {saved[0]:,.0f} | "
        f"{share:.0%} | {saved[1]:.1f} | {saved[2]:.1f} | {saved[3]:.2f} |"
    )


def _run(work, clients: int, saves: int) -> tuple[float, float, float, float]:  # type: ignore[no-untyped-def]
    """Operations a second; median and 99th percentile in ms; processor ms an operation."""
    from django.db import connection, connections

    connections.close_all()
    threads = connection.vendor == "sqlite"
    ready = threading.Barrier(clients + 1) if threads else FORK.Barrier(clients + 1)
    answers = queue.SimpleQueue() if threads else FORK.SimpleQueue()
    start = threading.Thread if threads else FORK.Process
    processes = [
        start(target=_client, args=(work, f"{work.__name__}{clients}x{n}", saves, ready, answers))
        for n in range(clients)
    ]
    for process in processes:
        process.start()
    ready.wait()
    started = time.perf_counter()
    told = [answers.get() for _ in processes]
    seconds = time.perf_counter() - started
    for process in processes:
        process.join()
    times = sorted(1000 * each for taken, _ in told for each in taken)
    processor = 1000 * sum(spent for _, spent in told) / len(times)
    p99 = times[min(len(times) - 1, int(0.99 * len(times)))]
    return len(times) / seconds, statistics.median(times), p99, processor


def _client(work, name: str, saves: int, ready, answers) -> None:  # type: ignore[no-untyped-def]
    step = work(name)
    ready.wait()
    taken, spent = [], time.thread_time()
    for number in range(saves):
        started = time.perf_counter()
        step(number)
        taken.append(time.perf_counter() - started)
    answers.put((taken, time.thread_time() - spent))


def _insert_raw(name: str):  # type: ignore[no-untyped-def]
    from django.db import connection

    body = json.dumps(FORM)

    def step(number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO raw VALUES (%s, %s)", [f"{name}-{number}", body])

    step(-1)
    return step


def _save(name: str):  # type: ignore[no-untyped-def]
    from trialwright.capture.entry import EnteredValue
    from trialwright_web.capture.actions.forms import save_form
    from trialwright_web.capture.actions.participants import add_participant
    from trialwright_web.capture.actor import Actor
    from trialwright_web.studies.loaded import loaded_study

    definition = loaded_study().definition
    clients, person = name.removeprefix("_save").split("x")
    number = f"P{int(clients) * 100 + int(person) + 1:03d}"
    by = Actor.of("coordinator", ["coordinator"])
    add_participant(by=by, definition=definition, number=number)
    pairs = {item: v if isinstance(v, tuple) else (v, None) for item, v in FORM.items()}

    def step(count: int) -> None:
        """A new form at each visit of the schedule, then corrections of it."""
        visit, revision = f"W{12 * (1 + count % 10)}", count // 10
        values = [EnteredValue(item, text, unit) for item, (text, unit) in pairs.items()]
        values[3] = EnteredValue("inr", f"1.{count % 9 + revision % 7 * 10 + 10}", None)
        save_form(
            by=by,
            definition=definition,
            key=(number, visit, "liver_chemistry", 0),
            values=values,
            revision=revision,
            reason="read again" if revision else "",
            request=f"{number}-{count}",
        )

    return step


if __name__ == "__main__":
    main()
