"""What oversight keeps beside the captured data. Written by actions only, each with its line."""

from __future__ import annotations

from django.db import models


class LockException(models.Model):
    """Why one obstacle may stand although the database is locked.

    `obstacle` is the id that the library gives it: it changes with the thing itself, so that an
    explanation never covers something new.
    """

    pk = models.CompositePrimaryKey("study", "obstacle")
    study = models.CharField(max_length=64)
    obstacle = models.CharField(max_length=64)
    participant = models.CharField(max_length=64)
    visit = models.CharField(max_length=64)
    form = models.CharField(max_length=64)
    repeat = models.IntegerField()
    item = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    what = models.TextField()
    because = models.TextField()
    explained_by = models.CharField(max_length=150)

    class Meta:
        db_table = "lock_exception"


class DefinitionFile(models.Model):
    """One file of some version of a definition, by its content: versions share what is equal."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()

    class Meta:
        db_table = "definition_file"


class VersionFile(models.Model):
    """Which files make up a version of the definition. Their names and hashes give its hash."""

    pk = models.CompositePrimaryKey("study", "definition", "name")
    study = models.CharField(max_length=64)
    definition = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "version_file"


class ReviewMark(models.Model):
    """Up to when a user has looked at what was entered: the next review begins there."""

    pk = models.CompositePrimaryKey("study", "user")
    study = models.CharField(max_length=64)
    user = models.CharField(max_length=150)
    reviewed_at = models.CharField(max_length=32)

    class Meta:
        db_table = "review_mark"


class SourceVerification(models.Model):
    """The last comparison of one item with the source document.

    `outcome`: verified or differs; then `query` is the number of the query that asks about it.
    `compared` is what stood in the item, as canonical JSON, and `revision` the save it stood in.
    `fallen_because` says which change made the comparison void; it is never removed.
    """

    pk = models.CompositePrimaryKey("study", "participant", "visit", "form", "repeat", "item")
    study = models.CharField(max_length=64)
    participant = models.CharField(max_length=64)
    visit = models.CharField(max_length=64)
    form = models.CharField(max_length=64)
    repeat = models.IntegerField()
    item = models.CharField(max_length=64)
    outcome = models.CharField(max_length=64)
    compared = models.TextField()
    revision = models.IntegerField()
    compared_by = models.CharField(max_length=150)
    compared_at = models.CharField(max_length=32)
    query = models.IntegerField(null=True)
    fallen_because = models.TextField(null=True)

    class Meta:
        db_table = "source_verification"
