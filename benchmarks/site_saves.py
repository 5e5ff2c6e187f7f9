"""How many saves a second a site takes, beside what the same database can do.

    python benchmarks/site_saves.py [--saves N] [--postgresql]

A save is the action of the pages: permission, checks, queries, journal line, current state, in one
transaction that waits for the disk. Raw is one row of the same size, inserted and committed under
the same settings. Plain is what a save writes and nothing else: the same rows of the same tables,
under the same triggers, by prepared SQL in the same kind of transaction. Each is measured by 1 and by
8 clients: threads of one process on SQLite, as the site writes to it, and processes on PostgreSQL.
Every client saves forms of its own participant. The cost of each step is that of one client.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import queue
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from site_machine import machine, set_up, site_address

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
# Where a save is taken apart: functions of the module of its action, and methods of what it uses.
STEPS = {
    "lock the chain": "lock_chain",
    "read the participant": "read_casebook",
    "the same request before": "done_before",
    "checks of the form": "decide_save",
    "checks between forms": "PersonSaved.findings_between_forms",
    "status by the criteria": "PersonSaved.move_status",
    "queries": "settle_queries",
    "signatures": "void_signatures",
    "verifications": "fall_with_values",
    "write the form": "_store",
    "journal line": "LockedChain.append",
    "keep the answer": "remember",
}

Step = Callable[[int], None]


def main() -> None:
    """Print a row of the table for each number of clients, and the steps of a save."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--saves", type=int, default=200, help="by each client")
    parser.add_argument("--postgresql", action="store_true", help="the wheel's own server")
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        site_address(Path(folder), postgresql=chosen.postgresql) as address,
    ):
        set_up(Path(folder), address)
        _make_raw_table()
        for clients in (1, 8):
            _measure(clients, chosen.saves)
        _print_steps(chosen.saves)
        print(machine())
        _close()


def _make_raw_table() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE raw (id VARCHAR(40) PRIMARY KEY, body TEXT NOT NULL)")


def _close() -> None:
    from django.db import connections

    connections.close_all()


def _measure(clients: int, saves: int) -> None:
    from django.db import connection

    raw, plain = _run(_insert_raw, clients, saves), _run(_write_plain, clients, saves)
    saved = _run(_save, clients, saves)
    print(
        f"| {connection.vendor} | {clients} | {raw[0]:,.0f} | {plain[0]:,.0f} | {saved[0]:,.0f} | "
        f"{saved[0] / raw[0]:.0%} | {saved[0] / plain[0]:.0%} | {saved[1]:.1f} | {saved[2]:.1f} | "
        + " | ".join(f"{each[3]:.2f} + {each[4]:.2f}" for each in (raw, plain, saved))
        + " |"
    )


