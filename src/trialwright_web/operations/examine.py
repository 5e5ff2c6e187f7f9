"""Examine a site: its database, files, journal, anchors, clock and definition."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from django.db import DatabaseError, connection

from trialwright.capture.journal.proof import Anchor, Fault, read_anchors
from trialwright.errors import TrialwrightError
from trialwright_web.audit.anchor import ANCHORS, KEY
from trialwright_web.capture.models import Study
from trialwright_web.installation import check_durability
from trialwright_web.operations.verify import prove_site
from trialwright_web.sole_server import server_of
from trialwright_web.sqlite import FIRST_AFFECTED, LAST_AFFECTED, SQLITE_VERSION, journal_mode

State = Literal["good", "warning", "fault"]

#: An anchor is made each night; two hours are allowed for.
_ANCHOR_AGE: Final = timedelta(hours=26)
_LEAST_ROOM: Final = 200_000_000
#: A backup needs the size of the database, and a second copy to prove it.
_ROOM_TIMES_DATABASE: Final = 4
_FULL: Final = 2
PRIVATE_FILES: Final = (KEY, "site.secret", "site.sqlite3")


@dataclass(frozen=True)
class Check:
    """What was looked at, how it is, and what to do where it is not good."""

    name: str
    state: State
    says: str
    cure: str = ""


def examine(out: Path, definition_hash: str, now: datetime) -> tuple[Check, ...]:
    """Every check, in an order in which they can be worked off. `now` has a time zone."""
    anchors, faults = read_anchors(out / ANCHORS) if (out / ANCHORS).exists() else ([], [])
    return (
        *_database(),
        *_room(out),
        *_modes(out),
        _journal(anchors, faults),
        _anchored(anchors, now),
        _clock(now),
        *_definition(definition_hash),
    )


def _database() -> Iterator[Check]:
    if connection.vendor == "postgresql":
        try:
            check_durability()
        except TrialwrightError as error:
            yield Check("database", "fault", error.problems[0].what, error.problems[0].cure)
        else:
            yield Check("database", "good", "PostgreSQL writes to the disk before it answers")
        return
    yield _sqlite_version()
    yield _pragmas()
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(5)")
            found = [row[0] for row in cursor.fetchall()]
    except DatabaseError as error:
        found = [str(error)]
    if found == ["ok"]:
        yield Check("pages", "good", "SQLite finds every page and index whole")
    else:
        yield Check("pages", "fault", "; ".join(found), "restore the last backup into a new folder")
    holder = server_of(Path(connection.settings_dict["NAME"]))
    yield Check("server", "good", f"process {holder} serves it" if holder else "nobody serves it")


def _sqlite_version() -> Check:
    version = ".".join(map(str, SQLITE_VERSION))
    if FIRST_AFFECTED <= SQLITE_VERSION <= LAST_AFFECTED:
        what = f"SQLite {version} can corrupt a write-ahead log; the slower journal is used"
        return Check("sqlite", "warning", what, "install the versions of requirements/run.lock")
    return Check("sqlite", "good", f"SQLite {version} is safe with a write-ahead log")


def _pragmas() -> Check:
    needed = {
        "journal_mode": journal_mode(SQLITE_VERSION).lower(),
        "synchronous": _FULL,
        "recursive_triggers": 1,
        "foreign_keys": 1,
    }
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in needed}
    told = ", ".join(f"{name} = {value}" for name, value in found.items())
    if found == needed:
        return Check("settings", "good", told)
    return Check("settings", "fault", told, "a folder on a network share cannot hold the database")


def _room(out: Path) -> Iterator[Check]:
    free = shutil.disk_usage(out).free
    size = 0
    if connection.vendor == "sqlite":
        size = Path(connection.settings_dict["NAME"]).stat().st_size
    told = f"{free // 1_000_000} MB are free in {out}"
    if free < max(_LEAST_ROOM, _ROOM_TIMES_DATABASE * size):
        yield Check("room", "warning", told, "make room before the disk is full")
    else:
        yield Check("room", "good", told)


def _modes(out: Path) -> Iterator[Check]:
    database = Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None
    paths = {out / name for name in PRIVATE_FILES} | ({database} if database else set())
    open_ = [p for p in sorted(paths) if p.exists() and stat.S_IMODE(p.stat().st_mode) & 0o077]
    for path in open_:
        what = f"others on this machine may open {path}"
        yield Check("rights", "warning", what, f"chmod 600 {path}")
    if not open_:
        yield Check("rights", "good", "only their owner may open the database and the keys")


def _journal(anchors: list[Anchor], broken: list[Fault]) -> Check:
    proof = prove_site(anchors)
    faults = (*broken, *proof.faults)
    if faults:
        what = "; ".join(map(str, faults[:3])) + (" ..." if len(faults) > 3 else "")
        cure = "stop the site, keep the database as it is, and tell the sponsor"
        return Check("journal", "fault", f"{len(faults)} faults: {what}", cure)
    return Check("journal", "good", "; ".join(proof.proved))


def _anchored(anchors: list[Anchor], now: datetime) -> Check:
    if not anchors:
        return Check(
            "anchor", "warning", "there is none", "run trialwright audit anchor each night"
        )
    last = max(datetime.fromisoformat(anchor.at) for anchor in anchors)
    told = f"the last is of {last:%Y-%m-%d %H:%M} UTC"
    if now - last > _ANCHOR_AGE:
        return Check("anchor", "warning", told, "run trialwright audit anchor each night")
    return Check("anchor", "good", told)


def _clock(now: datetime) -> Check:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.body FROM journal_head h JOIN journal_line l "
            "ON l.study = h.study AND l.chain = h.chain AND l.seq = h.seq"
        )
        newest = max((json.loads(body)["at"] for (body,) in cursor.fetchall()), default="")
    if newest and datetime.fromisoformat(newest) > now:
        what = f"this machine says {now:%Y-%m-%d %H:%M}, the journal was written at {newest[:16]}"
        return Check("clock", "fault", what, "set the clock, and let it follow a time server")
    return Check("clock", "good", "no line of the journal is later than now")


def _definition(definition_hash: str) -> Iterator[Check]:
    for study in Study.objects.order_by("study"):
        if study.definition == definition_hash:
            yield Check("definition", "good", f"{study.study} runs under {definition_hash[:12]}")
        else:
            what = f"the files are {definition_hash[:12]}, {study.study} runs under "
            what += study.definition[:12]
            cure = "put the amendment in force, or bring the files of the version in force back"
            yield Check("definition", "warning", what, cure)
