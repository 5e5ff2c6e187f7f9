"""Append to the journal: lock the head of a chain, write its next line.

Whoever changes captured data does so between these two, in one transaction: the lock keeps every
other writer of the same chain out until it ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from trialwright.capture.journal.line import Act, Change, Head, next_line
from trialwright.capture.journal.proof import Line
from trialwright_web.audit.models import JournalHead, JournalLine
from trialwright_web.rows import find_one, insert, update

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
        insert([JournalLine(**line._asdict())])
        where = {"study": self.study, "chain": self.chain}
        update(JournalHead, where, {"seq": line.seq, "hash": line.hash})
        return line


def lock_chain(study: str, chain: str) -> LockedChain:
    """Lock a chain until the transaction ends; one that does not exist yet begins here.

    On SQLite the transaction holds the whole database from its start (IMMEDIATE); on PostgreSQL
    the row of the head is locked.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a chain is locked for the length of a transaction; there is none")
    where = {"study": study, "chain": chain}
    found = find_one(JournalHead, where, lock="update")
    if found is None:
        first = Head()
        JournalHead.objects.bulk_create(
            [JournalHead(study=study, chain=chain, seq=first.seq, hash=first.hash)],
            ignore_conflicts=True,
        )
        found = find_one(JournalHead, where, lock="update")
    assert found is not None
    return LockedChain(study, chain, Head(found.seq, found.hash))
