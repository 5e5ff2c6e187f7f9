"""When and by whose word participant data are shared, as the plan's texts tell it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from trialwright.record.threshold_words import NUMBER, exact_number

_ANCHORS: Final = {
    "publication": r"(?:the )?(?:(?:primary|main|first|article|results?|full|online) ){0,3}"
    r"publication|published|发表",
    "completion": r"(?:the )?(?:study |trial )?(?:completion|end|conclusion) of (?:the )?(?:study|trial)"
    r"|(?:the )?(?:study|trial|primary) (?:completion|end)|研究结束",
    "approval": r"(?:the )?(?:marketing |regulatory )(?:approval|authori[sz]ation)",
}
_ANCHOR: Final = "|".join(f"(?P<{name}>{words})" for name, words in _ANCHORS.items())
_GATE: Final = re.compile(
    rf"(?:(?P<count>{NUMBER})[ ]*(?P<unit>day|week|month|year)s?[ ]*)?"
    rf"(?:after|following|from|upon|since|post|on|and"
    rf"|at)[ ](?:the[ ])?(?:date of[ ])?(?:{_ANCHOR})",
    re.I,
)
_LASTING: Final = re.compile(
    rf"(?:for|period of|until|ending"
    rf"|end date:?)[ ]+(?:a[ ]+period[ ]+of[ ]+)?(?:up to[ ]+)?{NUMBER}[ ]+"
    rf"(?:year|month)s?|{NUMBER}[ ]+(?:year|month)s?[ ]+(?:following|after"
    rf"|from)[ ]+(?:the[ ])?start",
    re.I,
)

_DECIDERS: Final = {
    "data monitoring committee": r"(?:data (?:and |& )?(?:safety )?|safety )monitoring (?:committee|board)|\bI?DMC\b|\bDSMB\b",
    "principal investigator": r"principal investigator|\bPI\b|corresponding author|主要研究者",
    "sponsor": r"\bsponsor\b(?!ed)",
    "steering committee": r"steering (?:committee|group)",
    "ethics committee": r"ethics committee|institutional review board|\bIRB\b|伦理委员会",
    "access panel": r"(?:data )?access (?:committee|panel|board)|independent (?:review )?panel",
}
_DECIDER: Final = re.compile(
    "|".join(f"(?P<d{n}>{words})" for n, words in enumerate(_DECIDERS.values())), re.I
)
_DECIDES: Final = re.compile(
    r"review|approv|grant|decid|request|permission|application|apply|同意|批准|申请", re.I
)
_NAMES: Final = tuple(_DECIDERS)
_SENTENCE: Final = re.compile(r"[^.。;；\n]+")


@dataclass(frozen=True)
class Gate:
    """Data open some time after an event: `count` of `unit` after `anchor`; 0 at the event."""

    anchor: str
    count: Decimal
    unit: str
    start: int
    end: int

    @property
    def condition(self) -> tuple[str, Decimal, str]:
        """The gate without its place, so that two texts can be compared."""
        return self.anchor, self.count, self.unit


# Three rules read the same few texts.
@lru_cache(maxsize=256)
def gates_in(text: str) -> tuple[Gate, ...]:
    """The times that a text counts from an event of the study, in order."""
    return tuple(_gate(match) for match in _GATE.finditer(text))


def _gate(match: re.Match[str]) -> Gate:
    anchor = next(name for name in _ANCHORS if match[name])
    count = exact_number(match["count"]) if match["count"] else Decimal(0)
    unit = (match["unit"] or "").lower()
    return Gate(anchor, count, unit, match.start(), match.end())


def window_in(text: str) -> re.Match[str] | None:
    """How long data stay available, where a text says it."""
    return _LASTING.search(text)


def deciders_in(text: str) -> dict[str, tuple[int, int]]:
    """Who is asked or decides about access, with the first place where each is named."""
    found: dict[str, tuple[int, int]] = {}
    for sentence in _SENTENCE.finditer(text):
        if _DECIDES.search(sentence[0]):
            for match in _DECIDER.finditer(sentence[0]):
                name = _NAMES[int(str(match.lastgroup)[1:])]
                start = sentence.start() + match.start()
                found.setdefault(name, (start, sentence.start() + match.end()))
    return found
