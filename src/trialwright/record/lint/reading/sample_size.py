"""What a record says about its sample size, and what follows for a log-rank comparison."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from statistics import NormalDist
from typing import Final

_NUMBER = r"(?P<value>0?\.\d+|\d+(?:\.\d+)?)[ ]*(?P<percent>%|percent)?"
_OF = r"[ ]*(?:\([^()]{1,20}\)[ ]*)?(?:=|:|of|is|was|at|level of|level)?[ ]*"
_POWER: Final = re.compile(
    rf"\bpower{_OF}{_NUMBER}"
    rf"|{_NUMBER.replace('value', 'v2').replace('percent>', 'p2>')}[ ]*power\b",
    re.I,
)
_ALPHA: Final = re.compile(
    rf"(?:\balpha\b|α|\bsignificance(?: level)?|\btype I error(?: rate)?){_OF}{_NUMBER}", re.I
)
_HAZARD_RATIO: Final = re.compile(rf"(?:\bHR\b|\bhazard ratio\b){_OF}{_NUMBER}", re.I)
_CALCULATION: Final = re.compile(
    r"\bsample size\b|\bpower\b[^.\n]{0,15}\d|\d[ ]*%[ ]*power\b|\bpowered\b|样本量|检验效能", re.I
)

# What a reader needs to repeat the calculation, beside power, alpha and the effect.
_ITEMS: Final = {
    "expected event rate": re.compile(
        r"\b(?:event|control|recurrence|response|survival|incidence|mortality)\w*[ ](?:group[ ])?"
        r"(?:rate|probability|risk|proportion)s?\b[^.\n]{0,25}\d|\d[^.\n]{0,12}\bevents\b"
        r"|\bmedian\b[^.\n]{0,30}\d|\bstandard deviation\b|\bSD\b",
        re.I,
    ),
    "allocation ratio": re.compile(
        r"\b\d[ ]?[:：][ ]?\d\b|equal allocation|allocation ratio", re.I
    ),
    "accrual period": re.compile(
        r"\b(?:accrual|recruit\w*|enrol\w*)\b[^.\n]{0,25}\d+[ ]*(?:month|year)", re.I
    ),
    "follow-up": re.compile(
        r"\bfollow(?:ed)?[- ]?up\b[^.\n]{0,25}\d+[ ]*(?:month|year|week)|\d+[- ](?:month|year"
        r"|week)[ ]follow",
        re.I,
    ),
    "dropout": re.compile(
        r"drop-?[ ]?outs?|attrition|lost to follow|loss to follow|withdraw|脱落|失访", re.I
    ),
    "one or two sides": re.compile(r"\b(?:one|two|1|2)[- ](?:sided|tailed)\b|单侧|双侧", re.I),
}
# Only a comparison of times needs these two.
_OF_TIME: Final = ("accrual period", "follow-up")
_RATES: Final = re.compile(
    r"\b(?:recurrence|event|mortality|incidence|relapse|progression|death)s?\b[^.\n]{0,80}?"
    r"(?<![\d.])(?P<low>\d{1,2})[ ]?%(?:[ ]?(?:-|–|~|to|and)[ ]?(?P<high>\d{1,2})[ ]?%)?",
    re.I,
)


@dataclass(frozen=True)
class Calculation:
    """A sample-size statement; probabilities are exact fractions of 1, None where not given."""

    start: int
    end: int
    power: Decimal | None
    alpha: Decimal | None
    hazard_ratio: Decimal | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class BackgroundRate:
    """A range of the event's probability that a text states; low and high may be equal."""

    low: Decimal
    high: Decimal
    start: int
    end: int


@lru_cache(maxsize=16)
def calculation_in(text: str, elsewhere: tuple[str, ...] = ()) -> Calculation | None:
    """The sample-size statement of a text, with what it lacks; None where there is none.

    Allocation, accrual and follow-up may also stand `elsewhere` in the record.
    """
    lines = [match for match in re.finditer(r"[^\n]+", text) if _CALCULATION.search(match[0])]
    if not lines:
        return None
    own = "\n".join(line[0] for line in lines)
    everything = "\n".join([own, *elsewhere])
    hazard_ratio = _fraction(_HAZARD_RATIO.search(own))
    missing = [
        name
        for name, item in _ITEMS.items()
        if not item.search(everything if name in (*_OF_TIME, "allocation ratio") else own)
        and (hazard_ratio is not None or name not in _OF_TIME)
    ]
    return Calculation(
        start=lines[0].start(),
        end=lines[0].end(),
        power=_fraction(_POWER.search(own)),
        alpha=_fraction(_ALPHA.search(own)),
        hazard_ratio=hazard_ratio,
        missing=tuple(missing),
    )


def background_rate_in(text: str) -> BackgroundRate | None:
    """The first stated rate of the event, in per cent, or None."""
    match = _RATES.search(text)
    if match is None:
        return None
    low = Decimal(match["low"]) / 100
    high = Decimal(match["high"]) / 100 if match["high"] else low
    return BackgroundRate(min(low, high), max(low, high), match.start(), match.end())


def events_needed(power: Decimal, alpha: Decimal, hazard_ratio: Decimal) -> int | None:
    """Events of a two-sided log-rank test with equal groups (Schoenfeld); None where undefined."""
    if not (0 < power < 1 and 0 < alpha < 1 and hazard_ratio > 0 and hazard_ratio != 1):
        return None
    normal = NormalDist()
    quantiles = normal.inv_cdf(1 - float(alpha) / 2) + normal.inv_cdf(float(power))
    return math.ceil(4 * quantiles**2 / math.log(hazard_ratio) ** 2)


def participants_needed(events: int, control_risk: Decimal, hazard_ratio: Decimal) -> int | None:
    """Participants in two equal groups that give so many events at a risk in the control group.

    The risk in the other group follows from proportional hazards; nobody is lost.
    """
    if not 0 < control_risk < 1:
        return None
    survival = 1 - float(control_risk)
    pooled = 1 - (survival + survival ** float(hazard_ratio)) / 2
    return math.ceil(events / pooled) if pooled > 0 else None


def _fraction(match: re.Match[str] | None) -> Decimal | None:
    """A matched number as a fraction of 1: 80 % is 0.8, and so is a bare 80."""
    if match is None:
        return None
    groups = match.groupdict()
    value = Decimal(groups["value"] or groups.get("v2") or "0")
    per_cent = groups.get("percent") or groups.get("p2") or value > 10
    return value / 100 if per_cent else value
