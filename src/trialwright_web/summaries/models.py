"""The tables of what was computed. They can be emptied at any time: pages fill them again."""

from __future__ import annotations

from django.db import models

_NAME, _HASH = 64, 64
#: What says whether a visit was expected by a day.
_WHEN = ("took_place", "enrolled", "last_day", "ended_on")

#: What says how far the verification of a form is.
_STATES = ("open", "due", "fallen", "differs", "verified")


def _name(**options: object) -> models.CharField:
    return models.CharField(max_length=_NAME, **options)  # type: ignore[arg-type]


class Made(models.Model):
    """From what the rows of one participant were made, and on which days they hold.

    `head` is the hash of the last line of the participant's chain, `made_by` that of definition and
    program. They hold from `made_on` to `holds_until`; without it until the next line.
    """

    pk = models.CompositePrimaryKey("study", "participant")
    study = _name()
    participant = _name()
    head = models.CharField(max_length=_HASH)
    made_by = models.CharField(max_length=_HASH)
    made_on = models.DateField()
    holds_until = models.DateField(null=True)

    class Meta:
        abstract = True


class PersonSummary(Made):
    """One participant. `last_seen` is the latest visit day up to the day on which it was made;
    `asked_again` says that a consent text must be put to them, `withdrew_use` that a use of their
    data or specimens is withdrawn. `in_sample`: the rows of their forms (VerificationSummary) are
    those of somebody in the sample of the plan of verification, which changes with who else is there.
    """

    enrolled_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    last_seen = models.DateField(null=True)
    asked_again = models.BooleanField()
    withdrew_use = models.BooleanField()
    in_sample = models.BooleanField()

    class Meta:
        db_table = "person_summary"


class VisitSummary(models.Model):
    """One visit of one participant: its window, the day on which it took place, what is missing.

    `place` counts the planned visits from 0; unscheduled ones have none. `enrolled` and `ended_on`
    are those of the participant. `due` is how many forms the visit asks for, `missing_forms` names
    those not complete; `unseen_scans` those of scans of which nothing was entered. Whether anything
    of it counts today is a question of the dates: see `trialwright_web.summaries.visits`.
    """

    pk = models.CompositePrimaryKey("study", "participant", "visit")
    study = _name()
    participant = _name()
    visit = _name()
    place = models.IntegerField(null=True)
    target = models.DateField(null=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    took_place = models.DateField(null=True)
    enrolled = models.BooleanField()
    ended_on = models.DateField(null=True)
    due = models.IntegerField()
    missing = models.IntegerField()
    missing_forms = models.TextField()
    unseen = models.IntegerField()
    unseen_scans = models.TextField()

    class Meta:
        db_table = "visit_summary"
        indexes = [
            models.Index(fields=["study", "last_day"], name="visit_by_last_day"),
            # What the dashboard adds up over all visits is read from these two alone.
            models.Index(
                fields=["study", "visit", *_WHEN, "place", "due", "missing"], name="visit_forms"
            ),
            models.Index(fields=["study", "unseen", *_WHEN], name="visit_scans"),
        ]


class EventSummary(models.Model):
    """A form that stands on a list of the dashboard: an adverse event, a death, a withdrawal."""

    pk = models.CompositePrimaryKey("study", "listed", "participant", "visit", "form", "repeat")
    study = _name()
    listed = _name()
    participant = _name()
    visit = _name()
    form = _name()
    repeat = models.IntegerField()

    class Meta:
        db_table = "event_summary"
        indexes = [models.Index(fields=["study", "participant"], name="event_by_participant")]


class VerificationSummary(models.Model):
    """A form, complete or further, of which the plan asks a monitor something.

    `due`, `fallen`, `differs` and `verified` count its items by state. `open`: it waits to be
    verified, for an item or for the mark that fell. `place` is that of the visit in the study,
    behind all others where the study no longer has it.
    """

    pk = models.CompositePrimaryKey("study", "participant", "visit", "form", "repeat")
    study = _name()
    participant = _name()
    visit = _name()
    form = _name()
    repeat = models.IntegerField()
    place = models.IntegerField()
    open = models.BooleanField()
    due = models.IntegerField()
    fallen = models.IntegerField()
    differs = models.IntegerField()
    verified = models.IntegerField()

    class Meta:
        db_table = "verification_summary"
        indexes = [
            # What the page adds up, and the list in its order, are read from these two alone.
            models.Index(fields=["study", "form", *_STATES], name="verification_sums"),
            models.Index(
                fields=["study", "participant", "place", "visit", "form", "repeat", *_STATES],
                name="verification_list",
            ),
        ]


class CheckedPerson(Made):
    """Every check ran over every form of one participant; what it said stands in KeptFinding."""

    class Meta:
        db_table = "checked_person"


class KeptFinding(models.Model):
    """A finding that stands in the way of a lock. `obstacle` is the id that the library gives it."""

    pk = models.CompositePrimaryKey("study", "participant", "obstacle")
    study = _name()
    participant = _name()
    obstacle = models.CharField(max_length=_HASH)
    visit = _name()
    form = _name()
    repeat = models.IntegerField()
    item = _name(blank=True)
    what = models.TextField()

    class Meta:
        db_table = "kept_finding"


class LockRun(models.Model):
    """The run of all checks that a lock was asked for with: how far it is, or how it ended.

    `refused` is "" while it runs and after it locked. A run whose `seen_at` is old has died with
    the program, and nothing was locked.
    """

    study = models.CharField(max_length=_NAME, primary_key=True)
    asked_by = models.CharField(max_length=150)
    asked_at = models.CharField(max_length=32)
    seen_at = models.CharField(max_length=32)
    ended_at = models.CharField(max_length=32, null=True)
    checked = models.IntegerField()
    people = models.IntegerField()
    refused = models.TextField()

    class Meta:
        db_table = "lock_run"
