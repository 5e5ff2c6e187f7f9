"""Words that state how this study is built, told from words about other studies and denials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.field_text import FieldText
from trialwright.record.searching import Words, words

ALLOCATION: Final = words(
    r"\b(?:non[ ‐‑-]?)?(?:quasi-?)?randomi[sz](?:ed|ation)\b|\brandomly (?:assigned|allocated)\b"
    r"|\b(?:no )?aleatoriza(?:d[oa]s?|ci[oó]n)\b|\brandomisée?s?\b|\brandomisiert\w{0,2}\b|(?:非)?随机(?:对照|分组|分配|化)",
)
MASKING: Final = words(
    r"\bopen[ -]label(?:led)?\b|\b(?:single|double|triple|quadruple|observer|assessor|investigator"
    r"|evaluator|participant|patient|partially)[ -](?:blind(?:ed)?|mask(?:ed)?)\b"
    r"|(?<![\w-])masked\b(?! hypertension| facies)|\b(?:doble|simple) ciego\b|\b(?:double|simple)[ -]aveugle\b|\bdoppelblind\w{0,2}\b"
    r"|双盲|单盲|开放标签|开放性",
)
MODEL: Final = words(
    r"\b(?:parallel[ -](?:group|arm|assignment|design|controlled)|parallel,"
    r"|cross-?over (?:study|trial|design)|factorial (?:study|trial|design)|single[ -]arm|one[ -]arm"
    r"|single[ -]group|(?:two|three|four|[2-4])[ -](?:arms?|groups?)"
    r"|compar\w+ (?:two|three|four|[2-4]) (?:\w+ )?(?:groups?|arms?))\b|平行(?:对照|组)|交叉(?:设计|试验)"
    r"|单臂|\bgrupos paralelos\b",
)
PHASE: Final = words(
    r"\bphase[ -]?(?:I{1,3}V?|IV|[1-4])(?:[ ]?[ab])?(?:[ ]?/[ ]?(?:phase )?(?:I{1,3}|IV|[1-4]))?"
    r"(?:[ab])?,?(?: [\w-]+,?){0,4} (?:trial|study)\b|\bfase (?:I{1,3}|IV|[1-4])\b|[ⅠⅡⅢⅣIV1-4]{1,3}期临床",
)
TRIAL: Final = words(
    r"\b(?:interventional |randomi[sz]ed |controlled )?clinical trial\b(?!s)(?![ .]?gov)"
    r"|\bplacebo\b|\bensayo cl[ií]nico\b|\bessai clinique\b|\bklinische (?:Pr[üu]fung|Studie)\b|临床试验|安慰剂",
)
# An arm of the body is none of a trial, so the word needs its company.
_STUDY_ARM: Final = words(
    r"\b(?:single|one|two|three|four|[1-4]|both|each|control|treatment|experimental|intervention"
    r"|study|parallel|comparator|placebo|active|randomi[sz]ed)[ -]arms?\b",
)

_DENIED: Final = re.compile(
    r"\b(?:not|no|without|never|neither)(?: (?:an?|any|be|been|being))?(?: [\w-]+,?){0,2}[ ]?\Z",
    re.IGNORECASE,
)
# What stands before words about another study.
_ELSEWHERE: Final = re.compile(
    r"\b(?:previous|prior|earlier|published|recent|past|existing|other|another|parent|original"
    r"|pivotal|several|many|future|further)(?: [\w-]+,?){0,2}[ ]?\Z",
    re.IGNORECASE,
)
_HERE: Final = re.compile(
    r"\b(?:this|present|current|our)(?: [\w-]+,?){0,4}[ ]?\Z|\bnon[ -]?\Z", re.IGNORECASE
)
_PLURAL_AFTER: Final = re.compile(
    r"\A,?(?: [\w-]+,?){0,3} (?:trials|studies|RCTs)\b", re.IGNORECASE
)


def stated(field: FieldText, pattern: Words) -> Iterator[re.Match[str]]:
    """The places where a text says this of its own study."""
    for match in pattern.finditer(field):
        before = field.text[max(0, match.start() - 60) : match.start()]
        before = re.split(r"[.;:!?\n。；]", before)[-1]
        after = field.text[match.end() : match.end() + 40]
        elsewhere = _ELSEWHERE.search(before) or _PLURAL_AFTER.match(after)
        if not _DENIED.search(before) and (_HERE.search(before) or not elsewhere):
            yield match


def first_stated(field: FieldText, *patterns: Words) -> re.Match[str] | None:
    """The first place in a text where any of the patterns is said of its own study."""
    found = (next(stated(field, pattern), None) for pattern in patterns)
    return min((match for match in found if match), key=lambda m: m.start(), default=None)


TRIAL_WORDS: Final = (TRIAL, MASKING, ALLOCATION, _STUDY_ARM)
