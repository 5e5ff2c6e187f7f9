"""Append to the journal: lock the head of a chain, write its next line.

Whoever changes captured data does so between these two, in one transaction: the lock keeps every
other writer of the same chain out until it ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from trialwright.capture.journal.line import Act, Change, Head, next_line
from trialwright.capture.journal.proof import Line
from trialwright_web.audit.models import JournalHead, JournalLine

CONFIGURATION = "configuration"


def participant_chain(number: str) -> str:
    """The chain of one participant."""
    return f"participant/{number}"


@dataclass(frozen=True)
class LockedChain:
    """A chain whose head this transaction holds."""

    study: str
    chain: str
    head: Head

    def append(self, act: Act, definition: str, changes: Iterable[Change]) -> Line:
        """Write the next line and move the head. The transaction may write one line only."""
        told = [change for change in changes if change.fields]
        line = next_line(self.study, self.chain, self.head, act, definition, told)
        JournalLine.objects.bulk_create([JournalLine(**line._asdict())])
        JournalHead.objects.filter(study=self.study, chain=self.chain).update(
            seq=line.seq, hash=line.hash
        )
        return line


def lock_chain(study: str, chain: str) -> LockedChain:
    """Lock a chain until the transaction ends; one that does not exist yet begins here.

    On SQLite the transaction holds the whole database from its start (IMMEDIATE); on PostgreSQL
    the row of the head is locked.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a chain is locked for the length of a transaction; there is none")
    heads = JournalHead.objects.filter(study=study, chain=chain)
    found = _locked(heads)
    if found is None:
        first = Head()
        JournalHead.objects.bulk_create(
            [JournalHead(study=study, chain=chain, seq=first.seq, hash=first.hash)],
            ignore_conflicts=True,
        )
        found = _locked(heads)
    assert found is not None
    return LockedChain(study, chain, Head(found.seq, found.hash))


def _locked(heads):  # type: ignore[no-untyped-def]
    locked = heads.select_for_update() if connection.features.has_select_for_update else heads
    return locked.first()
