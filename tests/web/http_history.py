"""Programs that save over HTTP at the same time, and note every call and every answer.

A connection that breaks, or an answer of 500 and more, tells nothing: the call is sent again, the
same bytes with the same key, until an answer says what became of it. What was noted is then held
against the journal: what was answered is there once, what was refused is not there, a read shows
nothing older than what was answered before it began.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from site_history import PEOPLE

PLACE = "SCREENING/demography/0"
LONGEST_WAIT = 120


@dataclass(frozen=True)
class Call:
    """One call with what became of it.

    `status` is that of the answer, 0 where none came; `revision` the one that was answered. `text` is
    found in the journal once where the call was carried out. Times are monotonic.
    """

    kind: str
    text: str
    person: str
    status: int
    called: float
    answered: float
    revision: int = 0
    sent: int = 1
    shown: str = ""
    """What a read showed."""


@dataclass
class History:
    """What all clients noted."""

    calls: list[Call] = field(default_factory=list)
    trouble: Counter[str] = field(default_factory=Counter)
    """Broken connections, and answers that told nothing, by kind."""
    faults: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, call: Call) -> None:
        with self._lock:
            self.calls.append(call)

    def note_trouble(self, what: str) -> None:
        with self._lock:
            self.trouble[what] += 1

    def counted(self) -> Counter[tuple[str, int]]:
        """How many calls of each kind were answered with each status."""
        return Counter((call.kind, call.status) for call in self.calls)


class Program(threading.Thread):
    """A client with a token. `work(program, number)` is done for each number in turn."""

    def __init__(
        self, name: str, token: str, port: int, history: History, works: Sequence[Callable]
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.token, self.port, self.history, self.works = token, port, history, works
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        try:
            for number, work in enumerate(self.works):
                work(self, number)
        except Exception as error:  # whatever ends a client is a fault of the test
            self.history.faults.append(f"{self.name} gave up: {error!r}")

    def call(self, kind: str, method: str, path: str, text: str, person: str, body=None):
        """Send until an answer tells what became of it; the answer's JSON and the noted call."""
        called, sent = time.monotonic(), 0
        while time.monotonic() < called + LONGEST_WAIT:
            sent += 1
            status, told = self._send(method, path, body)
            if 0 < status < 500 and status != 429:
                answered = time.monotonic()
                told = told if isinstance(told, dict) else {}
                revision = told.get("revision", 0)
                shown = told.get("values", {}).get("birth_date", {}).get("value", "")
                call = Call(kind, text, person, status, called, answered, revision, sent, shown)
                self.history.note(call)
                return told, call
            time.sleep(2 if status == 429 else 0.05)
        self.history.note(Call(kind, text, person, 0, called, float("inf"), sent=sent))
        raise TimeoutError(f"{method} {path} got no answer")

    def _send(self, method: str, path: str, body) -> tuple[int, object]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
            self._connection.request(method, f"/api/v1/{path}", data, headers)
            response = self._connection.getresponse()
            status, raw = response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            self.history.note_trouble(type(error).__name__)
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            return 0, None
        if status >= 500 or status == 429:
            self.history.note_trouble(str(status))
        return status, self._read(method, path, status, raw)

    def _read(self, method: str, path: str, status: int, raw: bytes) -> object:
        """The answer's JSON. Whatever is refused says what, where and the cure, whoever asks."""
        try:
            told = json.loads(raw)
            if status >= 400:
                assert told["problems"][0]["what"] and told["problems"][0]["cure"] is not None
        except (ValueError, TypeError, KeyError, IndexError, AssertionError):
            self.history.faults.append(f"{method} {path}: {status} {raw[:200]!r}")
            return {}
        else:
            return told


def save_draft(program: Program, number: int) -> None:
    """Save a text in a form that others save too, on top of what a read shows."""
    person = PEOPLE[(number + len(program.name) + ord(program.name[-1])) % len(PEOPLE)]
    for attempt in range(1000):
        text = f"{program.name}-{number}-{attempt}"
        held, _ = program.call("read", "GET", f"forms/{person}/{PLACE}", text, person)
        body = {
            "values": {"birth_date": {"value": text}},
            "revision": held.get("revision", 0),
            "intent": "draft",
            "request": text,
        }
        _, call = program.call("save", "PUT", f"forms/{person}/{PLACE}", text, person, body)
        if call.status == 200:
            return
    raise TimeoutError(f"{program.name} was always too late")


