"""BIO: whether samples are described as they will be kept and used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.clinical_sources import E15
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import DEFINITIONS
from trialwright.record.lint.study_text import StudyText
from trialwright.record.module_paths import DESIGN
from trialwright.record.searching import words

_ANONYMISED: Final = words(r"(?<!pseudo)(?<!pseudo-)\banonymi[sz](?:ed|ation)\b|匿名")
_LINKED: Final = words(
    r"regular intervals|follow-?up|longitudinal|serial|monitor|recurrence|outcome|respon(?:se|d)"
    r"|correlat|linked|baseline|随访",
)
# DNA of a virus is no genetic information about the participant.
_GENETIC: Final = words(
    r"(?<!HBV )(?<!HCV )(?<!HPV )(?<!CMV )(?<!viral )(?<!bacterial )\bDNA\b|genom|genetic|genotyp"
    r"|sequencing|\bexome\b|germline|whole blood|buffy coat|基因|遗传",
)
_KEPT: Final = words(
    r"(?<!not be )(?<!not )(?<!never )\b(?:stored|retained|banked|bio-?bank\w*|archived|kept)\b"
    r"(?! (?:only )?until (?:the )?(?:analys|test))|(?<!不)(?:保存|储存|留存)|样本库",
)
_NOT_KEPT: Final = words(
    r"\bno (?:\w+ ){0,3}(?:stored|retained|banked|kept)\b|\b(?:destroyed|discarded)\b|销毁"
)
_SURGICAL: Final = words(
    r"(?:surgically[ ])?resected\b[^.:\n]{0,30}(?:tissue|specimen|tumou?r)s?|resection specimens?",
)
_OTHER_PROCEDURE: Final = words(r"ablation\b|emboli[sz]ation|radiotherapy|消融")


@rule(
    "BIO-01",
    Severity.WARNING,
    Family.INCONSISTENCY,
    "Samples that stay linked to a person are not called anonymised",
    E15,
    lambda study: study.biospecimen is not None,
)
def linked_samples_are_coded(study: StudyText) -> Iterator[Hit]:
    field = study.biospecimen
    match = _ANONYMISED.search(field) if field else None
    if field and match and _LINKED.search(field):
        yield field.hit(
            match,
            "The samples are called anonymised, yet they are taken or used along a person's "
            "course. That needs a key, and consent can then be withdrawn.",
            "Write 'coded' and say who holds the key.",
        )


@rule(
    "BIO-02",
    Severity.WARNING,
    Family.MISMATCH,
    "The retention code fits the described samples, and every subgroup can give them",
    DEFINITIONS,
    lambda study: bool(study.view.design.biospecimen_retention or study.biospecimen),
)
def retention_fits_description(study: StudyText) -> Iterator[Hit]:
    yield from _retention_mismatch(study)
    field, entry = study.biospecimen, (study.population, study.criteria)
    match = _SURGICAL.search(field) if field else None
    if field and match and any(text and _OTHER_PROCEDURE.search(text) for text in entry):
        yield field.hit(
            match,
            "This sample exists only for people who were operated on, and the criteria admit "
            "others. Results on it describe a selected subgroup.",
            "Say that the sample is taken from that subgroup only.",
        )


def _retention_mismatch(study: StudyText) -> Iterator[Hit]:
    retention, field = study.view.design.biospecimen_retention, study.biospecimen
    genetic = _GENETIC.search(field) if field else None
    if retention == "SAMPLES_WITH_DNA" and field and not genetic:
        yield Hit(
            f"{DESIGN}.bioSpec.retention",
            "Samples with DNA are registered, but the description names no DNA and no genetic "
            "use. A participant cannot tell what is done with genetic information.",
            "Register samples without DNA, or say which genetic analyses are planned.",
        )
    if retention in ("SAMPLES_WITHOUT_DNA", "NONE_RETAINED") and field and genetic:
        yield field.hit(
            genetic,
            "The registered code excludes DNA or any kept sample, and the description names one.",
            "Make the code and the description agree.",
        )
    kept = _KEPT.search(field) if field and not _NOT_KEPT.search(field) else None
    if retention == "NONE_RETAINED" and field and kept and not genetic:
        yield field.hit(
            kept,
            "The registered code says that no sample is kept, and the description keeps one.",
            "Make the code and the description agree.",
        )


RULES: Final = (linked_samples_are_coded, retention_fits_description)
