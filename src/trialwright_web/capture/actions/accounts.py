"""What happens to an account: signed in, refused, locked, given a password or a second factor.

Each is a line of the configuration chain. What somebody typed never is: a password typed into the
box of the user name would stand in the journal for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from trialwright.capture.journal.line import Act, Change, differences
from trialwright.capture.lock_out import SignInState, after_failure, is_locked
from trialwright.definition.load import Definition
from trialwright_web.accounts.models import User
from trialwright_web.audit.chain import CONFIGURATION, lock_chain
from trialwright_web.capture.actor import utc_now
from trialwright_web.capture.models import Account
from trialwright_web.capture.stored import fields_of

ACTIVE, INVITED, ENDED = "active", "invited", "ended"
YES = "yes"


@dataclass(frozen=True)
class Tried:
    """What a wrong password led to."""

    locked: bool


def note_sign_in(*, definition: Definition, user: str) -> None:
    """Somebody has signed in: the wrong passwords before are forgotten."""
    at = utc_now()
    fields = {"status": ACTIVE, "signed_in_at": at, "failures": None, "locked_until": None}
    _note(definition, Act(user, "", "account.sign_in", at), user, fields)


def note_sign_out(*, definition: Definition, user: str) -> None:
    """Somebody has signed out, or was signed out at the limit of a session."""
    _note(definition, Act(user, "", "account.sign_out", utc_now()), user, {})


def note_failed_sign_in(*, definition: Definition, user: str) -> Tried:
    """A wrong password or code for this account, in its own name or at a signature.

    Who typed it nobody knows: the line names the account and no person. For a name that no user
    has the line names nothing at all.
    """
    study, at = definition.study.id, utc_now()
    if not User.objects.filter(username=user).exists():
        act = Act("", "", "account.sign_in_failed", at, "no user has the name that was typed")
        with transaction.atomic():
            lock_chain(study, CONFIGURATION).append(act, definition.hash, [])
        return Tried(False)
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        state = after_failure(_state(_held(study, user)), datetime.fromisoformat(at))
        until = state.locked_until
        fields = {
            "failures": state.failures,
            "locked_until": until.isoformat(timespec="microseconds") if until else None,
        }
        action = "account.locked" if until else "account.sign_in_failed"
        change = write_account(study, user, fields)
        chain.append(Act("", "", action, at), definition.hash, [change])
        return Tried(until is not None)


def is_account_locked(*, study: str, user: str) -> bool:
    """Whether the account takes no password at this moment."""
    return is_locked(_state(_held(study, user)), datetime.fromisoformat(utc_now()))


def note_password(*, definition: Definition, user: str) -> None:
    """Somebody has chosen a new password."""
    _note(definition, Act(user, "", "account.change_password", utc_now()), user, {})


def note_second_factor(*, definition: Definition, user: str, held: bool) -> None:
    """Somebody has set up a second factor, a further one, or taken the last one away."""
    action = "account.second_factor_on" if held else "account.second_factor_off"
    _note(
        definition,
        Act(user, "", action, utc_now()),
        user,
        {"second_factor": YES if held else None},
    )


def write_account(study: str, user: str, fields: dict[str, object]) -> Change:
    """Bring the row of an account to `fields`, made if there is none; the caller writes the line."""
    held = _held(study, user)
    before = fields_of("account", held)
    if held is None:
        held = Account(study=study, user=user, status=ACTIVE, **_name_of(user))
        for name, value in fields.items():
            setattr(held, name, value)
        Account.objects.bulk_create([held])
    else:
        for name, value in fields.items():
            setattr(held, name, value)
        Account.objects.filter(study=study, user=user).update(**fields)
    return differences("account", (user,), before, fields_of("account", held))


def _note(definition: Definition, act: Act, user: str, fields: dict[str, object]) -> None:
    study = definition.study.id
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        chain.append(act, definition.hash, [write_account(study, user, fields)])


def _held(study: str, user: str) -> Account | None:
    return Account.objects.filter(study=study, user=user).first()


def _name_of(user: str) -> dict[str, str]:
    name = User.objects.filter(username=user).values_list("full_name", flat=True).first()
    return {"full_name": name} if name else {}


def _state(held: Account | None) -> SignInState:
    if held is None:
        return SignInState()
    until = datetime.fromisoformat(held.locked_until) if held.locked_until else None
    return SignInState(held.failures or 0, until)