def _run(work: Callable[[str], Step], clients: int, saves: int) -> tuple[float, ...]:
    """Operations a second; median and 99th percentile in ms; processor ms an operation, of the
    client and of PostgreSQL's process that serves it.
    """
    from django.db import connection

    _close()
    threads = connection.vendor == "sqlite"
    ready = threading.Barrier(clients + 1) if threads else FORK.Barrier(clients + 1)
    answers: Any = queue.SimpleQueue() if threads else FORK.SimpleQueue()
    start: Any = threading.Thread if threads else FORK.Process
    processes = [
        start(target=_client, args=(work, f"{clients}x{n}", saves, ready, answers))
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
    times = sorted(1000 * each for taken, *_ in told for each in taken)
    client, server = (
        1000 * sum(each) / len(times) for each in zip(*(t[1:] for t in told), strict=True)
    )
    p99 = times[min(len(times) - 1, int(0.99 * len(times)))]
    return len(times) / seconds, statistics.median(times), p99, client, server


def _client(work: Callable[[str], Step], name: str, saves: int, ready: Any, answers: Any) -> None:
    step = work(name)
    ready.wait()
    taken, client, server = [], time.thread_time(), _server_seconds()
    for number in range(saves):
        started = time.perf_counter()
        step(number)
        taken.append(time.perf_counter() - started)
    answers.put((taken, time.thread_time() - client, _server_seconds() - server))


def _server_seconds() -> float:
    """Processor seconds so far of PostgreSQL's process for this connection; 0 for SQLite."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return 0.0
    pid = connection.connection.info.backend_pid
    # The name in brackets may hold blanks; user and system time are the 12th and 13th after it.
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, after_name[11:13])) / os.sysconf("SC_CLK_TCK")


def _insert_raw(name: str) -> Step:
    from django.db import connection

    body = json.dumps(FORM)

    def step(number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO raw VALUES (%s, %s)", [f"{name}-{number}", body])

    step(-1)
    return step


def _write_plain(name: str) -> Step:
    """The rows of a correction, written without asking anything."""
    from django.db import connection, transaction

    from trialwright_web.audit.models import JournalLine
    from trialwright_web.capture.models import FormInstance, SubmittedOnce

    person = _number(name, 500)
    _saving(person)(0)
    form = FormInstance.objects.get(participant=person)
    line = JournalLine.objects.filter(chain=f"participant/{person}").latest("seq")
    once = SubmittedOnce.objects.get(request=f"{person}-0")
    key = [form.study, person, form.visit, form.form, form.repeat]
    statements = _plain_statements("?" if connection.vendor == "sqlite" else "%s")

    def step(number: int) -> None:
        seq = line.seq + 1 + number
        written = [form.status, 2 + number, form.content, form.saved_at]
        values = (
            [*written, *key],
            [line.study, line.chain, seq, line.body, line.hash],
            [seq, line.hash, line.study, line.chain],
            [once.study, f"{person}-plain-{number}", once.user, once.digest, once.answer],
        )
        with transaction.atomic():
            for statement, given in zip(statements, values, strict=True):
                _driver_cursor().execute(statement, given)

    return step


def _plain_statements(mark: str) -> tuple[str, ...]:
    statements = (
        "UPDATE form_instance SET status = ?, revision = ?, content = ?, saved_at = ? WHERE study = ?"
        " AND participant = ? AND visit = ? AND form = ? AND repeat = ?",
        "INSERT INTO journal_line (study, chain, seq, body, hash) VALUES (?, ?, ?, ?, ?)",
        "UPDATE journal_head SET seq = ?, hash = ? WHERE study = ? AND chain = ?",
        'INSERT INTO submitted_once (study, request, "user", digest, answer) VALUES (?, ?, ?, ?, ?)',
    )
    return tuple(statement.replace("?", mark) for statement in statements)


def _driver_cursor() -> Any:
    """A cursor of the driver itself, whose statements stay prepared."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return connection.connection.cursor()
    import psycopg

    return psycopg.Cursor(connection.connection)


def _save(name: str) -> Step:
    return _saving(_number(name, 0))


def _number(name: str, first: int) -> str:
    clients, person = name.split("x")
    return f"P{first + int(clients) * 10 + int(person) + 1:03d}"


def _saving(number: str) -> Step:
    from trialwright.capture.entry import EnteredValue
    from trialwright_web.capture.actions.forms import save_form
    from trialwright_web.capture.actions.participants import add_participant
    from trialwright_web.capture.actor import Actor
    from trialwright_web.studies.loaded import loaded_study

    definition = loaded_study().definition
    by = Actor.of("coordinator", ["coordinator"])
    add_participant(by=by, definition=definition, number=number)
    pairs = {item: v if isinstance(v, tuple) else (v, None) for item, v in FORM.items()}

    def step(count: int) -> None:
        """A new form at each visit of the schedule, then corrections of it."""
        visit, revision = f"W{12 * (1 + count % 10)}", count // 10
        values = [EnteredValue(item, text, unit) for item, (text, unit) in pairs.items()]
        # A value that was never there: nothing that was worked out for another one is of use.
        values[3] = EnteredValue("inr", f"1.{count + 1:05d}", None)
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


def _print_steps(saves: int) -> None:
    """Milliseconds by the clock of each step of a save, one client."""
    from trialwright_web.audit import chain
    from trialwright_web.capture.actions import forms, participant_state

    holders = {"PersonSaved": participant_state.PersonSaved, "LockedChain": chain.LockedChain}
    step, spent = _saving("P400"), Counter[str]()
    for count in range(50):
        step(count)
    for told, name in STEPS.items():
        holder, _, inner = name.rpartition(".")
        _time(holders.get(holder, forms), inner, told, spent)
    started = time.perf_counter()
    for count in range(50, 50 + saves):
        step(count)
    whole = time.perf_counter() - started
    spent["content, entry, transaction and commit"] = whole - sum(spent.values())
    print(*(f"| {told} | {1000 * spent[told] / saves:.3f} |" for told in spent), sep="\n")


def _time(holder: Any, name: str, told: str, spent: Counter[str]) -> None:
    inner = getattr(holder, name)

    def timed(*given: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return inner(*given, **named)
        finally:
            spent[told] += time.perf_counter() - started

    setattr(holder, name, timed)


if __name__ == "__main__":
    main()
