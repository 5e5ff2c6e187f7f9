"""Say up to when one has looked at what was entered."""

from __future__ import annotations

from django.db import transaction

from trialwright.capture.access import check_can
from trialwright.capture.journal.line import differences
from trialwright.definition.load import Definition
from trialwright_web.audit.chain import CONFIGURATION, lock_chain
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actions.study import study_status
from trialwright_web.capture.actor import Actor, utc_now
from trialwright_web.capture.stored import fields_of
from trialwright_web.oversight.models import ReviewMark


def mark_review(*, by: Actor, definition: Definition, until: str) -> None:
    """Everything saved up to `until`, a time of the journal, has been looked at by the actor.

    Raises AccessRefused, or NotPossible for a time to come or before the mark that stands.
    """
    study = definition.study.id
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        row = check_can("study", "mark_review", study_status(study), by.roles)
        rows = ReviewMark.objects.filter(study=study, user=by.user)
        held = rows.first()
        if len(until) != len(utc_now()) or until > utc_now():
            raise not_possible(
                "until", "{until!r} is no time that has passed", "open the list again", until=until
            )
        if held is not None and held.reviewed_at >= until:
            raise not_possible(
                "until", "the mark stands at {at}", "open the list again", at=held.reviewed_at
            )
        before = fields_of("review_mark", held)
        after = ReviewMark(study=study, user=by.user, reviewed_at=until)
        if held is None:
            ReviewMark.objects.bulk_create([after])
        else:
            rows.update(reviewed_at=until)
        change = differences("review_mark", (by.user,), before, fields_of("review_mark", after))
        chain.append(by.act(row), definition.hash, [change])
