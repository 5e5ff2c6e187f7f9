"""Logic with three values: yes (True), no (False) and cannot be determined (None)."""

from __future__ import annotations

from collections.abc import Iterable


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Yes if one is yes; no only if all are known to be no."""
    known = list(answers)
    if any(answer is True for answer in known):
        return True
    return None if None in known else False


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """No if one is no; yes only if all are known to be yes."""
    known = list(answers)
    if any(answer is False for answer in known):
        return False
    return None if None in known else True


def negation(answer: bool | None) -> bool | None:
    """Turn yes and no around; what is unknown stays unknown."""
    return None if answer is None else not answer
