"""What a record says about its sample size, and what follows for a log-rank comparison."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist
from typing import Final

from trialwright.record.searching import Searchable, Texts, joined, words

_NUMBER = r"(?P<value>0?\.\d{1,9}|\d{1,9}(?:\.\d{1,9})?)(?:[ ]{0,3}(?P<percent>%|percent))?"
_OF = r"[ ]{0,3}(?:\([^()]{1,20}\)[ ]{0,3})?(?:=|:|of|is|was|at|level of|level)?[ ]{0,3}"
_POWER: Final = words(
    rf"\bpower{_OF}{_NUMBER}"
    rf"|{_NUMBER.replace('value', 'v2').replace('percent>', 'p2>')}[ ]{{0,3}}power\b"
)
_ALPHA: Final = words(
    rf"(?:\balpha\b|α|\bsignificance(?: level)?|\btype I error(?: rate)?){_OF}{_NUMBER}"
)
_HAZARD_RATIO: Final = words(rf"(?:\bHR\b|\bhazard ratio\b){_OF}{_NUMBER}")
_CALCULATION: Final = words(
    r"\bsample size\b|\bpower\b[^.\n]{0,15}\d|\d[ ]{0,3}%[ ]{0,3}power\b|\bpowered\b|样本量|检验效能"
    r"|\btama[ñn]o (?:de la )?(?:muestral?|muestra)\b|\btaille (?:de l['’])?[ée]chantillon\b|\bFallzahl"
    r"|\bStichprobengr[öo]ße\b"
)

# What a reader needs to repeat the calculation, beside power, alpha and the effect.
_ITEMS: Final = {
    "expected event rate": words(
        r"\b(?:event|control|recurrence|response|survival|incidence|mortality)\w*[ ](?:group[ ])?"
        r"(?:rate|probability|risk|proportion)s?\b[^.\n]{0,25}\d|\d[^.\n]{0,12}\bevents\b"
        r"|\bmedian\b[^.\n]{0,30}\d|\bstandard deviation\b|\bSD\b|标准差"
        r"|\b(?:tasa|taux|Rate)\b[^.\n]{0,40}\d|\bdesviaci[óo]n (?:est[áa]ndar|t[íi]pica)\b|\b[ée]cart[- ]type\b"
        r"|\bStandardabweichung\b|(?:复发|生存|发生|死亡|缓解|有效)率[^。\n]{0,12}\d"
    ),
    "allocation ratio": words(
        r"\b\d[ ]?[:：][ ]?\d\b|equal allocation|allocation ratio|proporci[óo]n de asignaci[óo]n"
    ),
    "accrual period": words(
        r"\b(?:accrual|recruit\w*|enrol\w*)\b[^.\n]{0,25}\d[ ]{0,3}(?:month|year)"
    ),
    "follow-up": words(
        r"\bfollow(?:ed)?[- ]?up\b[^.\n]{0,25}\d[ ]{0,3}(?:month|year|week)|\d[- ](?:month|year"
        r"|week)[ ]follow"
    ),
    "dropout": words(
        r"drop-?[ ]?outs?|attrition|lost to follow|loss to follow|withdraw|脱落|失访"
        r"|p[ée]rdidas|abandono|perdus? de vue|Abbruch"
    ),
    "one or two sides": words(
        r"\b(?:one|two|1|2)[- ](?:sided|tailed)\b|单侧|双侧"
        r"|\b(?:bi|uni)lat[ée]ral\w*|\b(?:dos|una) colas?\b|\b(?:zwei|ein)seitig\w*"
    ),
}
# Only a comparison of times needs these two.
_OF_TIME: Final = ("accrual period", "follow-up")
_ALSO_ELSEWHERE: Final = (*_OF_TIME, "allocation ratio")
_RATES: Final = words(
    r"\b(?:recurrence|event|mortality|incidence|relapse|progression|death)s?\b[^.\n]{0,80}?"
    r"(?<![\d.])(?P<low>\d{1,2})[ ]?%(?:[ ]?(?:-|–|~|to|and)[ ]?(?P<high>\d{1,2})[ ]?%)?"
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


def calculation_in(field: Searchable, elsewhere: Texts[Searchable]) -> Calculation | None:
    """The sample-size statement of a text, with what it lacks; None where there is none.

    Allocation, accrual and follow-up may also stand `elsewhere` in the record.
    """
    lines = [_line_around(match) for match in _CALCULATION.finditer(field)]
    if not lines:
        return None
    own = joined(field.part(*line) for line in dict.fromkeys(lines))
    hazard_ratio = _fraction(_HAZARD_RATIO.search(own))
    missing = [
        name
        for name, item in _ITEMS.items()
        if not item.search(own)
        and not (name in _ALSO_ELSEWHERE and item.occur_in(elsewhere))
        and (hazard_ratio is not None or name not in _OF_TIME)
    ]
    return Calculation(
        start=lines[0][0],
        end=lines[0][1],
        power=_fraction(_POWER.search(own)),
        alpha=_fraction(_ALPHA.search(own)),
        hazard_ratio=hazard_ratio,
        missing=tuple(missing),
    )


def _line_around(match: re.Match[str]) -> tuple[int, int]:
    text = match.string
    end = text.find("\n", match.end())
    return text.rfind("\n", 0, match.start()) + 1, end if end >= 0 else len(text)


def background_rate_in(text: Searchable) -> BackgroundRate | None:
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
    pooled = _pooled_risk(control_risk, hazard_ratio)
    return math.ceil(events / pooled) if pooled > 0 else None


def power_with(
    participants: int, control_risk: Decimal, hazard_ratio: Decimal, alpha: Decimal
) -> float:
    """Power of that test with so many participants in two equal groups (Schoenfeld).

    The expected number of events is taken as it is, not rounded; nobody is lost.
    """
    events = participants * _pooled_risk(control_risk, hazard_ratio)
    normal = NormalDist()
    drift = math.sqrt(events) * abs(math.log(hazard_ratio)) / 2
    return normal.cdf(drift - normal.inv_cdf(1 - float(alpha) / 2))


def _pooled_risk(control_risk: Decimal, hazard_ratio: Decimal) -> float:
    """The share with the event over both groups, by proportional hazards."""
    survival = 1 - float(control_risk)
    return 1 - (survival + math.pow(survival, float(hazard_ratio))) / 2


def _fraction(match: re.Match[str] | None) -> Decimal | None:
    """A matched number as a fraction of 1: 80 % is 0.8, and so is a bare 80."""
    if match is None:
        return None
    groups = match.groupdict()
    value = Decimal(groups["value"] or groups.get("v2") or "0")
    per_cent = groups.get("percent") or groups.get("p2") or value > 10
    return value / 100 if per_cent else value
