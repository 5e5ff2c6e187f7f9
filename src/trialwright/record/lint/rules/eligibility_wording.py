"""ELG, part two: whether each criterion can be decided as it is worded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.once import once
from trialwright.record.lint.reading.entry_criteria import EntryCriterion, entry_criteria
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import REVIEW_CRITERIA, SPIRIT
from trialwright.record.lint.study_text import StudyText
from trialwright.record.searching import words

_JUDGED: Final = words(
    r"investigator(?:['’]s|s['’]|s)?[ ]+(?:judge?ment|opinion|discretion|deems?|believes?"
    r"|considers?|thinks?)"
    r"|(?:opinion|judge?ment|discretion) of (?:the |an )?(?:\w+ )?investigators?"
    r"|(?:unacceptable|acceptable) to the (?:\w+ )?investigator|\b(?:un|in)suitable\b"
    r"|deemed (?:un)?fit"
    r"|\b(?:severe|major|serious|significant) systemic (?:disease|illness|condition|disorder)"
    r"|\b(?:poor|insufficient|questionable) (?:\w+ )?(?:compliance|adherence)\b"
    r"|\bunlikely to (?:comply|adhere|cooperate|complete)"
    r"|\b(?:conditions?|reasons?|diseases?|illness(?:es)?) (?:that|which) (?:may|might|could|would) (?:interfere"
    r"|affect|compromise|confound|jeopardi[sz]e|prevent|preclude|limit|put)"
    r"|依从性差|严重的?(?:全身性|系统性)疾病|其他不宜|clinically (?:significant|relevant)|研究者(?:认为|判断)|不适合"
    r"|\b(?:judged|determined|assessed|considered) by (?:the |an? |their )?(?:\w+ )?(?:investigator|physician"
    r"|clinician|doctor|surgeon)"
    r"|\b(?:criterio|juicio|opini[óo]n) del (?:m[ée]dico )?investigador|\b(?:avis|jugement) de l['’]investigateur"
    r"|\b(?:Ermessen|Einsch[äa]tzung|Ansicht) des (?:Pr[üu]farzt|Pr[üu]fer|Arzt)\w*",
)
_EXAMPLES: Final = (
    r"[^.;\n]{0,60}?\b(?:such as|e\.?g\.?|including|for (?:example|instance)|like|namely)\b"
    r"(?P<list>[^;\n]{3,250})"
)
# A class, and what is often named among its members without being one.
_CLASSES: Final = (
    (
        "systemic treatment",
        words(rf"\bsystemic (?:\w+ )?(?:treatment|therap)\w*{_EXAMPLES}"),
        re.compile(
            r"(?:\w+ )?transplant\w*|\bsurgery\b|\bresection\b|\bablation\b|\bTACE\b|\bHAIC\b"
            r"|chemoemboli\w+|radiotherapy|radiation",
            re.I,
        ),
    ),
    (
        "chronic hepatitis or liver disease",
        words(rf"\bchronic (?:liver disease|hepatitis)s?{_EXAMPLES}"),
        re.compile(r"hepatitis A\b(?!,? ?B)", re.I),
    ),
    (
        "non-steroidal anti-inflammatory drugs",
        words(rf"(?:\bNSAIDs?\b|non-?steroidal){_EXAMPLES}"),
        re.compile(r"paracetamol|acetaminophen|prednis\w+|dexamethasone", re.I),
    ),
    (
        "antibiotics",
        words(rf"\bantibiotics?\b{_EXAMPLES}"),
        re.compile(
            r"\b\w+azole\b(?<!metronidazole)|\w*ciclovir|oseltamivir|antivirals?|antifungals?", re.I
        ),
    ),
    (
        "anticoagulants",
        words(rf"\banticoagulants?\b{_EXAMPLES}"),
        re.compile(r"aspirin|clopidogrel|ticagrelor|antiplatelet\w*", re.I),
    ),
)
# A proof that a procedure cannot give: nothing is taken out.
_NO_SPECIMEN: Final = words(
    r"(?:patholog|histolog|cytolog)\w*[^.\n]{0,60}\b(?:via|by|through|from|after"
    r"|with)\b[^.\n]{0,40}?"
    r"(?P<procedure>\b(?:\w+ )?(?:ablation|emboli[sz]ation|radiotherapy|irradiation)\b)",
)
_BIOPSY: Final = words(r"biops")
_PREGNANCY_TEST: Final = words(r"negative\b[^.\n]{0,30}\bpregnancy test")
_WOMEN: Final = words(
    r"\b(?:women|woman|females?|childbearing|child-bearing|WOCBP)\b|妇女|女性",
)

_WORD: Final = r"[^\W\d_]+"
_DEGREE: Final = (
    words(
        rf"\b(?:severe|active|uncontrolled|major)[ ](?P<what>{_WORD})[ ]or[ ](?:any[ ]|other[ ])*"
        rf"(?:evidence|forms?|types?|history|signs?|kind)[ ]of[ ](?P=what)",
    ),
    words(
        rf"\b(?:severe|active|uncontrolled|major)[ ](?P<what>{_WORD}(?:[ ]{_WORD}){{0,2}}?)"
        rf"[ ]or[ ](?:any[ ](?:other[ ])?|other[ ])(?P=what)\b"
        r"|(?:严重|活动性|重度)的?(?P<zh>[\u4e00-\u9fff]{2,8})[,，]?或(?:任何|其他|其它|者)+的?(?P=zh)"
    ),
    words(
        rf"\b(?:history|past history)(?:[ ]of)?[ ](?:or|and/or)[ ](?:presence|evidence)[ ]of[ ]"
        rf"(?:other[ ]|any[ ]|another[ ])*(?:active|current)\b(?:[ ]{_WORD})?",
    ),
    words(r"\bhistory of (?:any |other )*(?:active|current)\b"),
)


def _has_criteria(study: StudyText) -> bool:
    return bool(entry_criteria(study))


@rule(
    "ELG-02",
    Severity.NOTE,
    Family.UNCLEAR,
    "Each criterion can be decided from facts",
    SPIRIT,
    _has_criteria,
)
def decided_from_facts(study: StudyText) -> Iterator[Hit]:
    for criterion in entry_criteria(study):
        match = _JUDGED.search(criterion)
        if match:
            yield criterion.hit(
                match,
                "No program and no second person can decide this criterion: it rests on one "
                "person's judgement.",
                "Name the facts that decide, or plan for a signed yes or no with a reason.",
            )


@once
def _classes_with_examples(
    study: StudyText,
) -> list[tuple[EntryCriterion, str, tuple[int, int], re.Pattern[str]]]:
    return [
        (criterion, name, match.span("list"), stranger)
        for name, pattern, stranger in _CLASSES
        for criterion, found in pattern.all_in(entry_criteria(study))
        for match in found
    ]


@rule(
    "ELG-03",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "Examples belong to the class they are to explain",
    REVIEW_CRITERIA,
    lambda study: bool(_classes_with_examples(study)),
)
def examples_belong_to_class(study: StudyText) -> Iterator[Hit]:
    for criterion, name, examples, stranger in _classes_with_examples(study):
        match = stranger.search(criterion.text, *examples)
        if match:
            yield criterion.hit(
                match,
                f"'{match[0].strip()}' is given as an example of {name} and is none. Whether the "
                "criterion means the class or the example stays open.",
                "Make it a criterion of its own.",
            )


@rule(
    "ELG-04",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "Every declared subgroup can meet every criterion",
    REVIEW_CRITERIA,
    _has_criteria,
)
def every_subgroup_can_meet(study: StudyText) -> Iterator[Hit]:
    for criterion in entry_criteria(study):
        match = _NO_SPECIMEN.search(criterion)
        if match and not _BIOPSY.search(criterion):
            yield criterion.hit(
                match,
                f"A specimen is asked for, and {match['procedure'].strip()} yields none: those "
                "participants cannot meet the criterion.",
                "Ask for a biopsy before or at that procedure, or for another proof.",
            )
        test = _PREGNANCY_TEST.search(criterion)
        asked_of_all = test and not _WOMEN.search(criterion)
        if test and asked_of_all and criterion.kind == "inclusion" and _admits_men(study):
            message = "A negative pregnancy test is asked of everybody, men included."
            yield criterion.hit(test, message, "Limit it to women who can become pregnant.")


def _admits_men(study: StudyText) -> bool:
    return study.view.eligibility.sex in ("ALL", "MALE")


@rule(
    "ELG-07",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "A criterion states one degree",
    REVIEW_CRITERIA,
    _has_criteria,
)
def one_degree(study: StudyText) -> Iterator[Hit]:
    for criterion in entry_criteria(study):
        match = next((m for pattern in _DEGREE if (m := pattern.search(criterion))), None)
        if match:
            yield criterion.hit(
                match,
                "The first half asks for a degree that the second half makes irrelevant: severe "
                "and any, or active and past.",
                "Keep the half that is meant.",
            )


RULES: Final = (decided_from_facts, examples_belong_to_class, every_subgroup_can_meet, one_degree)
