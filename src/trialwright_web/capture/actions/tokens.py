"""Give a program a token, and end it."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction

from trialwright.capture.access import check_can, role_word
from trialwright.capture.journal.line import differences
from trialwright.capture.journal.proof import hash_of
from trialwright.definition.load import Definition
from trialwright_web.api.models import ApiToken
from trialwright_web.audit.chain import CONFIGURATION, lock_chain
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actions.study import study_status
from trialwright_web.capture.actor import Actor, utc_now
from trialwright_web.capture.models import Membership
from trialwright_web.capture.stored import fields_of

LONGEST_DAYS: Final = 366
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{1,39}")


def make_token(
    *, by: Actor, definition: Definition, name: str, user: str, role: str, days: int
) -> str:
    """Let a program act for `user` in `role`; the token, which is shown once and kept nowhere.

    Raises AccessRefused, or NotPossible for a name that is unusable or was given before, a role
    that the user does not hold, or a time that is not between 1 and 366 days.
    """
    study = definition.study.id
    secret = f"tw_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        row = check_can("study", "make_token", study_status(study), by.roles)
        _check_asked(study, name, user, role, days)
        expires = datetime.now(UTC) + timedelta(days=days)
        made = ApiToken(
            study=study,
            name=name,
            user=user,
            role=role,
            token_hash=token_hash(secret),
            expires_at=expires.isoformat(timespec="microseconds"),
            made_by=by.user,
        )
        ApiToken.objects.bulk_create([made])
        change = differences("token", (name,), {}, fields_of("token", made))
        chain.append(by.act(row), definition.hash, [change])
    return secret


def end_token(*, by: Actor, definition: Definition, name: str, reason: str) -> None:
    """End a token now. Raises AccessRefused, or NotPossible where there is none or it has ended."""
    study = definition.study.id
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        row = check_can("study", "end_token", study_status(study), by.roles, reason=reason)
        rows = ApiToken.objects.filter(study=study, name=name, ended_at__isnull=True)
        held = rows.first()
        if held is None:
            raise not_possible("name", "no token {name!r} is in use", name=name)
        before = fields_of("token", held)
        held.ended_at = utc_now()
        rows.update(ended_at=held.ended_at)
        change = differences("token", (name,), before, fields_of("token", held))
        chain.append(by.act(row, reason), definition.hash, [change])


def token_hash(secret: str) -> str:
    """What is kept of a token. It is 256 random bits, so one round of SHA-256 cannot be guessed."""
    return hash_of(secret.encode("utf-8"))


def actor_of_token(study: str, secret: str) -> Actor | None:
    """Who acts with a token: its user in its role, while both the token and the role last."""
    now = utc_now()
    held = ApiToken.objects.filter(study=study, token_hash=token_hash(secret)).first()
    if held is None or held.ended_at is not None or held.expires_at <= now:
        return None
    if not _holds(study, held.user, held.role, now):
        return None
    return Actor.of(held.user, (held.role,))


def _check_asked(study: str, name: str, user: str, role: str, days: int) -> None:
    if not _NAME.fullmatch(name):
        what = "{name!r} cannot name a token"
        raise not_possible(
            "name", what, "small letters, digits and hyphens, such as lab-export", name=name
        )
    if ApiToken.objects.filter(study=study, name=name).exists():
        raise not_possible("name", "a token {name} was made before", "take another name", name=name)
    if not 1 <= days <= LONGEST_DAYS:
        raise not_possible("days", "a token lasts from 1 to 366 days", "renew it each year")
    if not _holds(study, user, role, utc_now()):
        raise not_possible(
            "role",
            "{user} does not have the role {role}",
            "give the role first",
            user=user,
            role=role_word(role),
        )


def _holds(study: str, user: str, role: str, now: str) -> bool:
    held = Membership.objects.filter(study=study, user=user, role=role, valid_from__lte=now).first()
    return held is not None and (held.valid_to is None or held.valid_to > now)
