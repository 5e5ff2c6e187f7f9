"""ARM, interventions: what is given, and whether a reader could repeat it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.once import once
from trialwright.record.lint.parts import InterventionText
from trialwright.record.lint.reading.drugs import DRUG, drug_names, missing_parts
from trialwright.record.lint.reading.group_links import link_key, name_without_type
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import DEFINITIONS, REVIEW_CRITERIA, STRUCTURE
from trialwright.record.lint.study_text import StudyText
from trialwright.record.searching import Searchable, words

_EMPTY_WORD = (
    r"(?:interventions?|treatments?|therapy|drugs?|medications?|arms?|groups?|cohorts?|study|trial"
    r"|experimental|control|controlled|comparator|test|active|investigational|device|procedure|product"
    r"|agents?|new|other|main|the|an?|for|of|in|to|and|no\.?|number|none|[A-Z]|[IVX]{1,4}|[0-9]{1,2}"
    r"|first|second|primary|intervenci[oó]n|tratamiento|grupo)"
)
# Treating people together is a treatment, so "Group therapy" says what is given.
_SAYS_NOTHING = re.compile(
    r"\A(?!group (?:therapy|treatment)\b)"
    rf"[\s\W]*{_EMPTY_WORD}(?:[\s\W]+{_EMPTY_WORD})*[\s\W]*\Z|\b(?:group|arm|cohort|grupo) (?:[0-9]+"
    r"|[A-F]|[IVX]{1,4})\b|\A(?:interventions?|treatments?|drugs?|arms?|groups?)[ ]?(?:for|in|of|:|group"
    r"|arm)(?:\b|[ ])|\A(?:干预|试验|治疗|对照|实验|观察)(?:措施|药物|方案|组|方法)?[0-9一二AB]?\Z"
    r"|\A第?[一二三四五A-F0-9]组的?(?:干预|治疗|用药|药物)?(?:措施|方案)?\Z",
    re.IGNORECASE,
)
_ALTERNATIVES = re.compile(
    r"\b(?:(?:may|can|could) (?:include|be|receive)|one of|either|any of|choice of|such as|including"
    r"|at (?:the )?(?:discretion|choice))\b|可(?:包括|选)|包括|之一",
    re.IGNORECASE,
)
# After these words any list offers a choice; after the others only one with "or".
_CHOICE = re.compile(
    r"\b(?:one of|either|any (?:one )?of|choice of|at (?:the )?(?:discretion|choice))\b|之一",
    re.IGNORECASE,
)
_OR = re.compile(r"\b(?:or|and/or|o|ou|oder)\b|或|/", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.;\n。；]+(?:\.[0-9][^.;\n]*)*")
_PLACEBO = words(r"placebo|sham|saline|安慰剂")


@once
def has_drugs(study: StudyText) -> bool:
    """Whether a drug or biological product is registered."""
    return any(_is_drug(given) for given in study.interventions)


@rule(
    "ARM-03",
    Severity.ERROR,
    Family.MEANINGLESS,
    "The name of an intervention says what it is",
    REVIEW_CRITERIA,
    lambda study: bool(study.interventions),
)
def names_say_something(study: StudyText) -> Iterator[Hit]:
    for name in (given.name for given in study.interventions if given.name):
        if _SAYS_NOTHING.search(name.text):
            yield name.hit_whole(
                f"'{name.text}' names a place in the design and not what is given, so no search "
                "and no index finds it.",
                "Write the nonproprietary name of the drug, or the name of the device or procedure.",
            )


@rule(
    "ARM-04",
    Severity.WARNING,
    Family.UNCLEAR,
    "One entry holds one intervention",
    DEFINITIONS,
    lambda study: bool(study.interventions),
)
def one_drug_per_entry(study: StudyText) -> Iterator[Hit]:
    for given in study.interventions:
        if not _is_drug(given):
            continue
        for field in given.texts:
            span, drugs = _drugs_to_choose(field)
            if span:
                yield field.hit(
                    span,
                    f"One entry offers a choice of drugs ({', '.join(drugs)}), so nobody can tell "
                    "which one a participant receives.",
                    "Register one intervention per drug and link each to its group.",
                )
                break


@rule(
    "ARM-05",
    Severity.WARNING,
    Family.UNCLEAR,
    "A drug is registered with dose, route, frequency and duration",
    DEFINITIONS,
    has_drugs,
)
def drugs_have_a_dose(study: StudyText) -> Iterator[Hit]:
    for given in study.interventions:
        if not _is_drug(given) or not given.texts or _is_placebo(given):
            continue
        missing = missing_parts(Searchable(" ".join(_texts_about(given, study))))
        if missing:
            yield given.texts[-1].hit_whole(
                f"{_listed(missing).capitalize()} of this drug cannot be read from the record, so "
                "the treatment cannot be repeated.",
                f"Add {_listed(missing)} to the description of the intervention or of its group.",
            )


@rule(
    "ARM-06",
    Severity.NOTE,
    Family.MISMATCH,
    "The registry's index holds the drug that title or keywords name",
    STRUCTURE,
    lambda study: study.value("derivedSection") is not None,
)
def index_holds_the_drug(study: StudyText) -> Iterator[Hit]:
    if not has_drugs(study) or any(_names_a_drug(term) for term in _indexed_terms(study)):
        return
    indexed = ", ".join(mesh.term for mesh in study.view.intervention_meshes if mesh.term)
    for field in (*study.titles, *study.keywords):
        match = DRUG.search(field)
        if match:
            yield field.hit(
                match,
                f"The record names '{match[0]}', but the registry's index of interventions holds "
                f"{f'only: {indexed}' if indexed else 'no drug'}. A search by drug misses the study.",
                "Name the drug in the intervention's name; the registry derives its index from it.",
            )
            return


RULES: Final = (
    names_say_something,
    one_drug_per_entry,
    drugs_have_a_dose,
    index_holds_the_drug,
)


def _is_drug(given: InterventionText) -> bool:
    return given.type in ("DRUG", "BIOLOGICAL")


def _is_placebo(given: InterventionText) -> bool:
    """A placebo has no dose of its own: it follows the drug it imitates."""
    return given.name is not None and bool(_PLACEBO.search(given.name))


def _drugs_to_choose(field: FieldText) -> tuple[tuple[int, int] | None, tuple[str, ...]]:
    """Where a sentence offers several drugs, and which."""
    if len(drug_names(DRUG.finditer(field))) < 2:
        return None, ()
    text = field.text
    for sentence in _SENTENCE.finditer(text):
        cue = _ALTERNATIVES.search(sentence[0])
        begin = sentence.start() + (cue.start() if cue else 0)
        found = _drugs_within(field, begin, sentence.end())
        if cue and len(drug_names(found)) < 2:
            # "A or B, at the choice of the physician": the list stands before its cue.
            begin = sentence.end() - len(sentence[0].lstrip())
            found = _drugs_within(field, begin, sentence.end())
        drugs = drug_names(found)
        if len(drugs) < 2:
            continue
        is_choice = cue is not None and _CHOICE.match(cue[0])
        if not (is_choice or _OR.search(text, found[0].end(), found[-1].start())):
            continue
        spelled_or = re.search(r"\bor\b|或", text[found[0].end() : found[-1].start()])
        if cue or spelled_or:
            return (
                begin if cue else found[0].start(),
                sentence.start() + len(sentence[0].rstrip()),
            ), drugs
    return None, ()


def _drugs_within(field: FieldText, begin: int, end: int) -> list[re.Match[str]]:
    return [match for match in DRUG.finditer(field) if begin <= match.start() < end]


def _texts_about(given: InterventionText, study: StudyText) -> Iterator[str]:
    """What the record says of an intervention: its own entry and the groups that receive it."""
    yield from (text.text for text in given.texts)
    wanted = {link_key(label) for label in given.arm_group_labels}
    name = link_key(given.name.text) if given.name else None
    for arm in study.arms:
        by_label = arm.label is not None and link_key(arm.label.text) in wanted
        if by_label or name in {name_without_type(n) for n in arm.intervention_names}:
            yield from (text.text for text in arm.texts)


def _indexed_terms(study: StudyText) -> Iterator[str]:
    yield from (mesh.term for mesh in study.view.intervention_meshes if mesh.term)


_DRUG_CLASS = re.compile(
    r"agents?\b|antibod|vaccin|hormone|inhibitor|antagonist|agonist|drug|insulin|interferon|protein"
    r"|compound|acid|ids?\b|ine\b|ol\b|one\b|ate\b|ium\b|toxin|vitamin|antigen|cell",
    re.IGNORECASE,
)


def _names_a_drug(term: str) -> bool:
    return bool(DRUG.pattern.search(term) or _DRUG_CLASS.search(term))


def _listed(parts: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
