"""A site with the whole rehearsed study in it, made once for each rehearsal.

It has a database of its own below the output folder: the database of a real study is never
touched, and one rehearsal takes the place of another only when it is complete.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trialwright_web.sqlite  # noqa: F401  # before anything that imports sqlite3
from trialwright.definition import load_definition
from trialwright.errors import Problem, TrialwrightError

FOLDER = "rehearsal"
DATABASE, MARK = "site.sqlite3", "site.json"


def rehearsal_database(out: Path) -> Path:
    """Where the database of the rehearsed site lies."""
    return out / FOLDER / DATABASE


def rehearse_site(study: Path, out: Path, tell: Callable[[str], None]) -> Path:
    """The database of the rehearsal that `out` holds, made where it is not there yet.

    Call it before Django is set up: it decides which database that is. Raises TrialwrightError
    where `out` holds no rehearsal.
    """
    wanted = _wanted(study, out)
    database, mark = rehearsal_database(out), out / FOLDER / MARK
    if database.exists() and mark.exists() and json.loads(mark.read_text("utf-8")) == wanted:
        return database
    for stale in (mark, *(database.parent.glob(f"{DATABASE}*"))):
        stale.unlink(missing_ok=True)
    part = database.with_name("site.part.sqlite3")
    for left in part.parent.glob(f"{part.name}*"):
        left.unlink()
    part.parent.mkdir(parents=True, exist_ok=True)
    _fill(study, out, part, wanted, tell)
    part.replace(database)
    mark.write_text(json.dumps(wanted), encoding="utf-8")
    return database


def _wanted(study: Path, out: Path) -> dict[str, Any]:
    """The definition and cohort of the rehearsal in `out`: what the site has to hold."""
    try:
        current = json.loads((out / "current.json").read_text("utf-8"))
        manifest = json.loads((Path(current["snapshot"]) / "manifest.json").read_text("utf-8"))
        synthetic = {key: manifest["synthetic"][key] for key in ("participants", "seed")}
    except (OSError, ValueError, KeyError, TypeError):
        what, cure = f"{out} holds no rehearsal", "run ./trialwright up"
        raise TrialwrightError(Problem(str(out), 0, "", what, cure)) from None
    day = manifest["data_cutoff"]
    return {"definition": load_definition(study).hash, "synthetic": synthetic, "day": day}


def rehearsal_day(out: Path) -> str:
    """The last day of the data of the rehearsal that the site holds."""
    day: str = json.loads((out / FOLDER / MARK).read_text("utf-8"))["day"]
    return day


def _fill(
    study: Path, out: Path, database: Path, wanted: dict[str, Any], tell: Callable[[str], None]
) -> None:
    import django
    from django.db import connections

    use_database(study, out, database, wanted["day"])
    django.setup()

    from trialwright.synthetic.cohort import simulate_cohort
    from trialwright_web.capture.progress import today_at
    from trialwright_web.capture.rehearsal import enter_cohort, make_demonstration_accounts
    from trialwright_web.installation import prepare_database
    from trialwright_web.studies.loaded import loaded_study
    from trialwright_web.summaries.checks import refresh_checks, unchecked_people
    from trialwright_web.summaries.people import refresh_summaries

    definition = loaded_study().definition
    prepare_database(definition)
    make_demonstration_accounts(definition)
    cohort = simulate_cohort(definition, **wanted["synthetic"])
    people = len({entry.participant for entry in cohort.entries})
    enter_cohort(
        definition,
        cohort.entries,
        progress=lambda done: tell(f"Entering participants on the site: {done} of {people} ..."),
    )
    today = today_at(definition, datetime.now(UTC))
    refresh_summaries(definition, today)
    refresh_checks(definition, today, unchecked_people(definition, today))
    # One file: what the write-ahead log still holds goes into it before it gets its name.
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections["default"].close()


def use_database(study: Path, out: Path, database: Path | None = None, day: str = "") -> None:
    """Say in the environment what the settings read: study, output folder, the database, and the
    last day of a rehearsal.
    """
    os.environ["TRIALWRIGHT_STUDY"] = str(study)
    os.environ["TRIALWRIGHT_OUT"] = str(out)
    os.environ["DJANGO_SETTINGS_MODULE"] = "trialwright_web.settings"
    if database is not None:
        os.environ["TRIALWRIGHT_DATABASE"] = f"sqlite://{database}"
    if day:
        os.environ["TRIALWRIGHT_REHEARSAL_DAY"] = day


def main() -> int:
    """`python -m trialwright_web.rehearse STUDY OUT`: make the site of a rehearsal."""
    study, out = (Path(argument) for argument in sys.argv[1:3])
    on_terminal = sys.stderr.isatty()

    def tell(line: str) -> None:
        if on_terminal:
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)  # noqa: T201

    try:
        rehearse_site(study, out, tell)
    except TrialwrightError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    tell("")
    return 0


if __name__ == "__main__":
    sys.exit(main())
