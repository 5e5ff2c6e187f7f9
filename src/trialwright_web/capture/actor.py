"""Who acts, in which roles, at what time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from trialwright.capture.access import Permission
from trialwright.capture.form_content import check_storable
from trialwright.capture.journal.line import Act


@dataclass(frozen=True)
class Actor:
    """A user with the roles they hold in the study at this moment."""

    user: str
    roles: frozenset[str]

    @classmethod
    def of(cls, user: str, roles: Iterable[str]) -> Actor:
        """An actor from any collection of roles."""
        return cls(user, frozenset(roles))

    def act(self, row: Permission, reason: str = "") -> Act:
        """What the journal says of an action: in which of the permitted roles it is done, and when.

        Raises ContentError for a reason that cannot be stored.
        """
        check_storable("reason", reason)
        role = next(role for role in row.roles if role in self.roles)
        return Act(self.user, role, f"{row.subject}.{row.action}", utc_now(), reason.strip())


def utc_now() -> str:
    """Now, UTC, ISO 8601 to the microsecond: always of one length, so that text sorts as time."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
