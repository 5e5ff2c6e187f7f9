"""How long every page of a site takes with very many SYNTHETIC participants.

    python benchmarks/site_pages.py [--participants N] [--times N] [--postgresql] [--site FOLDER]

Builds a site of N enrolled participants after three years (see many_participants.py) and asks for
every page of the gate that answers GET, as each role that may open it, for different participants,
filters and pages of the lists. Before every fourth request of a page somebody saves a form, so that
what a page keeps has to follow. Then the same on the next day, once for each page: what was computed
for a day is of no use then. Time is that of the server alone, by the clock and of the processor.
`--site FOLDER` keeps the site (SQLite), and takes it again the next time.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import trialwright_web.sqlite  # noqa: F401  # before anything that imports sqlite3

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests" / "web")]
DAY = "day.txt"
WISHED = 200.0


@dataclass(frozen=True)
class Asked:
    """One answer: milliseconds by the clock and of the processor, and its length in bytes."""

    clock: float
    processor: float
    size: int


def main() -> None:
    """Build the site and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--participants", type=int, default=3320)
    parser.add_argument("--times", type=int, default=12, help="requests by each role")
    parser.add_argument("--postgresql", action="store_true", help="the wheel's own server")
    parser.add_argument("--site", type=Path, help="keep the site here")
    parser.add_argument("--study", type=Path, default=ROOT / "studies" / "prtras001")
    parser.add_argument("--only", nargs="*", default=[], help="names of pages")
    chosen = parser.parse_args()
    folder = chosen.site or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    server = None
    address = f"sqlite://{folder}/site.sqlite3"
    if chosen.postgresql:
        from postgres_server import PostgresServer

        server = PostgresServer(shared_buffers="128MB")
        server.start()
        address = server.address("postgres")
    try:
        _set_up(chosen.study, folder, address)
        _build(folder, chosen.participants)
        _measure(chosen.times, chosen.only)
    finally:
        if server is not None:
            server.remove()
        if chosen.site is None:
            shutil.rmtree(folder, ignore_errors=True)


def _set_up(study: Path, folder: Path, address: str) -> None:
    os.environ["TRIALWRIGHT_STUDY"] = str(study)
    os.environ["TRIALWRIGHT_OUT"] = str(folder)
    os.environ["TRIALWRIGHT_DATABASE"] = address
    os.environ["DJANGO_SETTINGS_MODULE"] = "trialwright_web.settings"
    from trialwright_web.translations import write_translations

    write_translations(folder / "locale")
    import django

    django.setup()
    from django.conf import settings

    # The measured requests carry no second factor.
    settings.REQUIRE_SECOND_FACTOR = ()


def _build(folder: Path, participants: int) -> None:
    from django.conf import settings
    from django.db import connection
    from many_participants import make_site, three_years

    from trialwright_web.installation import prepare_database
    from trialwright_web.operations.verify import prove_site
    from trialwright_web.studies.loaded import loaded_study

    if (folder / DAY).exists():
        settings.REHEARSAL_DAY = date.fromisoformat((folder / DAY).read_text())
        prepare_database(loaded_study().definition)
        _catch_up()
        return
    started = time.perf_counter()
    prepare_database(loaded_study().definition)
    definition = loaded_study().definition
    entries, day = three_years(definition, participants)
    settings.REHEARSAL_DAY = day
    made = make_site(definition, entries, participants)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")  # autovacuum does it within a minute
    print(
        f"{made.entered} participants entered, {made.copied} copied, "
        f"{time.perf_counter() - started:.0f} s"
    )
    _catch_up()
    started = time.perf_counter()
    proof = prove_site(None)
    print(f"proved in {time.perf_counter() - started:.0f} s: {len(proof.faults)} faults")
    if connection.vendor == "sqlite":
        (folder / DAY).write_text(day.isoformat())


