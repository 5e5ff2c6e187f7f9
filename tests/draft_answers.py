"""Answers for every question of a draft, so that a test can bring any draft to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zlib import crc32

from trialwright.definition.draft.decision import Decision
from trialwright.definition.draft.draft import Draft, draft_study
from trialwright.record.read import Record

Chooser = Callable[[Decision], Any]


def plain_answer(decision: Decision) -> Any:
    """The first answer that fits, the lowest numbers, no further visits or forms."""
    if decision.may_be_empty:
        return []
    if decision.id.startswith("visit."):
        # Days far apart, since no two visits may share one.
        return 400 + crc32(decision.id.encode()) % 9_000
    return {
        "choice": decision.options[0].value if decision.options else "",
        "list": [option.value for option in decision.options[:2]],
        "names": ["ONE", "TWO"],
        "item_names": ["one_condition", "another_condition"],
        "texts": ["umol/L", "mg/dL"],
        "label": {"en": f"Label of {decision.id}", "zh": "标签"},
        "number": decision.low,
        "numbers": [decision.low],
        "date": "2027-03-01",
        "time_zone": "Europe/Paris",
        "yes_no": True,
    }[decision.kind]


def last_answer(decision: Decision) -> Any:
    """The last option of each question: recorded outcomes, criteria by conditions, no grid."""
    return decision.options[-1].value if decision.kind == "choice" else plain_answer(decision)


def answer_all(record: Record, choose: Chooser = plain_answer) -> tuple[dict[str, Any], Draft]:
    """Answer what is asked, then what these answers ask in turn, until nothing is open."""
    answers: dict[str, Any] = {}
    for _ in range(12):
        draft = draft_study(record, answers)
        if not draft.open_decisions:
            return answers, draft
        answers |= {decision.id: choose(decision) for decision in draft.open_decisions}
    raise AssertionError(f"still open: {[d.id for d in draft.open_decisions]}")
