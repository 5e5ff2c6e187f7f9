"""The words in which registries write limits, units and measured quantities."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from trialwright.record.pattern_pieces import lower_case
from trialwright.record.searching import Searchable, words

_WORDS: Final = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8},
    **{"nine": 9, "ten": 10, "twelve": 12, "eighteen": 18, "twenty": 20},
}
# "1,500" parts thousands; "0,05" is left unread.
NUMBER: Final = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,9}(?:\.\d{1,9})?(?!,\d)"
    rf"|(?:{'|'.join(_WORDS)})\b)"
)

# A cheap question before the costly ones: most sentences hold no number at all.
MAY_COUNT: Final = words(rf"\d|\b(?:{'|'.join(_WORDS)})\b")

AT_LEAST: Final = (
    r"≥|≧|⩾|>[ \t]?=|=>|at least|(?:no|not) (?:less|fewer|lower|younger) than"
    r"|(?:a )?minimum(?: of)?"
    r"|(?:greater|more|higher|older) than or equal to|equal to or (?:greater|more|higher) than"
    r"|不少于|不低于|不小于|大于等于|大于或等于|至少|al menos|au moins|mindestens|Alter ab"
)
AT_MOST: Final = (
    r"≤|≦|⩽|<[ \t]?=|=<|at most|(?:no|not) (?:more|greater|higher|older|longer) than"
    r"|(?:a )?maximum(?: of)?"
    r"|(?:less|lower|fewer) than or equal to|equal to or (?:less|lower) than|up to|not exceeding"
    r"|within|不超过|不大于|不高于|小于等于|小于或等于|至多"
)
ABOVE: Final = (
    r">|＞|(?:more|greater|higher|older|longer|larger) than|over|above|exceed(?:s|ing)?|in excess of"
    r"|大于|高于|超过|mayor(?:es)? de|plus de|sup[ée]rieure?s? [àa]|älter als"
)
BELOW: Final = (
    r"<|＜|(?:less|fewer|lower|younger|shorter|smaller) than|below|under|小于|低于|少于"
    r"|menor(?:es)? de|moins de|inf[ée]rieure?s? [àa]|jünger als"
)
SUFFIX_AT_LEAST: Final = (
    r"(?:or|and|y)[ \t]+(?:older|over|above|more|greater|higher|longer|m[aá]s)\b|岁?及?以上"
)
SUFFIX_AT_MOST: Final = (
    r"(?:or|and)[ \t]+(?:younger|under|below|less|fewer|lower|shorter)\b|岁?及?以下|岁?以内"
)
RANGE_JOIN: Final = r"-|–|—|~|～|to|and|through|至|到|y|bis|à|et|und"

REFERENCE: Final = (
    r"(?:times|x|×|✕|\*|倍|[- ]?fold)?[ \t]{0,9}(?:the[ \t]+)?(?:institutional[ \t]+)?"
    r"(?:upper[ \t]+limits?(?:[ \t]+of(?:[ \t]+the)?(?:[ \t]+normal)?(?:[ \t]+range)?)?|ULN\b"
    r"|UNL\b|正常值?上限"
    r"|lower[ \t]+limits?[ \t]+of[ \t]+(?:the[ \t]+)?normal|LLN\b|正常值?下限"
    r"|baseline(?:[ \t]+values?)?)"
)
_POWER: Final = r"(?:[x×✕*][ \t]*10[ \t]*(?:\^|\*\*)?[ \t]*(?:\d{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))"
_PER: Final = r"(?:[ \t]*(?:/|per)[ \t]*(?:100[ \t]*)?[\w.µμ²³]+(?:[ \t]*/[ \t]*[\w.²³]+)?)"
UNIT: Final = (
    rf"(?:{_POWER}{_PER}?|%|percent\b|years?\b(?![ \t]+prior)|yrs?\b|months?\b|mos?\b"
    rf"|weeks?\b|wks?\b|days?\b"
    r"|hours?\b|hrs?\b|minutes?\b|min\b|岁|年|个?月|周|天|日|小时|años\b|ans\b|mois\b|Jahren?\b"
    r"|(?:mIU|kIU|IU|U|copies|cells|log10|mg|µg|μg|ug|mcg|ng|pg|kg|g|mmol|µmol|μmol|umol|nmol|mEq"
    rf"|mL|ml|dL|L|mmHg|mm|cm|msec|ms|m|bpm|points?|beats|kPa|Gy)\b[²³]?(?:[ \t]*Hg\b)?{_PER}?"
    r"|/[ \t]*(?:mm\^?[3³]|[µμu]L|mL|L)|kg/m\^?[2²])"
)

_UNITS: Final = {
    **dict.fromkeys(
        ("year", "years", "yr", "yrs", "岁", "年", "años", "ans", "jahre", "jahren"), "year"
    ),
    **dict.fromkeys(("month", "months", "mo", "mos", "月", "个月", "mois"), "month"),
    **dict.fromkeys(("week", "weeks", "wk", "wks", "周"), "week"),
    **dict.fromkeys(("day", "days", "天", "日"), "day"),
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "小时"), "hour"),
    **dict.fromkeys(("minute", "minutes", "min"), "minute"),
    **dict.fromkeys(("%", "percent"), "%"),
    **dict.fromkeys(("point", "points"), "point"),
}

# Name, its spellings. The nearest one before the limit is the quantity.
_QUANTITIES: Final = {
    "age": r"aged?|ages|older|younger|years old|年龄|edad|âgée?s?|âge|Alter",
    "body mass index": r"body mass index|BMI",
    "body surface area": r"body surface area|BSA",
    "weight": r"(?:body )?weight",
    "life expectancy": r"life expectancy|expected survival|expectancy|预计生存期?|生存期",
    "creatinine clearance": r"creatinine clearance|CrCl",
    "eGFR": r"e?GFR|glomerular filtration rate",
    "creatinine": r"(?:serum )?creatinine|肌酐",
    "bilirubin": r"(?:total |serum |direct )*bilirubin|胆红素",
    "ALT": r"ALT|alanine (?:amino)?transaminase|alanine aminotransferase|SGPT|谷丙转氨酶",
    "AST": r"AST|aspartate (?:amino)?transaminase|aspartate aminotransferase|SGOT|谷草转氨酶",
    "alkaline phosphatase": r"alkaline phosphatase|ALP",
    "albumin": r"(?:serum )?albumin|白蛋白",
    "INR": r"INR|international normali[sz]ed ratio",
    "haemoglobin": r"ha?emoglobin|Hgb|Hb|血红蛋白",
    "HbA1c": r"HbA1c|glycated ha?emoglobin|hemoglobin A1c",
    "platelets": r"platelets?(?: count)?|PLT|血小板",
    "neutrophils": r"(?:absolute )?neutrophils?(?: count)?|ANC|中性粒细胞",
    "leucocytes": r"white blood cells?(?: count)?|WBC|leu[ck]ocytes?|白细胞",
    "ECOG": r"ECOG(?: performance status| PS| score)?|performance status",
    "Karnofsky": r"Karnofsky(?: performance status| score)?|KPS",
    "LVEF": r"LVEF|(?:left ventricular )?ejection fraction",
    "QTc": r"QTc[FB]?(?: interval)?",
    "blood pressure": r"(?:systolic |diastolic )?blood pressure|血压",
    "HBV DNA": r"HBV[- ]DNA",
    "HBsAg": r"(?:quantitative )?HBsAg",
    "HIV RNA": r"HIV(?:-1)?[- ]RNA|viral load",
    "CD4": r"CD4\+?(?: T)?(?: cells?)?(?: count)?",
    "tumour size": r"(?:tumou?r|lesion|nodule)s?(?: size| diameter)?",
    "pain score": r"VAS|NRS|visual analogu?e scale",
    "duration": r"duration",
}
_KNOWN: Final = words(
    "|".join(
        f"(?P<q{n}>(?<![A-Za-z])(?:{p})(?![A-Za-z]))" for n, p in enumerate(_QUANTITIES.values())
    )
)
_NAMES: Final = tuple(_QUANTITIES)
# Words that surround the name of a quantity without being part of it.
_EDGE: Final = frozenset(
    {
        *("a", "an", "the", "of", "in", "on", "at", "to", "for", "by", "than", "with", "and", "or"),
        *("is", "are", "be", "been", "being", "was", "were", "must", "have", "has", "had"),
        *("who", "whose", "that", "level", "levels", "value", "values"),
        *("participant", "participants", "patient", "patients", "subject", "subjects", "adult"),
        *("adults", "men", "women", "male", "female", "people", "persons", "mayores", "menores"),
        *("children", "boys", "girls", "infants", "adolescents", "teenagers", "males", "females"),
    }
)
_SPAN_OF_TIME: Final = re.compile(
    r"[ \t]*(?:prior|before|ago|since|after|from|preceding|of\b(?![ \t]+age)|post)", re.I
)


def exact_number(text: str) -> Decimal:
    """A number as written, in digits or as an English word."""
    return (
        Decimal(_WORDS.get(lower_case(text), 0))
        if text.isalpha()
        else Decimal(text.replace(",", ""))
    )


def unit_name(text: str) -> str:
    """A unit with its spelling folded: "yrs" is "year", "IU / mL" is "IU/mL"."""
    compact = re.sub(r"[ \t]+", "", text)
    return _UNITS.get(compact.lower(), compact.replace("μ", "µ"))


def reference_limit(text: str) -> str:
    """Which value a limit multiplies: ULN, LLN or baseline; empty where none."""
    folded = text.lower()
    if not folded:
        return ""
    if "baseline" in folded:
        return "baseline"
    return "LLN" if "lower" in folded or "lln" in folded or "下限" in folded else "ULN"


def quantity_near(before: Searchable, limit: Searchable, after: str, unit: str = "") -> str:
    """The quantity a limit speaks of, from the words before, in and right after it; "" if untold."""
    known = list(_KNOWN.finditer(before)) or list(_KNOWN.finditer(limit))
    follows = _KNOWN.pattern.match(after.lstrip())
    if known or follows:
        told = known[-1] if known else follows
        return _NAMES[int(str(told and told.lastgroup)[1:])]
    clause = re.split(r"[,:：，()（）]", before.text)[-1]
    words = [word for word in clause.split() if any(letter.isalpha() for letter in word)]
    while words and words[0].lower() in _EDGE:
        words.pop(0)
    while words and words[-1].lower() in _EDGE:
        words.pop()
    # "Adults over 18 years" tells an age, "within 5 years before screening" does not.
    if unit == "year" and not _SPAN_OF_TIME.match(after) and (not words or "岁" in limit.text):
        return "age"
    return " ".join(words[-6:])
