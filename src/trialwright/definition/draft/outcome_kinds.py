"""Common kinds of registered outcomes, told by the words of measure, description and time frame."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from trialwright.definition.draft.decision import Evidence
from trialwright.definition.draft.templates import outcome_kind_templates
from trialwright.definition.draft.wording import clean, quoted
from trialwright.record.models import Outcome

_LONGEST: Final = 5_000
# A value at baseline and one later are compared, whatever the measure is called.
_TWO_TIMES: Final = re.compile(r"\bbase-?line\b|基线|\bbasal\b|\binclusion et\b", re.IGNORECASE)


@dataclass(frozen=True)
class Recognised:
    """The kind that an outcome reads like, and the words that tell it."""

    kind: str
    at: Evidence


def recognised_kind(outcome: Outcome, path: str) -> Recognised | None:
    """What an outcome reads like; None where no word tells. It is offered, never taken as answer.

    The measure counts before the description, and both before a time frame with a baseline.
    """
    texts = (("measure", outcome.measure), ("description", outcome.description))
    for field, text in texts:
        found = _kind_in(clean(text or "", _LONGEST))
        if found:
            kind, words = found
            return Recognised(kind, quoted(f"{path}.{field}", text or "", words))
    times = outcome.time_frame or ""
    if told := _TWO_TIMES.search(clean(times, _LONGEST)):
        return Recognised("change_from_baseline", quoted(f"{path}.timeFrame", times, told[0]))
    return None


def _kind_in(text: str) -> tuple[str, str] | None:
    found = ((kind, pattern.search(text)) for kind, pattern in _patterns())
    return next(((kind, match[0]) for kind, match in found if match), None)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile("|".join(template.words), re.IGNORECASE))
        for kind, template in outcome_kind_templates().items()
    )
