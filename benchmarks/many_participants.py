"""A site with very many SYNTHETIC participants, for the benchmark of its pages.

Some are entered through the actions of the pages; the others are copies of them under numbers of
their own. A copy has its own chain of the journal, each line hashed anew over the one before, so
that the journal of the whole site is proved like any other. Copies share their dates: what is due
falls on fewer days than in life, which makes the lists of a day longer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db import transaction

from trialwright.capture.entry import Entry
from trialwright.capture.journal.proof import FIRST_PREVIOUS
from trialwright.definition import Definition
from trialwright.synthetic.cohort import simulate_cohort
from trialwright_web.audit.chain import participant_chain
from trialwright_web.audit.models import JournalHead, JournalLine
from trialwright_web.capture.actions.accounts import note_sign_in, note_sign_out
from trialwright_web.capture.models import FormInstance, Participant, Query, Signature
from trialwright_web.capture.rehearsal import enter_cohort, make_demonstration_accounts
from trialwright_web.rows import insert

YEARS = timedelta(days=3 * 365)
ENTERED = 160
"""So many enrolled ones are entered; from then on they are copied."""
UNSIGNED = 4
"""Every fourth casebook waits for its signature."""
SIGN_INS = 3000
_TABLES = (FormInstance, Query, Signature)


@dataclass(frozen=True)
class Made:
    """How many participants were entered and copied."""

    entered: int
    copied: int


def three_years(definition: Definition, participants: int) -> tuple[list[Entry], date]:
    """What was entered in the first three years on the cohort, and the last of these days."""
    cohort = simulate_cohort(definition, participants=min(participants, ENTERED), seed=1)
    first = min(entry.entered_at for entry in cohort.entries)
    known = [entry for entry in cohort.entries if entry.entered_at < first + YEARS]
    return known, (first + YEARS).date()


def make_site(definition: Definition, entries: list[Entry], participants: int) -> Made:
    """Fill an installed site until `participants` are enrolled, and keep the accounts busy."""
    make_demonstration_accounts(definition)
    numbers = sorted({entry.participant for entry in entries})
    waiting = set(numbers[::UNSIGNED])
    enter_cohort(definition, [e for e in entries if e.participant not in waiting])
    enter_cohort(definition, [e for e in entries if e.participant in waiting], signed=False)
    study = definition.study.id
    enrolled = Participant.objects.filter(study=study, status__in=("enrolled", "ended")).count()
    copied = 0
    unused = (f"S-{number:04d}" for number in range(len(numbers) + 1, 10_000))
    for _ in range(-(-participants // max(enrolled, 1)) - 1):
        with transaction.atomic():
            for number, copy in zip(numbers, islice(unused, len(numbers)), strict=True):
                _copy_participant(study, number, copy)
                copied += 1
    _sign_in_often(definition)
    return Made(len(numbers), copied)


def _copy_participant(study: str, number: str, copy: str) -> None:
    person = Participant.objects.get(study=study, number=number)
    insert([Participant(study=study, number=copy, status=person.status)])
    for model in _TABLES:
        rows = list(model.objects.filter(study=study, participant=number))
        for row in rows:
            row.participant = copy
            if isinstance(row, Query):
                row.question = row.question.replace(number, copy)
        insert(rows)
    lines = list(_lines(study, number, copy))
    insert(lines)
    head = JournalHead(study=study, chain=lines[-1].chain, seq=len(lines), hash=lines[-1].hash)
    insert([head])


def _lines(study: str, number: str, copy: str) -> Iterator[JournalLine]:
    """The chain of a participant as that of the copy. Numbers are equally long, so that one is
    never part of another.
    """
    held = JournalLine.objects.filter(study=study, chain=participant_chain(number)).order_by("seq")
    old = new = FIRST_PREVIOUS
    for line in held:
        body = line.body.replace(number, copy).replace(f'"{old}"', f'"{new}"')
        old, new = line.hash, hashlib.sha256(body.encode("utf-8")).hexdigest()
        chain = participant_chain(copy)
        yield JournalLine(study=study, chain=chain, seq=line.seq, body=body, hash=new)


def _sign_in_often(definition: Definition) -> None:
    """The configuration's chain grows with every sign-in."""
    users = ("coordinator", "investigator", "data_manager", "monitor")
    with transaction.atomic():
        for number in range(SIGN_INS):
            user = users[number % len(users)]
            note_sign_in(definition=definition, user=user)
            note_sign_out(definition=definition, user=user)