def _catch_up() -> None:
    """What the site does when it starts after the program has changed."""
    from django.conf import settings

    from trialwright_web.oversight.charts import draw_first_chart
    from trialwright_web.studies.loaded import loaded_study
    from trialwright_web.summaries.checks import refresh_checks, unchecked_people
    from trialwright_web.summaries.people import refresh_summaries

    definition, today = loaded_study().definition, settings.REHEARSAL_DAY
    started = time.perf_counter()
    refresh_summaries(definition, today)
    summarised = time.perf_counter()
    refresh_checks(definition, today, unchecked_people(definition, today))
    draw_first_chart()
    gc.collect()
    gc.freeze()
    print(
        f"everybody summarised in {summarised - started:.0f} s, "
        f"checked in {time.perf_counter() - summarised:.0f} s"
    )


def _measure(times: int, only: list[str]) -> None:
    from django.conf import settings

    _tell_size()
    pages = {page: list(_roles(page)) for page in _addresses(random.Random(1))}
    print("| page | first | p50 | p95 | longest | processor p95 | next day | queries | kB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    day, slow = settings.REHEARSAL_DAY, []
    for page, roles in pages.items():
        if only and page not in only:
            continue
        settings.REHEARSAL_DAY = day
        asked = [a for role in roles for a in _ask(page, role, times)]
        # Every page begins its own next day: what one kept is no help to the next.
        day = settings.REHEARSAL_DAY = day + timedelta(days=1)
        tomorrow = next(iter(_ask(page, roles[0], 1)))
        queries = _count_queries(page, roles[0])
        clock, processor = (sorted(getattr(a, n) for a in asked) for n in ("clock", "processor"))
        p95 = _p95(clock)
        slow += [page] if max(p95, tomorrow.clock) > WISHED else []
        print(
            f"| {page} | {asked[0].clock:.0f} | {statistics.median(clock):.0f} | {p95:.0f} | "
            f"{clock[-1]:.0f} | {_p95(processor):.0f} | {tomorrow.clock:.0f} | {queries} | "
            f"{max(a.size for a in asked) / 1000:.0f} |",
            flush=True,
        )
    load = os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {platform.machine()}, load {load:.1f}")
    print(f"over {WISHED:.0f} ms: {', '.join(slow) or 'none'}")


def _tell_size() -> None:
    from django import VERSION
    from django.db import connection

    from trialwright_web.audit.models import JournalLine
    from trialwright_web.capture.models import FormInstance, Participant, Query

    counts = ", ".join(
        f"{model.objects.count():,} {what}"
        for model, what in (
            (Participant, "participants"),
            (FormInstance, "forms"),
            (Query, "queries"),
            (JournalLine, "lines of the journal"),
        )
    )
    version = connection.get_database_version()
    print(f"{connection.vendor} {'.'.join(map(str, version))}, Django {VERSION[:2]}: {counts}")


def _p95(values: list[float]) -> float:
    return values[min(len(values) - 1, int(0.95 * len(values)))]


def _roles(page: str) -> Iterator[str]:
    from trialwright_web.capture.gate import PAGES

    wanted = page.partition(" ")[0]
    yield from PAGES[{"journal-of-user": "journal"}.get(wanted, wanted)]


def _ask(page: str, role: str, times: int) -> Iterator[Asked]:
    """Ask for a page, each time at another address; a form is saved before every fourth."""
    client, addresses = _client(role), _addresses(random.Random(f"{page} {role}"))[page]
    for number in range(times):
        if number % 4 == 3:
            _save_something(random.Random(f"{page} {role} {number}"))
        address = addresses()
        clock, processor = time.perf_counter(), time.thread_time()
        response = client.get(address)
        size = len(b"".join(response)) if response.streaming else len(response.content)
        yield Asked(
            1000 * (time.perf_counter() - clock), 1000 * (time.thread_time() - processor), size
        )
        if response.status_code != 200:
            raise SystemExit(f"{address} as {role}: {response.status_code}")


def _count_queries(page: str, role: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address = _client(role), _addresses(random.Random(2))[page]()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def _client(role: str):  # type: ignore[no-untyped-def]
    from django.test import Client

    from trialwright_web.accounts.models import User

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=role))
    session = client.session
    session["signed_in_at"] = time.time()
    session.save()
    return client


