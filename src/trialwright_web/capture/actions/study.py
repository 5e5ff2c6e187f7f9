"""Set a study up, give a role, lock, unlock and unblind it."""

from __future__ import annotations

from django.db import transaction

from trialwright.capture.access import ROLES, check_can, role_word
from trialwright.capture.journal.line import Act, Change, differences
from trialwright.definition.load import Definition
from trialwright_web.accounts.models import User
from trialwright_web.audit.chain import CONFIGURATION, lock_chain
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actions.study_state import hold_status
from trialwright_web.capture.actor import Actor, utc_now
from trialwright_web.capture.models import Membership, Participant, Study, StudyVersion
from trialwright_web.capture.stored import fields_of
from trialwright_web.oversight.lock_readiness import check_ready_to_lock, run_all_checks
from trialwright_web.summaries.checks import Progress

#: Who acts when the program is installed, before anybody can sign in.
INSTALLER = "installer"


def set_up_study(*, definition: Definition) -> None:
    """Begin a study with the first version of its definition. Raises NotPossible where it exists."""
    study, at = definition.study.id, utc_now()
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        if Study.objects.filter(study=study).exists():
            raise not_possible("study", "{study} has been set up here before", study=study)
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
            act = by.act(check_can("study", "invite", study_status(study), by.roles))
        chain.append(act, definition.hash, [grant_role(definition, user, role, at)])


def grant_role(definition: Definition, user: str, role: str, at: str) -> Change:
    """Write a role from `at` on; the caller writes the line.

    Raises NotPossible for an unknown user or role, or a role they already have.
    """
    study = definition.study.id
    if role not in ROLES:
        raise not_possible(
            "role",
            "{role} is no role of a study",
            "use one of {roles}",
            role=role_word(role),
            roles=ROLES,
        )
    if not User.objects.filter(username=user).exists():
        raise not_possible("user", "there is no user {user}", user=user)
    held = Membership.objects.filter(study=study, user=user, role=role)
    before = held.first()
    if before is not None and before.valid_to is None:
        raise not_possible(
            "role", "{user} has the role {role} already", user=user, role=role_word(role)
        )
    site = definition.site.id
    given = Membership(study=study, user_id=user, role=role, site=site, valid_from=at)
    if before is None:
        Membership.objects.bulk_create([given])
    else:
        held.update(site=site, valid_from=at, valid_to=None)
    fields = [fields_of("membership", row) for row in (before, given)]
    return differences("membership", (user, role), *fields)


def lock_study(
    *, by: Actor, definition: Definition, progress: Progress = lambda _checked, _people: None
) -> None:
    """Lock the database, after every check over every entry. Whoever calls has the password.

    The checks run before the transaction, so that they may take long and others go on entering
    data; whoever something was done to meanwhile is checked in it. Raises AccessRefused, or
    NotReadyToLock where something stands in the way without explanation.
    """
    study = definition.study.id
    check_can("study", "lock", study_status(study), by.roles)
    checked = run_all_checks(definition, progress)
    with transaction.atomic():
        lock_chain(study, CONFIGURATION)
        check_can("study", "lock", hold_status(study), by.roles)
        check_ready_to_lock(definition, checked)
        _move(by, definition, "lock", "")


def unlock_study(*, by: Actor, definition: Definition, reason: str) -> None:
    """Open the database again, with the reason."""
    _move(by, definition, "unlock", reason)


def unblind(*, by: Actor, definition: Definition, reason: str) -> None:
    """Record that outcomes by group are now seen by every member. Nothing takes it back.

    Whoever calls has just checked the password. Raises AccessRefused, or NotPossible where it was
    recorded before.
    """
    study = definition.study.id
    held = Study.objects.filter(study=study).first()
    if held is not None and held.unblinded_at is not None:
        raise not_possible("study", "unblinding was recorded at {at}", at=held.unblinded_at)
    _move(by, definition, "unblind", reason, unblinded_at=utc_now())


def mark_as_rehearsal(*, definition: Definition) -> None:
    """Say that every participant of this database is synthetic, before the first one is entered.

    Raises NotPossible where somebody has been entered: they could be real.
    """
    study = definition.study.id
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        held = Study.objects.filter(study=study).first()
        if held is None or Participant.objects.filter(study=study).exists():
            what = "only a study without participants can become a rehearsal"
            raise not_possible("study", what, "rehearse in an empty folder")
        before = fields_of("study", held)
        held.rehearsal = "yes"
        Study.objects.filter(study=study).update(rehearsal=held.rehearsal)
        change = differences("study", (study,), before, fields_of("study", held))
        act = Act(INSTALLER, "administrator", "study.rehearse", utc_now())
        chain.append(act, definition.hash, [change])


def _move(by: Actor, definition: Definition, action: str, reason: str, **written: str) -> None:
    """One step of the study itself: to the status of the table's row, and what else is written."""
    study = definition.study.id
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        held = Study.objects.filter(study=study).first()
        row = check_can("study", action, held.status if held else "none", by.roles, reason=reason)
        assert held is not None
        before = fields_of("study", held)
        fields = {"status": row.to or held.status, **written}
        for name, value in fields.items():
            setattr(held, name, value)
        Study.objects.filter(study=study).update(**fields)
        change = differences("study", (study,), before, fields_of("study", held))
        chain.append(by.act(row, reason), definition.hash, [change])


def study_status(study: str) -> str:
    """Open or locked; "none" for a study that is not set up."""
    return Study.objects.filter(study=study).values_list("status", flat=True).first() or "none"
