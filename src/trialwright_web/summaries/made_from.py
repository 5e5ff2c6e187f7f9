"""What summaries are made from, and of whom they have to be made again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from django.db import connection

import trialwright
from trialwright.definition import Definition
from trialwright_web.audit.chain import participant_chain
from trialwright_web.audit.models import JournalHead
from trialwright_web.capture.models import FormInstance, Participant
from trialwright_web.summaries.models import Made

# Whatever of the program decides what a summary says.
_DECIDING = ("capture", "definition", "instruments")


def made_by(definition: Definition) -> str:
    """The hash of definition and program: another one, and every summary is made again."""
    return hashlib.sha256(f"{definition.hash} {_program()}".encode()).hexdigest()


@cache
def _program() -> str:
    """The hash of the source texts; nobody has to remember to count a version up."""
    root, told = Path(trialwright.__file__).parent, hashlib.sha256()
    paths = [path for room in _DECIDING for path in sorted((root / room).rglob("*.py"))]
    for path in [*paths, *sorted(Path(__file__).parent.glob("*.py"))]:
        told.update(path.read_bytes())
    return told.hexdigest()


def stale_people(model: type[Made], definition: Definition, today: date) -> list[str]:
    """Whose rows of `model` are not there or no longer hold on `today`, by number."""
    study = definition.study.id
    statement = f"""
        SELECT p.number FROM participant p
        LEFT JOIN journal_head h ON h.study = p.study AND h.chain = %s || p.number
        LEFT JOIN {model._meta.db_table} s ON s.study = p.study AND s.participant = p.number
        WHERE p.study = %s AND (s.participant IS NULL OR h.hash IS NULL OR s.head <> h.hash
            OR s.made_by <> %s OR s.made_on > %s OR s.holds_until < %s)
        ORDER BY p.number
    """  # the name of a model's table
    told = [participant_chain(""), study, made_by(definition), today, today]
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return [number for (number,) in cursor.fetchall()]


def people_with_forms(
    study: str, numbers: Sequence[str]
) -> Iterator[tuple[Participant, str, list[FormInstance]]]:
    """Each participant with the head of their chain and their forms.

    Heads are read before forms: a save between the two makes a summary that is newer than it says,
    and is made again, never one that is older.
    """
    chains = {participant_chain(number): number for number in numbers}
    rows = JournalHead.objects.filter(study=study, chain__in=chains)
    heads = {chains[chain]: head for chain, head in rows.values_list("chain", "hash")}
    people = Participant.objects.filter(study=study, number__in=numbers)
    forms: dict[str, list[FormInstance]] = {number: [] for number in numbers}
    held = FormInstance.objects.filter(study=study, participant__in=numbers)
    people = list(people.order_by("number"))
    for row in held.order_by("participant", "visit", "form", "repeat"):
        forms[row.participant].append(row)
    for person in people:
        yield person, heads.get(person.number, ""), forms[person.number]