def _addresses(rng: random.Random):  # type: ignore[no-untyped-def]
    """Name of a page -> a function that gives the address to ask for next."""
    from django.conf import settings
    from django.urls import reverse

    from trialwright.capture.access import ROLES
    from trialwright_web.capture.gate import PAGES
    from trialwright_web.capture.models import FormInstance, Participant
    from trialwright_web.oversight.dashboard_lists import LISTS
    from trialwright_web.studies.loaded import loaded_study

    definition = loaded_study().definition
    numbers = list(
        Participant.objects.filter(status="enrolled").values_list("number", flat=True)[::7]
    )

    def at(name: str, *parts: object) -> str:
        return reverse(name, args=parts)

    def form() -> tuple[object, ...]:
        rows = list(FormInstance.objects.filter(participant=rng.choice(numbers)))
        row = rng.choice(rows)
        return row.participant, row.visit, row.form, row.repeat

    def queries() -> str:
        status = rng.choice(("open", "answered", "closed"))
        narrow = rng.choice(
            ("", f"&form={rng.choice(definition.forms).id}", f"&participant={rng.choice(numbers)}")
        )
        by = rng.choice(("", "&by=check", "&by=person"))
        return f"{at('queries')}?status={status}{narrow}{by}&page={rng.randint(1, 5)}"

    def lists() -> str:
        visit = rng.choice(("", f"?visit={rng.choice(definition.schedule.visits).id}"))
        return at("dashboard-list", rng.choice(sorted(LISTS))) + visit

    def journal() -> str:
        return at("journal", rng.choice(numbers)) + rng.choice(("", "?item=inr", "?by=coordinator"))

    given = {
        "participants": lambda: f"{at('participants')}?page={rng.randint(1, 30)}",
        "participant": lambda: at("participant", rng.choice(numbers)),
        "eligibility": lambda: at("eligibility", rng.choice(numbers)),
        "form-entry": lambda: at("form-entry", *form()),
        "queries": queries,
        "data-review": lambda: at("data-review"),
        "consents": lambda: f"{at('consents')}?page={rng.randint(1, 30)}",
        "dashboard-list": lists,
        "journal": journal,
        "journal-of-user": lambda: at("journal-of-user", rng.choice(ROLES)),
        "journal-verify": lambda: at("journal-verify", rng.choice(numbers)),
    }
    # A file that is streamed, and what is only posted, are no pages; nobody entered a form twice.
    left_out = (
        "journal-export",
        "form-compare",
        "participant-add",
        "form-mark",
        "form-sign",
        "query-step",
    )
    left_out += ("query-ask", "member-invite", "member-renew", "member-end")
    found = {
        page: given.get(page, lambda page=page: at(page)) for page in PAGES if page not in left_out
    }
    found["journal-of-user"] = given["journal-of-user"]
    found["journal configuration"] = lambda: at("journal-configuration")
    assert settings.REHEARSAL_DAY
    return found


def _save_something(rng: random.Random) -> None:
    """Somebody corrects a laboratory value."""
    from trialwright.capture.form_content import entered_values, read_content
    from trialwright_web.capture.actions.forms import save_form
    from trialwright_web.capture.actor import Actor
    from trialwright_web.capture.models import FormInstance
    from trialwright_web.studies.loaded import loaded_study

    rows = FormInstance.objects.filter(form="liver_chemistry").order_by("saved_at")
    row = rows[rng.randint(0, 500)]
    content = read_content(row.content)
    content["inr"] = {"value": f"1.{rng.randint(0, 9)}{row.revision % 10}"}
    save_form(
        by=Actor.of("coordinator", ["coordinator"]),
        definition=loaded_study().definition,
        key=(row.participant, row.visit, row.form, row.repeat),
        values=entered_values(content),
        revision=row.revision,
        intent="draft" if row.status == "draft" else "complete",
        reason="read again",
    )


if __name__ == "__main__":
    main()
