"""Set a study up, put a version of its definition in force, give roles, lock and unlock it."""

from __future__ import annotations

from django.db import transaction

from trialwright.capture.access import check_can
from trialwright.capture.journal.line import Act, differences
from trialwright.definition.load import Definition
from trialwright_web.accounts.models import User
from trialwright_web.audit.chain import CONFIGURATION, lock_chain
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actor import Actor, utc_now
from trialwright_web.capture.models import Membership, Study, StudyVersion
from trialwright_web.capture.stored import fields_of

#: Who acts when the program is installed, before anybody can sign in.
INSTALLER = "installer"


def set_up_study(*, definition: Definition) -> None:
    """Begin a study with the first version of its definition. Raises NotPossible where it exists."""
    study, at = definition.study.id, utc_now()
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        if Study.objects.filter(study=study).exists():
            raise not_possible("study", f"{study} has been set up here before")
        begun = Study(study=study, status="open", definition=definition.hash)
        version = StudyVersion(study=study, definition=definition.hash, number=1, in_force_at=at)
        Study.objects.bulk_create([begun])
        StudyVersion.objects.bulk_create([version])
        act = Act(INSTALLER, "administrator", "study.set_up", at)
        changes = [
            differences("study", (study,), {}, fields_of("study", begun)),
            differences("version", (definition.hash,), {}, fields_of("version", version)),
        ]
        chain.append(act, definition.hash, changes)


def give_role(*, by: Actor | None, definition: Definition, user: str, role: str) -> None:
    """Give a user a role in the study from now on; `by` is None only at the installation.

    Raises AccessRefused, or NotPossible for an unknown user or a role they already have.
    """
    study, at = definition.study.id, utc_now()
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        act = Act(INSTALLER, "administrator", "study.invite", at)
        if by is not None:
            act = by.act(check_can("study", "invite", _status(study), by.roles))
        if not User.objects.filter(username=user).exists():
            raise not_possible("user", f"there is no user {user}")
        held = Membership.objects.filter(study=study, user=user, role=role)
        before = held.first()
        if before is not None and before.valid_to is None:
            raise not_possible("role", f"{user} has the role {role} already")
        given = Membership(study=study, user_id=user, role=role, valid_from=at, valid_to=None)
        if before is None:
            Membership.objects.bulk_create([given])
        else:
            held.update(valid_from=at, valid_to=None)
        fields = [fields_of("membership", row) for row in (before, given)]
        change = differences("membership", (user, role), *fields)
        chain.append(act, definition.hash, [change])


def end_role(*, by: Actor, definition: Definition, user: str, role: str, reason: str) -> None:
    """End a role now. Raises AccessRefused, or NotPossible where nobody has it."""
    study, at = definition.study.id, utc_now()
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        row = check_can("study", "end_membership", _status(study), by.roles, reason=reason)
        held = Membership.objects.filter(study=study, user=user, role=role, valid_to__isnull=True)
        ended = held.first()
        if ended is None:
            raise not_possible("role", f"{user} does not have the role {role}")
        before = fields_of("membership", ended)
        held.update(valid_to=at)
        ended.valid_to = at
        change = differences("membership", (user, role), before, fields_of("membership", ended))
        chain.append(by.act(row, reason), definition.hash, [change])


def lock_study(*, by: Actor, definition: Definition) -> None:
    """Lock the database. Whoever calls has run every check over every entry, and the password."""
    _move(by, definition, "lock", "")


def unlock_study(*, by: Actor, definition: Definition, reason: str) -> None:
    """Open the database again, with the reason."""
    _move(by, definition, "unlock", reason)


def _move(by: Actor, definition: Definition, action: str, reason: str) -> None:
    study = definition.study.id
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        held = Study.objects.filter(study=study).first()
        row = check_can("study", action, held.status if held else "none", by.roles, reason=reason)
        assert held is not None
        before = fields_of("study", held)
        held.status = row.to
        Study.objects.filter(study=study).update(status=row.to)
        change = differences("study", (study,), before, fields_of("study", held))
        chain.append(by.act(row, reason), definition.hash, [change])


def _status(study: str) -> str:
    return Study.objects.filter(study=study).values_list("status", flat=True).first() or "none"
