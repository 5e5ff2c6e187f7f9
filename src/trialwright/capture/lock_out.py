"""When an account takes no more passwords: after a few wrong ones in a row, for a while.

The lock ends by itself, so that a stranger who types wrong passwords cannot keep a member out for
long; meanwhile even the right password is refused, and whoever guesses gets 20 tries an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

MOST_FAILURES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class SignInState:
    """Wrong passwords or codes in a row, and until when none is taken (None: now)."""

    failures: int = 0
    locked_until: datetime | None = None


def is_locked(state: SignInState, now: datetime) -> bool:
    """Whether a password is refused unread at this moment."""
    return state.locked_until is not None and now < state.locked_until


def after_failure(state: SignInState, now: datetime) -> SignInState:
    """The state after one more wrong password. The count begins again when a lock has ended."""
    over = state.locked_until is not None and now >= state.locked_until
    failures = 1 if over else state.failures + 1
    locked = now + LOCKED_FOR if failures >= MOST_FAILURES else None
    return SignInState(failures, locked)
