"""IPD, part one: whether the plan for participant data is complete and says one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.clinical_sources import SHARING
from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.once import once
from trialwright.record.lint.reading.sharing_gates import Gate, deciders_in, gates_in
from trialwright.record.lint.rule import rule
from trialwright.record.lint.study_text import StudyText
from trialwright.record.module_paths import IPD
from trialwright.record.searching import Texts, Words, words

_ALL_OR_UNDERLYING: Final = words(
    r"\ball\b[^.\n]{0,40}\b(?:IPD|data|participant)|underl(?:ie|ying)|所有(?:个体|参与者)?"
)
_DOCUMENT: Final = {
    "STUDY_PROTOCOL": words(r"\bprotocol\b|研究方案"),
    "SAP": words(r"statistical analysis plan|\bSAP\b|统计分析计划"),
    "ICF": words(r"consent form|\bICF\b|知情同意书"),
    "CSR": words(r"clinical study report|\bCSR\b|study report|研究报告"),
    "ANALYTIC_CODE": words(r"(?:analytic|analysis|statistical|source|program)\w* code|分析代码"),
}
_IN_WORDS: Final = {
    "STUDY_PROTOCOL": "protocol",
    "SAP": "analysis plan",
    "ICF": "consent form",
    "CSR": "study report",
    "ANALYTIC_CODE": "analysis code",
}
_ANY_TIME: Final = words(r"\d|month|year|immediately|upon|after|following|any time|月|年")
_PURPOSE: Final = words(r"purpose|proposal|objective|aim|meta-analys|any (?:type|kind)|目的")
_MECHANISM: Final = words(
    r"https?://[^\s/]+/\S|\bwww\.[^\s/]+/\S|repository|\bportal\b|\bvivli\b|dryad|zenodo"
    r"|figshare|\bYODA\b"
    r"|clinicalstudydatarequest|(?<=\S)@\S+\.\S|存储库|平台",
)
_HOME_PAGE: Final = re.compile(r"\s*(?:https?://)?[^\s/]+/?\s*", re.I)


def shares(study: StudyText) -> bool:
    """Whether the plan is to share: only then its parts matter."""
    return study.view.ipd_sharing.ipd_sharing == "YES"


@rule(
    "IPD-01",
    Severity.ERROR,
    Family.VALIDITY,
    "The plan names data, documents, time, recipients with purposes, and mechanism",
    SHARING,
    shares,
)
def plan_has_five_elements(study: StudyText) -> Iterator[Hit]:
    texts, given = study.ipd_texts, study.view.ipd_sharing
    checks = (
        (
            "description",
            "which data: all of them, or those that underlie the results",
            _said(texts, _ALL_OR_UNDERLYING),
        ),
        ("infoTypes", "which documents", bool(given.info_types) or _documents(texts) != set()),
        ("timeFrame", "from when and until when", _said(texts, _ANY_TIME)),
        ("accessCriteria", "to whom and for which purposes", _said(texts, _PURPOSE)),
    )
    for key, element, present in checks:
        if not present:
            message = f"The plan to share data does not say {element}."
            yield Hit(f"{IPD}.{key}", message, "Journals ask for all five elements: add it.")
    yield from _unclear_mechanism(study)


def _unclear_mechanism(study: StudyText) -> Iterator[Hit]:
    url = study.view.ipd_sharing.url
    if _said(study.ipd_texts, _MECHANISM) or (url and not _HOME_PAGE.fullmatch(url)):
        return
    what = "The address is a home page" if url else "No address or repository is given"
    span = (0, len(url)) if url else (None, None)
    message = f"{what}: a reader cannot find how to ask for the data."
    yield Hit(
        f"{IPD}.url", message, "Give the page, repository or office that takes requests.", *span
    )


def _said(texts: Texts[FieldText], pattern: Words) -> bool:
    return pattern.occur_in(texts)


def _documents(texts: Texts[FieldText]) -> set[str]:
    """The documents that the texts promise; a 'research proposal' is no protocol."""
    return {code for code, words in _DOCUMENT.items() if _said(texts, words)}


@rule(
    "IPD-02",
    Severity.ERROR,
    Family.INCONSISTENCY,
    "All fields of the plan name the same deciders and documents",
    SHARING,
    shares,
)
def fields_name_the_same(study: StudyText) -> Iterator[Hit]:
    yield from _different_deciders(study)
    listed, told = set(study.view.ipd_sharing.info_types), _documents(study.ipd_texts)
    if listed and told and listed != told:
        only_listed = ", ".join(sorted(_IN_WORDS.get(code, code) for code in listed - told))
        only_told = ", ".join(sorted(_IN_WORDS[code] for code in told - listed))
        parts = [f"only the list names {only_listed}" if only_listed else ""]
        parts += [f"only the text names {only_told}" if only_told else ""]
        yield Hit(
            f"{IPD}.infoTypes",
            f"List and text promise different documents: {'; '.join(filter(None, parts))}.",
            "Make the list and the text agree.",
        )


def _different_deciders(study: StudyText) -> Iterator[Hit]:
    named = [(text, who) for text in study.ipd_texts if (who := deciders_in(text))]
    everyone = {name for _, who in named for name in who}
    for field, who in named:
        others = everyone - set(who)
        if others:
            yield field.hit(
                next(iter(who.values())),
                f"This field names the {' and the '.join(who)}, another field also the "
                f"{' and the '.join(sorted(others))}. A requester does not know who decides.",
                "Name in every field who receives and who decides.",
            )


@once
def _gates(study: StudyText) -> list[tuple[FieldText, Gate]]:
    return [(field, gate) for field in study.ipd_texts for gate in gates_in(field)]


@rule(
    "IPD-03",
    Severity.ERROR,
    Family.INCONSISTENCY,
    "The time of sharing is one and can be told from the record",
    SHARING,
    lambda study: shares(study) and bool(_gates(study)),
)
def one_time_of_sharing(study: StudyText) -> Iterator[Hit]:
    gates = _gates(study)
    conditions = {gate.condition for _, gate in gates}
    if len(conditions) > 1:
        field, gate = gates[0]
        yield field.hit(
            (gate.start, gate.end),
            f"The texts give {len(conditions)} different conditions for opening the data, and "
            "they can fall years apart.",
            "Write one rule, such as the later of two named dates.",
        )
    for field, gate in gates:
        if gate.anchor == "publication":
            yield field.hit(
                (gate.start, gate.end),
                "The time counts from a publication, whose date no record holds: until then the "
                "opening cannot be computed.",
                "Add a latest date that does not depend on publication.",
            )
            return


RULES: Final = (plan_has_five_elements, fields_name_the_same, one_time_of_sharing)
