"""Give a person a screening number."""

from __future__ import annotations

from django.db import transaction

from trialwright.capture.access import NEW, check_can
from trialwright.capture.journal.line import differences
from trialwright.definition.load import Definition
from trialwright_web.audit.chain import lock_chain, participant_chain
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actions.study_state import check_open
from trialwright_web.capture.actor import Actor
from trialwright_web.capture.models import Participant
from trialwright_web.capture.stored import fields_of


def add_participant(*, by: Actor, definition: Definition, number: str) -> None:
    """Give a screening number. Raises AccessRefused, StudyLocked, or NotPossible for one in use."""
    study = definition.study.id
    row = check_can("participant", "add", NEW, by.roles)
    with transaction.atomic():
        chain = lock_chain(study, participant_chain(number))
        check_open(study)
        if Participant.objects.filter(study=study, number=number).exists():
            what = f"{number} is the number of another participant"
            raise not_possible("number", what, "take the next free number")
        added = Participant(study=study, number=number, status=row.to)
        Participant.objects.bulk_create([added])
        change = differences("participant", (number,), {}, fields_of("participant", added))
        chain.append(by.act(row), definition.hash, [change])
