"""The lines of the journal and the heads of its chains.

The tables are read by `trialwright.capture.journal.proof`, with nothing but SQL.
"""

from __future__ import annotations

from django.db import models

from trialwright_web.audit.expressions import WrittenAt, WrittenBy


class JournalHead(models.Model):
    """The last line of a chain. Locked while the next one is written."""

    pk = models.CompositePrimaryKey("study", "chain")
    study = models.CharField(max_length=64)
    chain = models.CharField(max_length=128)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_head"


class JournalLine(models.Model):
    """One line. The database refuses to change, remove or insert one out of order."""

    pk = models.CompositePrimaryKey("study", "chain", "seq")
    study = models.CharField(max_length=64)
    chain = models.CharField(max_length=128)
    seq = models.BigIntegerField()
    body = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_line"
        indexes = [
            models.Index(
                models.F("study"), WrittenBy("body"), WrittenAt("body"), name="journal_by_user"
            )
        ]
