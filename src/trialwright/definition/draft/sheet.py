"""The sheet of questions that fills while a definition is drafted.

Drafting asks in the order a person would; an answer may lead to further questions. A question
without an answer gives None, and whatever needs the answer is left out of the draft.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from trialwright.definition.draft.answers import Answers, refusal
from trialwright.definition.draft.decision import Decision, Evidence, Option
from trialwright.definition.draft.templates import Question, questions
from trialwright.definition.draft.wording import Label, both, clean
from trialwright.definition.scalars import Bilingual
from trialwright.errors import DefinitionError, Problem

ANSWERS = "answers.json"
_MAX_WHY = 600


@dataclass(frozen=True)
class Reading:
    """One thing that was read from the record, or (`value` empty) could not be."""

    about: str
    value: str
    at: Evidence


class Sheet:
    """Asks; `decisions` and `readings` fill while it is used.

    Every way to ask takes the key of the question, and what it is about in place of its `*`.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._problems: list[Problem] = []
        self.decisions: dict[str, Decision] = {}
        self.readings: list[Reading] = []

    def read(self, about: str, value: object, at: Evidence) -> None:
        """Note what the record says."""
        self.readings.append(Reading(about, clean(str(value)), at))

    def choice(
        self,
        key: str,
        about: str = "",
        *,
        options: Iterable[Option] = (),
        why: str,
        at: Evidence | None = None,
    ) -> str | None:
        """One of the options; those of the question where none are given."""
        answer = self._ask(key, about, tuple(options), why, at)
        return None if answer is None else str(answer)

    def several(
        self,
        key: str,
        about: str = "",
        *,
        options: Iterable[Option] = (),
        why: str,
        at: Evidence | None = None,
    ) -> tuple[str, ...] | None:
        """Some of the options, or names and texts as the question's kind says."""
        answer = self._ask(key, about, tuple(options), why, at)
        return None if answer is None else tuple(answer)

    def number(
        self, key: str, about: str = "", *, why: str, at: Evidence | None = None
    ) -> int | None:
        """A whole number."""
        answer = self._ask(key, about, (), why, at)
        return None if answer is None else int(answer)

    def numbers(
        self, key: str, about: str = "", *, why: str, at: Evidence | None = None
    ) -> tuple[int, ...] | None:
        """Several whole numbers."""
        answer = self._ask(key, about, (), why, at)
        return None if answer is None else tuple(map(int, answer))

    def text(
        self, key: str, about: str = "", *, why: str, at: Evidence | None = None
    ) -> str | None:
        """A date or a time zone."""
        answer = self._ask(key, about, (), why, at)
        return None if answer is None else str(answer)

    def truth(
        self, key: str, about: str = "", *, why: str, at: Evidence | None = None
    ) -> bool | None:
        """Yes or no."""
        answer = self._ask(key, about, (), why, at)
        return None if answer is None else bool(answer)

    def label(
        self, key: str, about: str = "", *, why: str, at: Evidence | None = None
    ) -> Label | None:
        """A label in both languages that the record does not give."""
        answer = self._ask(key, about, (), why, at)
        return None if answer is None else {"en": answer["en"].strip(), "zh": answer["zh"].strip()}

    def words(self, key: str, about: str, text: str, at: Evidence | None) -> Label | None:
        """A label that the record gives in its own language only."""
        why = "the registry's texts are in one language"
        policy = self.choice("language.labels", why=why)
        if not clean(text):
            return self.label(key, about, why="the record gives no words for it", at=at)
        if policy == "same":
            return both(clean(text))
        if policy == "each":
            return self.label(key, about, why=f"the record says: {clean(text)}", at=at)
        return None

    def refuse(self, identifier: str, what: str, cure: str) -> None:
        """Note that an answer cannot stand beside the others."""
        self._problems.append(Problem(ANSWERS, 0, identifier, what, cure))

    def finish(self) -> tuple[Decision, ...]:
        """Every question asked, in order. Raises DefinitionError for answers that cannot stand."""
        for identifier in self._answers:
            if identifier not in self.decisions:
                close = difflib.get_close_matches(identifier, list(self.decisions), n=1)
                cure = f"did you mean '{close[0]}'?" if close else "remove it"
                self.refuse(clean(identifier, 80), "the draft asks no such question", cure)
        if self._problems:
            raise DefinitionError(self._problems)
        return tuple(self.decisions.values())

    def _ask(
        self, key: str, about: str, options: tuple[Option, ...], why: str, at: Evidence | None
    ) -> Any:
        decision = _decision(key, about, options, why, at)
        answer = self._answers.get(decision.id)
        if answer is not None and decision.id not in self.decisions:
            cure = refusal(decision, answer)
            if cure is not None:
                self.refuse(decision.id, "this answer does not fit the question", cure)
        if answer is not None and refusal(decision, answer) is not None:
            answer = None
        self.decisions.setdefault(decision.id, replace(decision, answer=answer))
        return answer


def _decision(
    key: str, about: str, options: tuple[Option, ...], why: str, at: Evidence | None
) -> Decision:
    asked = questions()[key]
    return Decision(
        id=key.replace("*", about),
        kind=asked.kind,
        question=_named(asked.question, about),
        why=clean(why, _MAX_WHY),
        decides=asked.decides,
        options=options or _standing_options(asked),
        low=asked.range[0],
        high=asked.range[1],
        may_be_empty=asked.may_be_empty,
        at=at,
        rules=asked.rules,
    )


def _standing_options(asked: Question) -> tuple[Option, ...]:
    return tuple(Option(value, label) for value, label in asked.options.items())


def _named(question: Bilingual, about: str) -> Bilingual:
    return Bilingual(
        en=question.en.replace("{name}", about), zh=question.zh.replace("{name}", about)
    )
