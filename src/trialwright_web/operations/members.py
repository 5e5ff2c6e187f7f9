"""Members from the command line: the first administrator, and a way back for the last one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.urls import reverse
from django.utils import translation

from trialwright_web.accounts.member_rows import MemberRow, member_rows
from trialwright_web.capture.actions.members import LINK_DAYS, invite, renew_access
from trialwright_web.studies.loaded import loaded_study

Answer = tuple[dict[str, Any], str]


def list_members() -> Answer:
    """Every role that was ever given, for machines and in lines."""
    rows = member_rows(loaded_study().definition.study.id)
    return {"members": [asdict(row) for row in rows]}, "\n".join(map(_line, rows)) or "Nobody yet."


def invite_member(options: dict[str, Any]) -> Answer:
    """Give a role to somebody, with the link that lets them set a password."""
    token = invite(
        by=None,
        definition=loaded_study().definition,
        user=options["user"],
        full_name=options["name"],
        role=options["role"],
        email=options["email"],
    )
    return _link(options, token)


def renew_member(options: dict[str, Any]) -> Answer:
    """A new link for somebody whom no administrator can give one."""
    token = renew_access(
        by=None,
        definition=loaded_study().definition,
        user=options["user"],
        reason=options["reason"],
        without_second_factor=bool(options["without_second_factor"]),
    )
    return _link(options, token)


def _link(options: dict[str, Any], token: str) -> Answer:
    user = options["user"]
    if not token:
        return {"user": user, "link": None}, f"{user} has the role and can sign in already."
    with translation.override("en"):
        path = reverse("accept-invitation", args=[token])
    link = options["address"].rstrip("/") + path
    return {"user": user, "link": link}, f"For {user} alone, once, for {LINK_DAYS} days:\n{link}"


def _line(row: MemberRow) -> str:
    held = f"{row.since[:10]} to {row.until[:10]}" if row.until else f"since {row.since[:10]}"
    last = row.signed_in_at[:16] or "never"
    return f"{row.user:20}  {row.role:20}  {held:26}  second factor {row.second_factor}, in {last}"
