"""When and by whose word participant data are shared, as the plan's texts tell it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from trialwright.record.searching import Searchable, words
from trialwright.record.threshold_words import NUMBER, exact_number

_ANCHORS: Final = {
    "publication": r"(?:the )?(?:(?:primary|main|first|article|results?|full|online) ){0,3}"
    r"publication|published|发表",
    "completion": r"(?:the )?(?:study |trial )?(?:completion|end|conclusion) of (?:the )?(?:study|trial)"
    r"|(?:the )?(?:study|trial|primary) (?:completion|end)|研究结束",
    "approval": r"(?:the )?(?:marketing |regulatory )(?:approval|authori[sz]ation)",
}
_ANCHOR: Final = "|".join(f"(?P<{name}>{spelt})" for name, spelt in _ANCHORS.items())
_GATE: Final = words(
    rf"(?:(?P<count>{NUMBER})[ ]*(?P<unit>day|week|month|year)s?[ ]*)?"
    rf"(?:after|following|from|upon|since|post|on|and"
    rf"|at|(?:(?<=days )|(?<=weeks )|(?<=months )|(?<=years ))of)[ ](?:the[ ])?(?:date of[ ])?(?:{_ANCHOR})",
)
_CHINESE_GATE: Final = words(
    rf"(?:(?P<publication>发表|出版)|(?P<completion>(?:研究|试验)(?:完成|结束)))(?:之|以)?后"
    rf"(?:[ ]*(?P<count>{NUMBER})[ ]*(?P<unit>天|周|个?月|年))?"
)
_CHINESE_UNITS: Final = {"天": "day", "周": "week", "月": "month", "个月": "month", "年": "year"}
_LASTING: Final = words(
    rf"(?:for|period of|until|ending"
    rf"|end date:?)[ ]+(?:a[ ]+period[ ]+of[ ]+)?(?:up to[ ]+)?{NUMBER}[ ]+"
    rf"(?:year|month)s?|{NUMBER}[ ]+(?:year|month)s?[ ]+(?:following|after"
    rf"|from)[ ]+(?:the[ ])?start",
)

_DECIDERS: Final = {
    "data monitoring committee": r"(?:data (?:and |& )?(?:safety )?|safety )monitoring (?:committee|board)|\bI?DMC\b|\bDSMB\b",
    "principal investigator": r"principal investigator|\bPI\b|corresponding author|主要研究者",
    "sponsor": r"\bsponsor\b(?!ed)",
    "steering committee": r"steering (?:committee|group)",
    "ethics committee": r"ethics committee|institutional review board|\bIRB\b|伦理委员会",
    "access panel": r"(?:data )?access (?:committee|panel|board)|independent (?:review )?panel",
}
_DECIDER: Final = words(
    "|".join(f"(?P<d{n}>{spelt})" for n, spelt in enumerate(_DECIDERS.values()))
)
_DECIDES: Final = words(
    r"review|approv|grant|decid|request|permission|application|apply|同意|批准|申请"
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


def gates_in(text: Searchable) -> tuple[Gate, ...]:
    """The times that a text counts from an event of the study, in order."""
    matches = [*_GATE.finditer(text), *_CHINESE_GATE.finditer(text)]
    return tuple(_gate(match) for match in sorted(matches, key=re.Match.start))


def _gate(match: re.Match[str]) -> Gate:
    anchor = next(name for name in _ANCHORS if match.groupdict().get(name))
    count = exact_number(match["count"]) if match["count"] else Decimal(0)
    unit = (match["unit"] or "").lower()
    unit = _CHINESE_UNITS.get(unit, unit)
    return Gate(anchor, count, unit, match.start(), match.end())


def window_in(text: Searchable) -> re.Match[str] | None:
    """How long data stay available, where a text says it."""
    return _LASTING.search(text)


def deciders_in(field: Searchable) -> dict[str, tuple[int, int]]:
    """Who is asked or decides about access, with the first place where each is named."""
    found: dict[str, tuple[int, int]] = {}
    if not (_DECIDER.search(field) and _DECIDES.search(field)):
        return found
    for sentence in _SENTENCE.finditer(field.text):
        passage = field.part(*sentence.span())
        for match in _DECIDER.finditer(passage) if _DECIDES.search(passage) else ():
            name = _NAMES[int(str(match.lastgroup)[1:])]
            start = sentence.start() + match.start()
            found.setdefault(name, (start, sentence.start() + match.end()))
    return found
