"""A draft in words: how many decisions are open, and each with its answer's form and reason."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.definition.draft.decision import Decision, Option
from trialwright.definition.draft.draft import Draft

_SHORT = 160


def draft_sentence(draft: Draft) -> str:
    """The answer of `study check` on a draft."""
    count = len(draft.open_decisions)
    if count == 0:
        return "draft: no decision open"
    return f"draft: {count} {'decision' if count == 1 else 'decisions'} open"


def decision_lines(draft: Draft) -> Iterator[str]:
    """Each open decision: its name, the question, what the record says, what may be answered.

    What an option means is said at the first decision that offers it.
    """
    described: set[Option] = set()
    for decision in draft.open_decisions:
        yield f"  {decision.id}: {decision.question.en}"
        yield f"      because {_cut(decision.why)}"
        if decision.at:
            told = not decision.at.quote or decision.at.quote in decision.why
            quote = "" if told else f": '{_cut(decision.at.quote)}'"
            yield f"      {decision.at.path}{quote}"
        yield f"      answer: {_form(decision)}; decides {decision.decides}"
        yield from _option_lines(decision, described)


def _option_lines(decision: Decision, described: set[Option]) -> Iterator[str]:
    for option in decision.options:
        if option.about and option not in described:
            described.add(option)
            yield f"        {option.value}: {option.label.en}. {option.about.en}"


def _form(decision: Decision) -> str:
    options = " | ".join(option.value for option in decision.options)
    return {
        "choice": options,
        "list": f"list of {options}",
        "names": "list of short names",
        "item_names": "list of short names in small letters",
        "texts": "list of texts",
        "label": '{"en": ..., "zh": ...}',
        "number": f"number from {decision.low} to {decision.high}",
        "numbers": f"list of numbers from {decision.low} to {decision.high}",
        "date": "date such as 2026-03-02",
        "time_zone": "time zone such as Asia/Shanghai",
        "yes_no": "true | false",
    }[decision.kind]


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "…"
