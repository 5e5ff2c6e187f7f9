"""The event from which a registered time frame counts: "after surgery", "from randomization"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

OriginKind = Literal[
    "randomisation",
    "enrolment",
    "consent",
    "screening",
    "end of treatment",
    "start of treatment",
    "vaccination",
    "procedure",
    "admission",
    "discharge",
    "diagnosis",
    "birth",
    "baseline",
    "numbered visit",
    "other event",
]


@dataclass(frozen=True)
class Origin:
    """An origin and the words that name it, `text[start:end]`."""

    kind: OriginKind
    start: int
    end: int


# The words that stand first in a phrase decide, and of two that start together the upper line:
# "discharge from surgery" is a discharge.
_KINDS: Final[dict[OriginKind, str]] = {
    "randomisation": r"randomi[sz]\w*|allocation|aleatorizaci\w+|随机",
    "enrolment": (
        r"enrol\w*|inclusi[oó]n|inclu[ir]\w*|registration|recruit\w*|reclutamiento|study entry|entry"
        r"|Einschluss|入组|纳入"
    ),
    "consent": r"(?:informed )?consent\w*|知情同意",
    "screening": r"screening|筛选",
    "end of treatment": (
        r"(?:end|completion|discontinuation|cessation|stop\w*|last|final) (?:of )?(?:the |study )*"
        r"(?:treatment|therapy|dos\w+|medication|drug|intervention|administration|infusion|injection"
        r"|chemotherapy|radiotherapy|cycle)|EOT|末次|停药|治疗结束|[úu]ltima dosis|Behandlungsende"
        r"|(?:fin|final|finalizaci[oó]n) (?:del?|du|de la) (?:tratamiento|traitement|terapia)"
    ),
    "start of treatment": (
        r"treatment (?:initiation|start|onset)|(?:initiation|start\w*|commencement|onset|beginning"
        r"|first) (?:of )?(?:the |study )*(?:\w+ )?(?:treatment|therapy|dos\w+|medication|drug"
        r"|intervention|administration|infusion|injection|chemotherapy|radiotherapy|cycle)"
        r"|first (?:dose|exposure|use)|post-?dose|dos(?:e|ing)|首次|用药|给药|治疗后"
        r"|(?:administration|infusion|injection|drug|intervention|treatment|therapy)"
        r"|tratamiento|traitement|Behandlung"
    ),
    "vaccination": r"vaccin\w+|vacunaci[oó]n|i[mn]muni[sz]a[ct]i[oó]n|Impfung|接种",
    "procedure": (
        r"radical (?:treatment|therapy|surgery|resection)|curative (?:treatment|therapy|resection)"
        r"|\w*surg\w+|op\b|operat\w+|procedure|resection|\w*ectomy|\w*plasty|transplant\w*|ablation|implant\w*"
        r"|catheteri[sz]ation|stent\w*|embolization|biopsy|intubation|extubation|an[ae]sthe\w+"
        r"|cirug[ií]a|operaci[oó]n|trasplante|chirurgie|手术|术后|术前|移植|消融"
    ),
    "discharge": r"discharge|alta|sortie|Entlassung|出院",
    "admission": r"admission|hospitali[sz]ation|ingreso|入院",
    "diagnosis": r"diagn[oó]s\w+|(?:symptom|disease) onset|onset|诊断",
    "birth": r"birth|delivery|partum|childbirth|parto|nacimiento|naissance|Geburt|gestation\w*|分娩|出生",
    "baseline": r"base ?line|basal|day 0|day 1\b|week 0|visit 1\b|pre-?(?:treatment|dose)|基线",
}
_KIND = {
    kind: re.compile(rf"(?<![A-Za-z])(?:{words})", re.IGNORECASE) for kind, words in _KINDS.items()
}

_PREPOSITION = (
    r"(?:\b(?:after|following|since|from|post|desde|tras|despu[ée]s de(?: la| el|l)?|a partir de"
    r"|apr[èe]s|depuis|nach|seit|ab|prior to|before|(?:hours|days|weeks|months|years?) of)\b[ -]*|(?<=[a-z])-after |\bpost-?(?=[a-z]))"
)
_PHRASE = r"(?:(?:the|a|an|their|its|initial|date of|time of|day of|la|el|los?) )*[^,;.()\n]{2,60}"
_AFTER = re.compile(rf"{_PREPOSITION}(?P<phrase>{_PHRASE})", re.IGNORECASE)
_CHINESE_AFTER = re.compile(
    r"(?P<phrase>手术|术|移植|消融|随机(?:化|分组)?|入组|(?:首次|末次)(?:给药|用药|治疗)"
    r"|治疗(?:开始|结束)?|停药|用药|给药|接种|出院|入院|诊断|分娩|出生)后|(?:自|从)(?P<from>[^,，。;；]{2,12}?)(?:起|开始|至|到)"
)
_STANDING = re.compile(
    r"\b(?:at |the )?(?P<base>base ?line|pre-?dose|pre-?treatment|pre-?operative\w*|enrol\w*|basal"
    r"|randomi[sz]ation|screening|inclusion|postpartum|birth)\b|基线|筛选期"
    r"|\b(?:at|on|upon) (?:the )?(?:time of )?(?:hospital )?(?:discharge|admission|delivery|diagnosis"
    r"|surgery|end of (?:the )?treatment)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\b(?:visits?|cycles?)[ ]?#?[0-9]+|\bV[0-9]{1,3}\b", re.IGNORECASE)
_TO_WORDS = re.compile(
    r"\b(?:to|until|till|through|up to|assessed|hasta|jusqu|bis)\b", re.IGNORECASE
)
_NO_EVENT = re.compile(r"\A(?:any|all|each|every|either|which|study)\b|\A[0-9]", re.IGNORECASE)


def find_origins(text: str) -> tuple[Origin, ...]:
    """Every origin that a time frame names, in order; empty when it names none.

    A numbered visit or cycle counts as an origin: studies number them from a day of their own,
    which the protocol names and the record need not.
    """
    named = [*_named(text), *_named_in_chinese(text)]
    if not named:
        named = [_standing(match) for match in _STANDING.finditer(text)]
    if not named:
        named = [Origin("numbered visit", *match.span()) for match in _NUMBERED.finditer(text)]
    return tuple(sorted(named, key=lambda origin: origin.start))


def origin_kind(phrase: str) -> OriginKind:
    """What kind of event a phrase names; "other event" when no kind's words stand in it."""
    found = ((words.search(phrase), kind) for kind, words in _KIND.items())
    places = [(match.start(), kind) for match, kind in found if match]
    # min() keeps the upper line of the table where two start together.
    return min(places, key=lambda place: place[0])[1] if places else "other event"


def _named(text: str) -> list[Origin]:
    """Events after a preposition; what follows "until" belongs to the end, not to the origin."""
    found: list[Origin] = []
    position = 0
    while match := _AFTER.search(text, position):
        words = _TO_WORDS.split(match["phrase"], maxsplit=1)[0].rstrip()
        start = match.start("phrase")
        if not words or _NO_EVENT.match(words):
            position = start  # "from 14 days after dose 2": the event stands behind the number
            continue
        position = match.end()
        kind = origin_kind(words)
        if kind != "other event" or not found:
            found.append(Origin(kind, start, start + len(words)))
    return found


def _named_in_chinese(text: str) -> list[Origin]:
    found = []
    for match in _CHINESE_AFTER.finditer(text):
        words = match["phrase"] or match["from"]
        kind: OriginKind = "procedure" if words == "术" else origin_kind(words)
        if words in ("治疗", "治疗开始"):
            kind = "start of treatment"
        found.append(Origin(kind, *match.span()))
    return found


def _standing(match: re.Match[str]) -> Origin:
    return Origin(origin_kind(match[0]), *match.span())
