"""Clients that save at the same time, note every call and answer, and are killed on the way.

What they noted is then held against the database: nothing that was answered may be lost, nothing
may be there twice, and what was refused may not be there at all.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

FORK = multiprocessing.get_context("fork")
PEOPLE = ("P001", "P002", "P003")


@dataclass(frozen=True)
class Plan:
    """What one client does, and what it has to bear.

    `clock` moves its time; `file_limit` is the size in bytes at which every file is full for it.
    """

    name: str
    saves: int
    clock: timedelta = timedelta()
    file_limit: int = 0


def start(site, plan: Plan, folder: Path):
    """A client as a process of its own; its history goes on where an earlier one was killed."""
    from django.db import connections

    connections.close_all()
    process = FORK.Process(target=_client, args=(site, plan, folder / f"{plan.name}.jsonl"))
    process.start()
    return process


def kill_after(process, history: Path, answers: int) -> None:
    """Kill a client, in the midst of whatever it does, once it has noted so many answers."""
    deadline = time.monotonic() + 120
    while process.is_alive() and time.monotonic() < deadline:
        if history.exists() and history.read_text().count('"answer"') >= answers:
            os.kill(process.pid, signal.SIGKILL)
            break
        time.sleep(0.002)
    process.join()


def _client(site, plan: Plan, history: Path) -> None:
    """Save on and on. Whatever was called and not answered is called again with the same key."""
    from django.db import connections

    connections.close_all()
    if plan.file_limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (plan.file_limit, plan.file_limit))
    if plan.clock:
        _move_clock(plan.clock)
    told = [json.loads(line) for line in _whole_lines(history)]
    answered = {each["answer"] for each in told if "answer" in each}
    calls = {each["call"]: each for each in told if "call" in each}
    descriptor = os.open(history, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in range(plan.saves):
        if number in answered:
            continue
        call = calls.get(number)
        if call is None:
            call = _new_call(site, plan, number)
            _note(descriptor, call)
        _note(descriptor, {"answer": number, **_carry_out(site, call)})
    connections.close_all()
    os._exit(0)


def _new_call(site, plan: Plan, number: int) -> dict[str, object]:
    return {
        "call": number,
        "text": f"{plan.name}-{number}",
        "person": PEOPLE[(number + len(plan.name)) % len(PEOPLE)],
        "revision": None,
    }


def _carry_out(site, call) -> dict[str, object]:
    """Save the call's text in the draft of its person, on top of what stands there now."""
    from django.db import DatabaseError, InterfaceError, connection

    from trialwright.capture.entry import EnteredValue
    from trialwright_web.capture.actions.forms import save_form
    from trialwright_web.capture.actions.refusals import NotPossible, StaleSave
    from trialwright_web.capture.stored import form_at

    key = (call["person"], "SCREENING", "demography", 0)
    for _ in range(2000):
        try:
            held = form_at("prtras001", key)
            saved = save_form(
                by=site.actor("coordinator"),
                definition=site.definition,
                key=key,
                values=[EnteredValue("birth_date", str(call["text"]))],
                revision=held.revision if held else 0,
                intent="draft",
                request=str(call["text"]),
            )
        except StaleSave:
            continue  # somebody was faster: read again
        except NotPossible:
            # The key was used with an older revision: the save was done before the kill.
            return {"status": "saved before"}
        except (DatabaseError, InterfaceError) as error:
            connection.close()
            if "full" in str(error) or "I/O" in str(error):
                return {"status": "failed"}
            time.sleep(0.01)
        else:
            return {"status": "saved", "revision": saved.revision}
    return {"status": "given up"}


def _move_clock(by: timedelta) -> None:
    from trialwright_web.capture import actor

    class Moved(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + by

    actor.datetime = Moved


def _note(descriptor: int, told: dict[str, object]) -> None:
    """One write: a kill leaves the whole line or a beginning that is no line."""
    os.write(descriptor, json.dumps(told).encode() + b"\n")


def _whole_lines(history: Path) -> list[str]:
    return history.read_text().splitlines() if history.exists() else []


def disagreements(site, folder: Path) -> Iterator[str]:
    """Whatever the clients noted that the journal does not bear out."""
    from trialwright_web.audit.models import JournalLine

    written: Counter[str] = Counter()
    revisions: dict[str, int] = {}
    for (body,) in JournalLine.objects.values_list("body"):
        for change in json.loads(body)["changes"]:
            new = change["fields"].get("values.birth_date", [None, None])[1]
            if new is not None:
                written[new["value"]] += 1
                revisions[new["value"]] = change["fields"]["revision"][1]
    for history in sorted(folder.glob("*.jsonl")):
        told = [json.loads(line) for line in _whole_lines(history)]
        texts = {each["call"]: each["text"] for each in told if "call" in each}
        for answer in (each for each in told if "answer" in each):
            text = texts[answer["answer"]]
            expected = {"saved": 1, "saved before": 1, "failed": 0}.get(answer["status"], -1)
            if written[text] != expected:
                yield f"{text} was {answer['status']}, and stands there {written[text]} times"
            if answer.get("revision", revisions.get(text)) != revisions.get(text):
                yield f"{text} was answered as revision {answer['revision']}"
        known = set(texts.values())
        for text in [t for t in written if t.rpartition("-")[0] == history.stem]:
            if text not in known:
                yield f"{text} stands there and was never called"
    yield from (f"{text} stands there twice" for text, n in written.items() if n > 1)
    yield from map(str, site.proof().faults)


def counted(folder: Path) -> Counter[str]:
    """How many answers there were of each kind."""
    lines = [line for path in folder.glob("*.jsonl") for line in _whole_lines(path)]
    return Counter(told["status"] for line in lines if "answer" in (told := json.loads(line)))
