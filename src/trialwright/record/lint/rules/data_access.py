"""IPD, part two: whether the terms of access can be applied, and for how long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.clinical_sources import CROSS_BORDER, SHARING
from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.reading.sharing_gates import window_in
from trialwright.record.lint.rule import rule
from trialwright.record.lint.rules.data_sharing import shares
from trialwright.record.lint.rules.oversight import COMMITTEE
from trialwright.record.lint.study_text import StudyText
from trialwright.record.module_paths import IPD
from trialwright.record.searching import Words, words

_NARROW: Final = words(
    r"(?:consistent|align(?:s|ed)?|in line|compatible|accord\w*)[ ]with[ ][^.\n]{0,30}?"
    r"(?:objectives?|aims?|scope|purposes?)|与原研究目的一致",
)
_WIDE: Final = words(
    r"(?:advanc(?:e|ement|ing)[ ](?:of[ ])?)(?:the[ ])?(?:scien\w+|medical|knowledge"
    r"|public health)[ ]?(?:knowledge)?"
    r"|any (?:research |scientific |legitimate )?purpose|public health benefit|meta-analys[ei]s",
)
_TERMS: Final = {
    "a standard of de-identification": words(
        r"HIPAA|safe harbou?r|expert determination|k-anonym|GDPR|ISO[ /]|TransCelerate|PhUSE|隐私标准",
    ),
    "a threshold of risk": words(r"k-anonym|re-?identification risk|risk threshold|cell size"),
    "an agreement": words(r"\bagreement\b|\bDUA\b|\bcontract\b|协议"),
    "what happens at the end of use": words(r"destroy|destruct|delet|return of (?:the )?data|销毁"),
    "an appeal": words(r"\bappeal|complaint|second review|申诉"),
}
_CHINA: Final = re.compile(r"\+?86[- ]?\d")
_CHINESE_RULES: Final = words(
    r"human genetic resources|\bHGRAC?\b|personal information protection|\bPIPL\b|cross-?border"
    r"|regulatory (?:filing|approval)|人类遗传资源|个人信息保护",
)
_CHINESE_NAMES: Final = frozenset({"china", "hong kong", "macau", "people's republic of china"})


def _first(study: StudyText, pattern: Words) -> tuple[FieldText, re.Match[str]] | None:
    return pattern.first_in(study.ipd_texts)


@rule(
    "IPD-04",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "The permitted purpose is one rule",
    SHARING,
    lambda study: shares(study) and bool(_first(study, _NARROW) or _first(study, _WIDE)),
)
def one_purpose_rule(study: StudyText) -> Iterator[Hit]:
    narrow, wide = _first(study, _NARROW), _first(study, _WIDE)
    if narrow and wide:
        field, match = wide
        yield field.hit(
            match,
            f"One rule asks for use '{narrow[1][0]}', another allows '{match[0]}'. It is open "
            "whether a request must meet both.",
            "Say whether both must be met, and how each is judged.",
        )


@rule(
    "IPD-05",
    Severity.WARNING,
    Family.UNCLEAR,
    "The plan names the terms under which data leave",
    SHARING,
    shares,
)
def terms_are_named(study: StudyText) -> Iterator[Hit]:
    lacking = [name for name, spelt in _TERMS.items() if not spelt.occur_in(study.ipd_texts)]
    if lacking:
        yield Hit(
            IPD,
            f"The plan does not name: {', '.join(lacking)}. Two requests could be treated "
            "differently, and no participant can know how the data are protected.",
            "State each of these in the plan or in a document it points to.",
        )


@rule(
    "IPD-06",
    Severity.WARNING,
    Family.UNCLEAR,
    "Whoever decides outlasts the window, and rules on data leaving the country are named",
    CROSS_BORDER,
    shares,
)
def window_can_be_served(study: StudyText) -> Iterator[Hit]:
    committee = _first(study, COMMITTEE)
    if committee and any(map(window_in, study.ipd_texts)):
        field, match = committee
        yield field.hit(
            match,
            "A monitoring committee ends with the study, and the data stay available for years "
            "after it. Nobody would decide on later requests.",
            "Appoint whoever decides for the whole window.",
        )
    if _in_china(study) and not _CHINESE_RULES.occur_in(study.prose):
        yield Hit(
            f"{IPD}.accessCriteria",
            "Data on people in China fall under rules on human genetic resources and personal "
            "information, and the plan does not say how they apply to requests from abroad.",
            "Name the filing or approval that a foreign requester needs.",
        )


def _in_china(study: StudyText) -> bool:
    """Where the study runs; without locations, where its contact's telephone is."""
    contacts = study.view.contacts_locations
    if contacts.locations:
        return any((place.country or "").lower() in _CHINESE_NAMES for place in contacts.locations)
    return any(_CHINA.match(contact.phone or "") for contact in contacts.central_contacts)


RULES: Final = (one_purpose_rule, terms_are_named, window_can_be_served)
