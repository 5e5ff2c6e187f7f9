"""What a served site loses while it is killed over and over: nothing.

    python benchmarks/site_faults.py [--works N] [--seed N] [--postgresql]

Eight programs save, add participants and ask over HTTP, each N times, and note every call and
answer. Meanwhile, at random moments, the server loses its power, its worker is killed or who
started it, a service stops it, its clock jumps by up to a day; on SQLite its files may grow no further for a while, on
PostgreSQL the database server crashes. Afterwards every note is held against the journal, and the
journal against the tables. Exit code 1 where anything disagrees.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "web")]

import trialwright_web.sqlite  # noqa: E402, F401  # before anything that imports sqlite3

Event = Callable[[], None]


def main() -> int:
    """Print what was called, what happened and what disagrees."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--works", type=int, default=100, help="by each program")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true", help="the wheel's own server")
    chosen = parser.parse_args()
    from postgres_server import PostgresServer

    server = PostgresServer() if chosen.postgresql else None
    try:
        with tempfile.TemporaryDirectory() as folder:
            address = f"sqlite://{folder}/site.sqlite3"
            if server is not None:
                server.start()
                address = server.address("postgres")
            return _run(Path(folder), address, server, chosen.works, random.Random(chosen.seed))
    finally:
        if server is not None:
            server.remove()


def _run(folder: Path, address: str, postgres, works: int, rng: random.Random) -> int:
    site = _site(folder, address, postgres)
    from http_clients import set_up, start_programs
    from http_history import History, disagreements
    from served_site import ServedSite

    tokens, history, served = set_up(site), History(), ServedSite(site)
    events, happened = _events(served, rng), Counter()
    served.start()
    began = time.monotonic()
    try:
        programs = start_programs(tokens, served.port, history, works)
        while any(each.is_alive() for each in programs):
            time.sleep(rng.uniform(0.2, 3))
            name = rng.choice(sorted(events))
            events[name]()
            happened[name] += 1
    finally:
        served.kill()
    from django.db import connection

    connection.close()
    found = list(disagreements(site, history))
    print(f"{len(history.calls)} calls in {time.monotonic() - began:.0f} s")
    for name, counted in (
        ("answered", history.counted()),
        ("told nothing", history.trouble),
        ("happened", happened),
    ):
        print(f"{name}: " + ", ".join(f"{_word(k)} {n}" for k, n in sorted(counted.items())))
    print("\n".join(site.proof().proved))
    print(
        "\n".join(found) or "nothing lost, nothing doubled, no gap: the journal equals the tables"
    )
    return 1 if found else 0


def _word(key: object) -> str:
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _site(folder: Path, address: str, postgres):
    os.environ["TRIALWRIGHT_STUDY"] = str(ROOT / "studies" / "prtras001")
    os.environ["TRIALWRIGHT_OUT"] = str(folder)
    os.environ["TRIALWRIGHT_DATABASE"] = address
    os.environ["DJANGO_SETTINGS_MODULE"] = "trialwright_web.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from site_database import Site, install

    from trialwright.definition import load_definition

    definition = load_definition(ROOT / "studies" / "prtras001")
    call_command("migrate", verbosity=0)
    install(definition)
    return Site(address, folder, definition, postgres)


def _events(served, rng: random.Random) -> dict[str, Event]:
    """What can happen, by name. The clock is never behind that of the installation."""
    site = served.site

    def start() -> None:
        served.start(clock=timedelta(seconds=rng.choice((0, 0, rng.randrange(86_400)))))

    def power_cut() -> None:
        served.kill()
        start()

    def stop() -> None:
        served.stop()
        start()

    def orphan() -> None:
        served.kill_main()
        start()

    def crash() -> None:
        site.postgres.stop(kill=True)
        time.sleep(rng.uniform(0, 1))
        site.postgres.start()

    def full_disk() -> None:
        for size in (10_000, resource.RLIM_INFINITY):
            for worker in served.workers():
                resource.prlimit(worker, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
            time.sleep(rng.uniform(0.2, 1.5))

    events = {"power cut": power_cut, "stopped": stop}
    events |= {"worker killed": served.kill_worker, "main process killed": orphan}
    if site.postgres is None:
        return events | {"disk full": full_disk}
    return events | {"postgresql crashed": crash}


if __name__ == "__main__":
    sys.exit(main())
