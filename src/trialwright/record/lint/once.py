"""Answers that several rules ask of one study, or of one outcome, and that are found once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar


class Remembers(Protocol):
    """Something that keeps answers as long as it lives."""

    @property
    def answers(self) -> dict[Callable[..., Any], Any]: ...


Asked = TypeVar("Asked", bound=Remembers)
Answer = TypeVar("Answer")


def once(ask: Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
    """Keep the answer beside what was asked, and no longer.

    The answer must not refer to what was asked: the two would then wait long to be cleared away.
    """

    @wraps(ask)
    def asked(about: Asked) -> Answer:
        answers = about.answers
        if ask not in answers:
            answers[ask] = ask(about)
        answer: Answer = answers[ask]
        return answer

    return asked
