"""Invite people into a study, give them a way in again, and end a membership.

An administrator never learns a password: the invited person sets it, with a link that works once.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from allauth.mfa.models import Authenticator
from django.db import transaction

from trialwright.capture.access import check_can, role_word
from trialwright.capture.form_content import check_storable
from trialwright.capture.journal.line import Act, differences
from trialwright.definition.load import Definition
from trialwright_web.accounts.models import Invitation, User
from trialwright_web.audit.chain import CONFIGURATION, lock_chain
from trialwright_web.capture.actions.accounts import ACTIVE, ENDED, INVITED, write_account
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actions.study import INSTALLER, grant_role, study_status
from trialwright_web.capture.actor import Actor, utc_now
from trialwright_web.capture.models import Membership
from trialwright_web.capture.stored import fields_of

LINK_DAYS: Final = 7
_LONGEST_EMAIL: Final = 254
# Stands in the journal, in addresses and on paper: plain, and never changed.
USER_NAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,29}")


def invite(
    *,
    by: Actor | None,
    definition: Definition,
    user: str,
    full_name: str,
    role: str,
    email: str = "",
) -> str:
    """Give somebody a role, and an account where they have none; the token of their link.

    The token is empty for a person who can sign in already. `by` is None only at the installation.
    Raises AccessRefused, or NotPossible for an unusable name, a name that another member bears, an
    account of somebody else, a role they have, or one's own user name.
    """
    study, at = definition.study.id, utc_now()
    name, email = full_name.strip(), email.strip()
    _check_storable(user=user, full_name=name, email=email, role=role)
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        act = Act(INSTALLER, "administrator", "study.invite", at)
        if by is not None:
            act = by.act(check_can("study", "invite", study_status(study), by.roles))
            _check_not_oneself(by, user)
        held = User.objects.filter(username=user).first()
        if held is None:
            _check_names(user, name, email)
            held = User(username=user, full_name=name, email=email)
            held.set_unusable_password()
            held.save()
        elif name not in ("", held.full_name):
            what, cure = "{user} is the account of {name}", "take another user name"
            raise not_possible("user", what, cure, user=user, name=held.full_name)
        change = grant_role(definition, user, role, at)
        can_sign_in = held.has_usable_password() and held.is_active
        status = ACTIVE if can_sign_in else INVITED
        account = write_account(study, user, {"status": status, "full_name": held.full_name})
        chain.append(act, definition.hash, [account, change])
        return "" if can_sign_in else _new_link(held)


def renew_access(
    *, by: Actor | None, definition: Definition, user: str, reason: str, without_second_factor: bool
) -> str:
    """A new link for somebody who cannot sign in any more; its token.

    Until it is used the old password stays. `without_second_factor`: the person has lost theirs,
    it is taken away when the link is used. `by` is None for who runs the server, when no
    administrator can get in. Raises AccessRefused, or NotPossible.
    """
    study = definition.study.id
    _check_storable(user=user, reason=reason)
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        # The line names the account even where nothing of it changes: "for whom" is the point.
        named = f"{user}: {reason.strip()}"
        act = Act(INSTALLER, "administrator", "study.renew_access", utc_now(), named)
        if by is not None:
            row = check_can("study", "renew_access", study_status(study), by.roles, reason=reason)
            _check_not_oneself(by, user)
            act = by.act(row, named)
        held = User.objects.filter(username=user, memberships__valid_to__isnull=True).first()
        if held is None:
            raise not_possible("user", "{user} is no member of the study", "invite them", user=user)
        account = write_account(study, user, {"failures": None, "locked_until": None})
        chain.append(act, definition.hash, [account])
        return _new_link(held, without_second_factor)


def open_link(token: str) -> Invitation | None:
    """The invitation behind a token; None for one that is unknown, used or too old."""
    found = Invitation.objects.select_related("user").filter(token_hash=_hash(token)).first()
    if found is None or found.used_at is not None or found.expires_at <= datetime.now(UTC):
        return None
    return found


def accept(*, definition: Definition, token: str, password: str) -> str:
    """Set the password that the invited person chose; their user name. The link is used then.

    Raises NotPossible for a link that does not work any more. Whoever calls has checked that the
    password is good enough.
    """
    study = definition.study.id
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        link = open_link(token)
        if link is None:
            raise not_possible("link", "this link has been used or is too old", "ask for a new one")
        user, now = link.user, datetime.now(UTC)
        user.set_password(password)
        user.is_active = True
        user.save(update_fields=["password", "is_active"])
        # Every other link of the same person dies with this one.
        Invitation.objects.filter(user=user, used_at__isnull=True).update(used_at=now)
        fields: dict[str, object] = {"status": ACTIVE, "failures": None, "locked_until": None}
        if link.removes_second_factor:
            Authenticator.objects.filter(user=user).delete()
            fields["second_factor"] = None
        account = write_account(study, user.username, fields)
        act = Act(user.username, "", "account.accept", utc_now())
        chain.append(act, definition.hash, [account])
        return user.username


def end_membership(*, by: Actor, definition: Definition, user: str, role: str, reason: str) -> None:
    """End a role now; with the last one the account is closed and every session of it ends.

    Raises AccessRefused, or NotPossible where nobody has the role, or for one's own.
    """
    study, at = definition.study.id, utc_now()
    _check_storable(user=user, role=role)
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        row = check_can("study", "end_membership", study_status(study), by.roles, reason=reason)
        _check_not_oneself(by, user)
        held = Membership.objects.filter(study=study, user=user, role=role, valid_to__isnull=True)
        ended = held.first()
        if ended is None:
            raise not_possible(
                "role", "{user} does not have the role {role}", user=user, role=role_word(role)
            )
        before = fields_of("membership", ended)
        held.update(valid_to=at)
        ended.valid_to = at
        changes = [differences("membership", (user, role), before, fields_of("membership", ended))]
        if not Membership.objects.filter(user=user, valid_to__isnull=True).exists():
            User.objects.filter(username=user).update(is_active=False)
            Invitation.objects.filter(user__username=user, used_at__isnull=True).delete()
            changes.append(write_account(study, user, {"status": ENDED}))
        chain.append(by.act(row, reason), definition.hash, changes)


def _check_not_oneself(by: Actor, user: str) -> None:
    if by.user == user:
        what = "nobody changes their own membership"
        cure = "ask another administrator, or use the command on the server"
        raise not_possible("user", what, cure)


# Named values, so that the call names each field once.
def _check_storable(**texts: str) -> None:
    for key, text in texts.items():
        check_storable(key, text)


def _check_names(user: str, full_name: str, email: str) -> None:
    if not USER_NAME.fullmatch(user):
        cure = "use 2 to 30 small letters, digits, dots and hyphens, with a letter first"
        raise not_possible("user", "{user!r} is no user name", cure, user=user)
    if not full_name or len(full_name) > 150:
        cure = "write the name as it stands on the delegation log"
        raise not_possible("full_name", "the full name is missing or too long", cure)
    # Journal and signatures would not tell the two apart for a reader, nor would the enrolment form.
    if namesake := User.objects.filter(full_name__iexact=full_name).first():
        what, cure = "{name} is the name of {user}", "add what tells them apart, as the department"
        raise not_possible("full_name", what, cure, name=full_name, user=namesake.username)
    if len(email) > _LONGEST_EMAIL:
        raise not_possible("email", "the e-mail address is too long", "leave it out")


def _new_link(user: User, without_second_factor: bool = False) -> str:
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        token_hash=_hash(token),
        user=user,
        expires_at=datetime.now(UTC) + timedelta(days=LINK_DAYS),
        removes_second_factor=without_second_factor,
    )
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()
