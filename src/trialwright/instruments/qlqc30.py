"""Scores of the EORTC QLQ-C30 version 3.0 (rules QOL-02..QOL-08; EORTC Scoring Manual, 3rd ed. 2001).

Only item numbers and integer codes: the wording of the items belongs to EORTC and is not here (QOL-01).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from trialwright.errors import Problem, TrialwrightError

N_ITEMS: Final = 30
QUALITY_ITEMS: Final = (29, 30)
FUNCTIONAL: Final[Mapping[str, tuple[int, ...]]] = {
    "PF2": (1, 2, 3, 4, 5),
    "RF2": (6, 7),
    "EF": (21, 22, 23, 24),
    "CF": (20, 25),
    "SF": (26, 27),
}
SYMPTOMS: Final[Mapping[str, tuple[int, ...]]] = {
    "FA": (10, 12, 18),
    "NV": (14, 15),
    "PA": (9, 19),
    "DY": (8,),
    "SL": (11,),
    "AP": (13,),
    "CO": (16,),
    "DI": (17,),
    "FI": (28,),
}
SCALES: Final = ("QL2", *FUNCTIONAL, *SYMPTOMS)
SUMMARY: Final = "SUMMARY"
SCORES: Final = (*SCALES, SUMMARY)

Answer = int | str | Decimal | None


class AnswersRejected(TrialwrightError):
    """A questionnaire holds a code that does not exist, so the record is rejected (QOL-08)."""


@dataclass(frozen=True)
class QlqC30:
    """The fifteen scales and the summary score, exact, 0 to 100; None = not enough answers."""

    exact: Mapping[str, Fraction | None]

    def score(self, scale: str) -> float | None:
        value = self.exact[scale]
        return None if value is None else float(value)

    def scores(self) -> dict[str, float | None]:
        return {scale: self.score(scale) for scale in self.exact}


def score_qlqc30(answers: Mapping[int, Answer]) -> QlqC30:
    """Score one questionnaire from its answers by item number, 1 to 30.

    An item that is absent or None was not answered; two boxes ticked is not answered either. A code
    outside 1-4 (1-7 for items 29 and 30) or not an integer raises `AnswersRejected`, which names
    every such item. A scale needs at least half of its items (QOL-06), a single item its answer.
    """
    codes = _check_answers(answers)
    exact: dict[str, Fraction | None] = {"QL2": _quality(codes)}
    exact |= {scale: _functional(codes, items) for scale, items in FUNCTIONAL.items()}
    exact |= {scale: _symptom(codes, items) for scale, items in SYMPTOMS.items()}
    exact[SUMMARY] = _summary(exact)
    return QlqC30(exact)


def _check_answers(answers: Mapping[int, Answer]) -> dict[int, int]:
    codes, problems = {}, []
    for item, answer in sorted(answers.items()):
        if answer is None or (isinstance(answer, str) and not answer.strip()):
            continue
        highest = 7 if item in QUALITY_ITEMS else 4
        code = _integer(answer)
        if not 1 <= item <= N_ITEMS:
            problems.append(_problem(item, "there is no such item", "items are 1 to 30"))
        elif code is None or not 1 <= code <= highest:
            problems.append(_problem(item, f"{answer!r} is no code", f"use 1 to {highest}"))
        else:
            codes[item] = code
    if problems:
        raise AnswersRejected(problems)
    return codes


def _problem(item: int, what: str, cure: str) -> Problem:
    return Problem(file="", line=0, key=f"q{item}", what=what, cure=cure)


def _integer(answer: int | str | Decimal) -> int | None:
    if isinstance(answer, bool):
        return None
    try:
        number = Decimal(answer)
    except (InvalidOperation, TypeError):
        return None
    whole = number.is_finite() and number == number.to_integral_value()
    return int(number) if whole else None


def _raw(codes: Mapping[int, int], items: tuple[int, ...]) -> Fraction | None:
    """Average the answered items, if at least half were answered (QOL-03, QOL-06)."""
    answered = [codes[item] for item in items if item in codes]
    if not answered or 2 * len(answered) < len(items):
        return None
    return Fraction(sum(answered), len(answered))


def _functional(codes: Mapping[int, int], items: tuple[int, ...]) -> Fraction | None:
    raw = _raw(codes, items)
    return None if raw is None else (1 - (raw - 1) / 3) * 100


def _symptom(codes: Mapping[int, int], items: tuple[int, ...]) -> Fraction | None:
    raw = _raw(codes, items)
    return None if raw is None else (raw - 1) / 3 * 100


def _quality(codes: Mapping[int, int]) -> Fraction | None:
    raw = _raw(codes, QUALITY_ITEMS)
    return None if raw is None else (raw - 1) / 6 * 100


def _summary(scores: Mapping[str, Fraction | None]) -> Fraction | None:
    """Average the thirteen scales, symptoms reversed, only if all exist (QOL-05; Giesinger 2016)."""
    parts = [scores[scale] for scale in FUNCTIONAL]
    for scale in SYMPTOMS:
        if scale != "FI":
            score = scores[scale]
            parts.append(None if score is None else 100 - score)
    known = [part for part in parts if part is not None]
    return sum(known, Fraction(0)) / len(parts) if len(known) == len(parts) else None
