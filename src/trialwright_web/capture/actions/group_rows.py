"""The group as the participant's journal tells it: recorded when, by whom, and changed or not."""

from __future__ import annotations

import json

from trialwright.capture.entry import Entry
from trialwright.capture.finding import Finding
from trialwright.capture.group_check import GroupRecorded, check_group_entry, group_history
from trialwright.definition import Definition
from trialwright_web.accounts.models import User
from trialwright_web.audit.chain import participant_chain
from trialwright_web.audit.models import JournalLine
from trialwright_web.capture.actor import utc_now
from trialwright_web.capture.models import Membership


def group_findings(definition: Definition, entry: Entry, *, rehearsal: bool) -> tuple[Finding, ...]:
    """What is asked about the group when its form is saved. Simulated physicians are no members."""
    if entry.form != definition.study.group_item.partition(".")[0]:
        return ()
    history = recorded_groups(definition, entry.participant, entry)
    members = None if rehearsal else _members(definition)
    return check_group_entry(definition, entry, history, members)


def recorded_groups(
    definition: Definition, number: str, entry: Entry | None = None
) -> tuple[GroupRecorded, ...]:
    """Every time at which a participant's group was recorded; `entry` is being saved on top."""
    chain = participant_chain(number)
    rows = JournalLine.objects.filter(study=definition.study.id, chain=chain).order_by("seq")
    lines = (json.loads(body) for body in rows.values_list("body", flat=True))
    return group_history(definition, lines, entry)


def _members(definition: Definition) -> frozenset[str]:
    """The account and the name of everybody who works in the study now."""
    now = utc_now()
    held = Membership.objects.filter(study=definition.study.id, valid_from__lte=now)
    users = {m.user_id for m in held if m.valid_to is None or m.valid_to > now}
    names = User.objects.filter(username__in=users).values_list("full_name", flat=True)
    return frozenset((*users, *names))
