"""Change in a QLQ-C30 scale of one participant from a plain record (rules QOL-02..QOL-09)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

from trialwright.endpoints.records.answer import Answer
from trialwright.endpoints.records.plain_record import (
    PlainRecord,
    PlainRow,
    open_limits,
    open_record,
)
from trialwright.endpoints.recurrence_news import is_after_news
from trialwright.errors import Problem
from trialwright.instruments.qlqc30 import N_ITEMS, SCORES, AnswersRejected, score_qlqc30

_RECORD: Final = (
    *("baseline_date", "until", "scale", "birth_date", "data_cutoff"),
    *("recurrence_date", "questionnaires"),
)
_ANSWERS: Final = tuple(f"q{item}" for item in range(1, N_ITEMS + 1))


@dataclass(frozen=True)
class QlqC30Change:
    """One questionnaire after the baseline: `value` is the change in points, None if not CHANGE.

    MISSING: this score or the baseline's has too few answers or is not there. REJECTED: one of the
    two holds a code that does not exist (QOL-08). `sources` are baseline and questionnaire.
    `after_news`: answered when the recurrence was known (QOL-08).
    """

    date: date
    status: Literal["CHANGE", "MISSING", "REJECTED"]
    value: Fraction | None
    baseline: Fraction | None
    sources: tuple[str, ...]
    after_news: bool = False


@dataclass(frozen=True)
class _Scored:
    date: date
    name: str
    score: Fraction | None = None
    rejected: bool = False


def derive_qlqc30_change_of(record: Mapping[str, Any]) -> Answer[tuple[QlqC30Change, ...]]:
    """Give the change of a scale at each questionnaire since the last one up to the baseline date.

    `record` has baseline_date and may have until, birth_date, data_cutoff and recurrence_date
    (YYYY-MM-DD) and scale (QL2 by default, or another of the QLQ-C30); `questionnaires` with date and q1 ... q30, integer
    codes. Items that are absent or blank were not answered. Raises `RecordRefused` for an impossible
    baseline date or an unknown scale.
    """
    opened = open_record(record, _RECORD)
    limits = open_limits(opened)
    baseline_date = opened.required("baseline_date")
    until = opened.not_before("until", "baseline_date")
    recurred = opened.optional("recurrence_date")
    scale = _scale(opened)
    opened.refuse_if_any()
    dated = limits.dated(opened.row.rows("questionnaires"))
    scored = sorted(
        (_scored(day, row, scale) for day, row in dated), key=lambda one: (one.date, one.name)
    )
    before = [one for one in scored if one.date <= baseline_date]
    after = [one for one in scored if one.date > baseline_date]
    start = before[-1] if before else None
    changes = (_change(one, start) for one in after if until is None or one.date <= until)
    flagged = (replace(one, after_news=is_after_news(one.date, recurred)) for one in changes)
    return Answer(tuple(flagged), tuple(opened.row.findings))


def _scale(opened: PlainRecord) -> str:
    scale = opened.row.text("scale") or "QL2"
    if scale not in SCORES:
        what, cure = f"{scale!r} is no scale", f"use one of: {', '.join(SCORES)}"
        opened.problems.append(Problem("", 0, "scale", what, cure))
    return scale


def _scored(day: date, row: PlainRow, scale: str) -> _Scored:
    row.check_keys(("date", *_ANSWERS))
    answers = {item: row.text(key) for item, key in enumerate(_ANSWERS, start=1)}
    try:
        return _Scored(day, row.name, score_qlqc30(answers).exact[scale])
    except AnswersRejected as error:
        for problem in error.problems:
            row.find(problem.key, f"{problem.what}: the questionnaire is rejected")
        return _Scored(day, row.name, rejected=True)


def _change(one: _Scored, start: _Scored | None) -> QlqC30Change:
    sources = (start.name, one.name) if start else (one.name,)
    if one.rejected or (start and start.rejected):
        return QlqC30Change(one.date, "REJECTED", None, None, sources)
    baseline = start.score if start else None
    if one.score is None or baseline is None:
        return QlqC30Change(one.date, "MISSING", None, baseline, sources)
    return QlqC30Change(one.date, "CHANGE", one.score - baseline, baseline, sources)