def add_participant(program: Program, number: int) -> None:
    """Give a number that nobody else gives. It has no key: a second one is refused by its number."""
    text = f"P{1 + int(program.name[1:])}{number:03}"
    program.call("add", "POST", "participants", text, text, {"number": text})


def ask(program: Program, number: int) -> None:
    """Ask about a form."""
    person, text = PEOPLE[number % len(PEOPLE)], f"{program.name}-{number}"
    body = {"question": text, "request": text}
    program.call("ask", "POST", f"forms/{person}/{PLACE}/queries", text, person, body)


def disagreements(site, history: History) -> Iterator[str]:
    """Whatever was noted that the journal, or the proof, does not bear out."""
    from trialwright_web.audit.models import JournalLine

    yield from history.faults
    written: Counter[tuple[str, str]] = Counter()
    saved: dict[tuple[str, int], str] = {}
    for (body,) in JournalLine.objects.values_list("body"):
        for kind, text, person, revision in _told(json.loads(body)):
            written[kind, text] += 1
            if kind == "save":
                saved[person, revision] = text
    called = {(call.kind, call.text) for call in history.calls}
    for kind, text in written:
        if (kind, text) not in called:
            yield f"{kind} {text} stands there and was never called"
    for call in history.calls:
        if call.kind != "read":
            yield from _not_as_answered(call, written[call.kind, call.text])
        stands = saved.get((call.person, call.revision))
        if call.kind == "save" and call.revision and stands != call.text:
            yield f"{call.text} was answered as revision {call.revision}, which it is not"
        if call.kind == "read" and call.revision > 1 and stands != call.shown:
            yield f"a read showed {call.shown} as revision {call.revision}, which is {stands}"
    yield from _out_of_order(history.calls)
    yield from map(str, site.proof().faults)


def _told(body) -> Iterator[tuple[str, str, str, int]]:
    """What a line says of the calls of these clients: kind, text, person, revision."""
    for change in body["changes"]:
        fields, key = change["fields"], change["key"]
        revision = fields.get("revision", [None, None])[1]
        if change["kind"] == "form" and fields.get("values.birth_date") and revision > 1:
            yield "save", fields["values.birth_date"][1]["value"], key[0], revision
        elif (
            change["kind"] == "participant" and fields["status"][0] is None and key[0] not in PEOPLE
        ):
            yield "add", key[0], key[0], 0
        elif change["kind"] == "query" and fields.get("question"):
            yield "ask", fields["question"][1], key[0], 0


def _not_as_answered(call: Call, times: int) -> Iterator[str]:
    done = call.status in (200, 201) or (call.kind == "add" and call.status == 409)
    if times > 1:
        yield f"{call.kind} {call.text} stands there {times} times"
    elif done and times == 0:
        yield f"{call.kind} {call.text} was answered {call.status}, and is lost"
    elif not done and call.status and times:
        yield f"{call.kind} {call.text} was answered {call.status}, and stands there"
    if call.kind == "add" and call.status == 409 and call.sent == 1:
        yield f"{call.text} was refused at the first call, though nobody else gives it"


def _out_of_order(calls: Sequence[Call]) -> Iterator[str]:
    """Calls that began after an answer and know nothing of it.

    Each form is a register: revisions that were answered grow from answer to later call.
    """
    for person in PEOPLE:
        done = [c for c in calls if c.person == person and c.revision]
        answers = sorted((c for c in done), key=lambda c: c.answered)
        newest, at = 0, 0
        for call in sorted(done, key=lambda c: c.called):
            while at < len(answers) and answers[at].answered < call.called:
                newest, at = max(newest, answers[at].revision), at + 1
            least = newest + 1 if call.kind == "save" else newest
            if call.revision < least:
                yield f"{call.kind} {call.text}: revision {call.revision}, after {newest} was told"
