"""The current state of a study. Every row is what the journal's lines lead to, and nothing else.

`trialwright.capture.journal.proof` names these tables and columns and proves that. Rows are written
by actions only, in the transaction that writes the line. The study comes first in every key.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

STUDY_LENGTH = 64
NAME_LENGTH = 64
HASH_LENGTH = 64
TIME_LENGTH = 32  # UTC, ISO 8601 to the microsecond, as the journal holds it


def _study() -> models.CharField:
    return models.CharField(max_length=STUDY_LENGTH)


def _name(**options: object) -> models.CharField:
    return models.CharField(max_length=NAME_LENGTH, **options)  # type: ignore[arg-type]


def _time(**options: object) -> models.CharField:
    return models.CharField(max_length=TIME_LENGTH, **options)  # type: ignore[arg-type]


class Study(models.Model):
    """A study under way: `status` open or locked, the definition in force, when it was unblinded.

    `rehearsal` is "yes" where every participant is synthetic: each page says so, and the accounts
    are those of a demonstration.
    """

    study = models.CharField(max_length=STUDY_LENGTH, primary_key=True)
    status = _name()
    definition = models.CharField(max_length=HASH_LENGTH)
    unblinded_at = _time(null=True)
    rehearsal = _name(null=True)

    class Meta:
        db_table = "study"


class StudyVersion(models.Model):
    """A version of the definition that entries were or are made under."""

    pk = models.CompositePrimaryKey("study", "definition")
    study = _study()
    definition = models.CharField(max_length=HASH_LENGTH)
    number = models.IntegerField()
    in_force_at = _time()

    class Meta:
        db_table = "study_version"


class Account(models.Model):
    """What the journal tells of a user's account; the password and the e-mail stand elsewhere.

    `status`: invited, active or ended. `failures` counts wrong passwords and codes in a row,
    `locked_until` is when the account takes a password again. `second_factor` is "yes" while one
    is set up.
    """

    pk = models.CompositePrimaryKey("study", "user")
    study = _study()
    user = models.CharField(max_length=150)
    full_name = models.CharField(max_length=150, null=True)
    status = _name()
    signed_in_at = _time(null=True)
    failures = models.IntegerField(null=True)
    locked_until = _time(null=True)
    second_factor = _name(null=True)

    class Meta:
        db_table = "account"


class Membership(models.Model):
    """The role of a user at a site of a study, from a moment on and perhaps to one."""

    pk = models.CompositePrimaryKey("study", "user", "role")
    study = _study()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        to_field="username",
        db_column="user",
        related_name="memberships",
    )
    role = _name()
    site = _name(null=True)
    valid_from = _time()
    valid_to = _time(null=True)

    class Meta:
        db_table = "membership"


class Participant(models.Model):
    """A participant by screening number, and how far they have come."""

    pk = models.CompositePrimaryKey("study", "number")
    study = _study()
    number = _name()
    status = _name()

    class Meta:
        db_table = "participant"


class FormInstance(models.Model):
    """The current entry of one form: its values as canonical JSON, and who has done what to it.

    `content`: item -> {"value", "unit", "reason"}, each only where it has one. `revision` counts
    the saves; a save that was made from an older one is stale.
    """

    pk = models.CompositePrimaryKey("study", "participant", "visit", "form", "repeat")
    study = _study()
    participant = _name()
    visit = _name()
    form = _name()
    repeat = models.IntegerField()
    status = _name()
    revision = models.IntegerField()
    definition = models.CharField(max_length=HASH_LENGTH)
    content = models.TextField()
    saved_by = _name()
    saved_at = _time()
    completed_by = _name(null=True)
    reviewed_by = _name(null=True)
    verified_by = _name(null=True)
    signed_by = _name(null=True)
    locked_by = _name(null=True)

    class Meta:
        db_table = "form_instance"
        indexes = [
            models.Index(fields=["study", "status", "saved_at"], name="form_by_status"),
            models.Index(fields=["study", "form", "visit"], name="form_by_form"),
            models.Index(fields=["study", "saved_at"], name="form_by_save"),
            models.Index(fields=["study", "definition"], name="form_by_definition"),
        ]


class Query(models.Model):
    """A question about one item, or one form where `item` is empty. It has waited `since`.

    `origin`: "person", or the check that raised it ("out of range", ...), which also closes it.
    """

    pk = models.CompositePrimaryKey("study", "participant", "number")
    study = _study()
    participant = _name()
    number = models.IntegerField()
    visit = _name()
    form = _name()
    repeat = models.IntegerField()
    item = _name()
    origin = _name()
    status = _name()
    question = models.TextField()
    answer = models.TextField(null=True)
    raised_by = _name()
    answered_by = _name(null=True)
    closed_by = _name(null=True)
    since = _time(null=True)

    class Meta:
        db_table = "query"
        indexes = [models.Index(fields=["study", "status", "since"], name="query_by_status")]


class Signature(models.Model):
    """Somebody signed forms: `subjects` maps visit/form/repeat to the SHA-256 of what was signed.

    `void_because` says which change made it void; a signature is never removed.
    """

    pk = models.CompositePrimaryKey("study", "participant", "number")
    study = _study()
    participant = _name()
    number = models.IntegerField()
    signer = _name()
    meaning = _name()
    signed_at = _time()
    subjects = models.TextField()
    void_because = models.TextField(null=True)

    class Meta:
        db_table = "signature"


class DoubleEntry(models.Model):
    """What one of two people typed into a form that is entered twice: `turn` is 1 or 2.

    It never changes; the form itself holds what was settled.
    """

    pk = models.CompositePrimaryKey("study", "participant", "visit", "form", "repeat", "turn")
    study = _study()
    participant = _name()
    visit = _name()
    form = _name()
    repeat = models.IntegerField()
    turn = models.IntegerField()
    definition = models.CharField(max_length=HASH_LENGTH)
    content = models.TextField()
    entered_by = _name()
    entered_at = _time()

    class Meta:
        db_table = "double_entry"


class SubmittedOnce(models.Model):
    """A request that was carried out: sent again it is answered, not done again."""

    pk = models.CompositePrimaryKey("study", "request")
    study = _study()
    request = _name()
    user = _name()
    digest = models.CharField(max_length=HASH_LENGTH)
    answer = models.TextField()

    class Meta:
        db_table = "submitted_once"
