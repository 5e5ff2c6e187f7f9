"""The members of a study as the page of administration lists them."""

from __future__ import annotations

from dataclasses import dataclass

from trialwright_web.accounts.second_factor import needs_second_factor
from trialwright_web.capture.actor import utc_now
from trialwright_web.capture.models import Account, Membership


@dataclass(frozen=True)
class MemberRow:
    """One role of one person. Times are those of the journal; empty where there is none.

    `second_factor`: "yes", "no", or "missing" where the role gets no further without one.
    """

    user: str
    full_name: str
    role: str
    site: str
    since: str
    until: str
    status: str
    second_factor: str
    signed_in_at: str
    locked_until: str

    @property
    def open(self) -> bool:
        """Whether the role is held now."""
        return not self.until


def member_rows(study: str) -> tuple[MemberRow, ...]:
    """Every role that was ever given: those held first, then by user name and role."""
    accounts = {account.user: account for account in Account.objects.filter(study=study)}
    held = Membership.objects.filter(study=study).select_related("user")
    demanding = {role: needs_second_factor(study, [role]) for role in {m.role for m in held}}
    rows = (_row(each, accounts.get(each.user_id), demanding[each.role]) for each in held)
    return tuple(sorted(rows, key=lambda row: (not row.open, row.user, row.role)))


def _row(membership: Membership, account: Account | None, demanding: bool) -> MemberRow:
    has = account is not None and account.second_factor == "yes"
    locked = (account.locked_until if account else None) or ""
    return MemberRow(
        user=membership.user_id,
        full_name=membership.user.full_name,
        role=membership.role,
        site=membership.site or "",
        since=membership.valid_from,
        until=membership.valid_to or "",
        status=account.status if account else "active",
        second_factor="yes" if has else "missing" if demanding else "no",
        signed_in_at=(account.signed_in_at if account else None) or "",
        locked_until=locked if locked > utc_now() else "",
    )
