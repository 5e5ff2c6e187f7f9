"""Give a person a screening number."""

from __future__ import annotations

from django.db import transaction

from trialwright.capture.access import NEW, check_can
from trialwright.capture.journal.line import differences
from trialwright.capture.screening_number import find_alike, misfit, next_number
from trialwright.definition.load import Definition
from trialwright_web.audit.chain import lock_chain, participant_chain
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actions.study_state import check_open
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.models import Participant
from trialwright_web.capture.stored import fields_of


def add_participant(*, by: Actor, definition: Definition, number: str) -> None:
    """Give a screening number.

    Raises AccessRefused, StudyLocked, or NotPossible for one in use, one that would be read as
    another in use, or one not of this site.
    """
    if cause := misfit(number, definition.site.first_screening_number):
        raise not_possible("number", cause, "take the number that is proposed")
    study = definition.study.id
    row = check_can("participant", "add", NEW, by.roles)
    with transaction.atomic():
        chain = lock_chain(study, participant_chain(number))
        check_open(study)
        used = Participant.objects.filter(study=study).values_list("number", flat=True)
        if taken := find_alike(number, used):
            what = "{number} is the number of another participant"
            raise not_possible("number", what, "take the next free number", number=taken)
        added = Participant(study=study, number=number, status=row.to)
        Participant.objects.bulk_create([added])
        change = differences("participant", (number,), {}, fields_of("participant", added))
        chain.append(by.act(row), definition.hash, [change])


def free_number(definition: Definition) -> str:
    """The number that the next participant would get."""
    used = Participant.objects.filter(study=definition.study.id).values_list("number", flat=True)
    return next_number(used, definition.site.first_screening_number)
