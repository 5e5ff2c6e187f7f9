"""Made-up participants with outcomes, and the report of them: nothing here is a patient.

The outcomes follow a fixed pattern of chance; only the analyses are real.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

from trialwright.analysis.registered import run_analyses
from trialwright.analysis.results import ResultRow
from trialwright.datasets.snapshot import Snapshot
from trialwright.definition.load import Definition, load_definition
from trialwright.endpoints.derived import Derived, EndpointRow, ParticipantRow
from trialwright.report.build import build_report
from trialwright.report.document import Report

STUDY = Path(__file__).parents[1] / "studies" / "prtras001"
HORIZON = 1096


@cache
def definition() -> Definition:
    return load_definition(STUDY)


def snapshot(*, synthetic: bool = True, of: Definition | None = None) -> Snapshot:
    manifest = {
        "data_cutoff": "2030-06-30",
        "synthetic": {"seed": 1, "participants": 40} if synthetic else None,
        "entries": 1234,
    }
    return Snapshot(Path("made-up"), "ab" * 32, manifest, of or definition(), ())


@cache
def results(size: int = 40) -> tuple[ResultRow, ...]:
    return run_analyses(definition(), derived(size))


@cache
def report(size: int = 40, *, synthetic: bool = True) -> Report:
    return build_report(definition(), snapshot(synthetic=synthetic), results(size))


def derived(size: int) -> Derived:
    random = Random(7)
    people = [_person(random, number) for number in range(1, size + 1)]
    enrolled = [person for person in people if person.enrolled]
    rows = [row for person in enrolled for row in _outcomes(random, person)]
    return Derived(tuple(people), tuple(rows))


def _person(random: Random, number: int) -> ParticipantRow:
    failed = number % 9 == 0
    start = date(2025, 9, 1) + timedelta(days=random.randrange(480))
    group = random.choice(["NA", "NA_PEGIFN"])
    return ParticipantRow(
        participant=f"PRT-{number:04}",
        group=None if failed else group,
        origins={} if failed else {"T_R": start, "T_E": start + timedelta(days=40)},
        eligibility="INELIGIBLE" if failed else "ELIGIBLE",
        not_passed={random.choice(["I4", "I5", "E7"]): "FAIL"} if failed else {},
        disposition="not eligible" if failed else random.choice(["followed"] * 9 + ["withdrawn"]),
        ends=(),
        baseline=_baseline(random),
        enrolled_on=None if failed else start + timedelta(days=40),
    )


def _baseline(random: Random) -> dict[str, str | int | Decimal | None]:
    known = {
        "age": Decimal(random.randrange(300, 700)) / 10,
        "sex": random.choice("MMMF"),
        "bclc": random.choice("0AA"),
        "log10_hbsag": Decimal(random.randrange(100, 450)) / 100,
        "procedure": random.choice(["resection", "ablation"]),
        "cirrhosis": random.choice(["yes", "no"]),
        "max_diam_mm": random.randrange(8, 50),
        "afp": None if random.random() < 0.1 else Decimal(random.randrange(2, 900)),
    }
    return {b.id: known.get(b.id) for b in definition().endpoints.baseline}


def _outcomes(random: Random, person: ParticipantRow) -> list[EndpointRow]:
    blank = EndpointRow(
        "", "", person.participant, person.group or "", "", None, None, None, 40, ("entry",), ()
    )
    low = person.group == "NA_PEGIFN"
    day = min(int(random.expovariate(0.00032 if low else 0.00055)) + 30, HORIZON)
    event = day < HORIZON and random.random() < 0.85
    status = "RECURRENCE" if event else "CENSORED"
    time = replace(blank, endpoint="recurrence", status=status, event=event, day=day)
    readings = ("", "recurrence_negative_scan", "recurrence_event_scan", "recurrence_reviewed")
    rows = [replace(time, reading=reading) for reading in readings]
    for endpoint, chance in (("hbsag_loss", 0.15), ("hbvdna_undetectable", 0.7)):
        answer = random.choice([random.random() < chance] * 9 + [None])
        status = {True: "CONFIRMED", False: "NOT_ACHIEVED", None: "CANNOT_DETERMINE"}[answer]
        rows.append(replace(blank, endpoint=endpoint, event=answer, status=status))
    worse = random.random() < 0.1
    rows.append(replace(blank, endpoint="child_pugh_increase", event=worse, status=str(worse)))
    rows += _adverse(random, replace(blank, endpoint="adverse_events"), 0.9 if low else 0.3)
    rows += _adverse(random, replace(blank, endpoint="serious_adverse_events"), 0.1)
    for visit in ("W24", "W48", "W72", "W96", "W120", "W144", "W156"):
        change = Decimal(random.randrange(-30, 30))
        rows.append(replace(blank, endpoint="qol_change", visit=visit, value=change))
    return rows


def _adverse(random: Random, blank: EndpointRow, chance: float) -> list[EndpointRow]:
    kinds = ["fever", "fatigue", "headache", "neutropenia", "other"]
    events = [
        replace(
            blank,
            visit=f"event-{number}",
            event=True,
            detail={
                "grade": random.choice("2223"),
                "kind": random.choice(kinds),
                "related": random.choice(["yes", "no"]),
                "serious_record": "no",
            },
        )
        for number in range(1, 4)
        if random.random() < chance
    ]
    watched = {"days_watched": str(random.randrange(500, HORIZON))}
    return [*events, replace(blank, event=bool(events), detail=watched)]
