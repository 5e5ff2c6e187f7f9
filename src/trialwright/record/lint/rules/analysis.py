"""ANL: whether the planned analysis can be repeated, and answers the question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trialwright.record.lint.clinical_sources import DMC, ESTIMANDS
from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.once import once
from trialwright.record.lint.reading.comparison import (
    compares_groups,
    has_time_to_event,
    is_randomised,
    tests_hypotheses,
)
from trialwright.record.lint.rule import rule
from trialwright.record.lint.rules import study_size
from trialwright.record.lint.sources import E9, STROBE
from trialwright.record.lint.study_text import StudyText
from trialwright.record.module_paths import OUTCOMES, OVERSIGHT
from trialwright.record.searching import words

FEW_ADJUSTERS: Final = 5

_MULTIPLICITY: Final = words(
    r"multiplicity|multiple (?:testing|comparisons)|bonferroni|\bholm\b|hochberg|hierarchical test"
    r"|gatekeep|closed test|false discovery|fixed[- ]sequence|ordered test|多重(?:检验|比较)",
)
_ADJUSTMENT: Final = words(
    r"(?:adjust(?:ed|ing|ment)?(?: for)?|covariates?|(?:cox|regression|logistic|multivaria\w+)"
    r" (?:model|analysis|regression))[ ]*(?:will )?(?:includ(?:es?|ing)|adjust(?:s|ed)? for"
    r"|for|:|=)[ ]*"
    r"(?P<list>[^.;\n]{3,300})",
)
_STRONG_ADJUSTMENT: Final = words(
    r"propensity|inverse[- ]probability|\bIPTW\b|doubly robust|matched|matching"
    r"|instrumental variable"
    r"|g-computation|overlap weight|target trial|倾向(?:性)?评分",
)
_INTERIM: Final = words(
    r"\binterim\b|stopping (?:rule|boundar|criteri)|early (?:stopping|termination)|futility|o'brien"
    r"|safety review|期中分析",
)
_METHOD: Final = words(
    r"kaplan|log-?rank|\bcox\b|regression|\bANOVA\b|\bANCOVA\b|mixed[- ](?:effects?|model)|t-test"
    r"|chi-?square|fisher|wilcoxon|statistical (?:analysis|design|method)|sample size"
    r"|\bpower\b[^.\n]{0,9}\d|\bregresi[óo]n (?:log[íi]stica|lineal)|\br[ée]gression (?:logistique|lin[ée]aire)"
    r"|an[áa]lisis estad[íi]stico|analyse statistique|statistische Analyse|统计(?:学)?(?:分析|方法)|回归",
)
_PLANS: Final = {
    "missing values or loss to follow-up": words(
        r"missing|imput|lost to follow|loss to follow|\bLOCF\b|\bMMRM\b|non-?responders?\b|缺失|失访"
        r"|datos (?:faltantes|perdidos)|p[ée]rdidas de seguimiento|donn[ée]es manquantes|perdus de vue"
        r"|fehlende (?:Daten|Werte)",
    ),
    "hazards that are not proportional": words(
        r"proportional|restricted mean|\bRMST\b|weighted log-?rank|landmark",
    ),
    "events found only at the next image": words(r"interval[- ]censor"),
}
_IMAGED: Final = words(r"\bMRI\b|\bCT\b|imaging|ultraso|\bPET\b|endoscop|影像")


@rule(
    "ANL-03",
    Severity.WARNING,
    Family.UNCLEAR,
    "Several secondary outcomes come with a plan for multiplicity",
    E9,
    lambda study: (
        len(study.view.outcomes.secondary) > 1
        and compares_groups(study)
        and tests_hypotheses(study)
    ),
)
def multiplicity_is_planned(study: StudyText) -> Iterator[Hit]:
    if not _MULTIPLICITY.occur_in(study.prose):
        yield Hit(
            f"{OUTCOMES}.secondaryOutcomes",
            f"There are {len(study.view.outcomes.secondary)} secondary outcomes and no word on "
            "multiple testing, so a small p-value among them cannot be interpreted.",
            "Give an order of tests or a correction, or call the secondary results descriptive.",
        )


@rule(
    "ANL-04",
    Severity.WARNING,
    Family.UNCLEAR,
    "A comparison without randomisation is adjusted for more than a few factors",
    STROBE,
    lambda study: is_randomised(study) is False and compares_groups(study),
)
def confounding_is_addressed(study: StudyText) -> Iterator[Hit]:
    if _STRONG_ADJUSTMENT.occur_in(study.prose):
        return
    lists = [(text, match) for text, found in _ADJUSTMENT.all_in(study.prose) for match in found]
    suggestion = "Name the confounders and a method such as propensity weighting; show balance."
    for field, match in lists:
        count = len(re.split(r",|\band\b|、", match["list"].replace(", and", ",")))
        if count < FEW_ADJUSTERS:
            yield field.hit(
                match,
                f"Groups are not random and only {count} factors are adjusted for: the groups may "
                "differ in everything that made clinicians and patients choose.",
                suggestion,
            )
    if not lists:
        yield Hit(
            "protocolSection.descriptionModule",
            "Groups are compared that chance did not form, and no adjustment is named.",
            suggestion,
        )


@rule(
    "ANL-05",
    Severity.WARNING,
    Family.UNCLEAR,
    "A study with a data monitoring committee says what it looks at and when it stops",
    DMC,
    lambda study: study.view.oversight.has_dmc is True,
)
def committee_has_rules(study: StudyText) -> Iterator[Hit]:
    if not _INTERIM.occur_in(study.prose):
        yield Hit(
            f"{OVERSIGHT}.oversightHasDmc",
            "The record has a data monitoring committee but names no interim look and no rule for "
            "stopping, so nobody can tell what it decides.",
            "State when it meets, what it sees and which rule, if any, may stop the study.",
        )


@once
def _method(study: StudyText) -> tuple[FieldText, re.Match[str]] | None:
    return _METHOD.first_in(study.prose)


@rule(
    "ANL-06",
    Severity.WARNING,
    Family.UNCLEAR,
    "The analysis plan says what happens to what is missing",
    ESTIMANDS,
    lambda study: _method(study) is not None,
)
def gaps_are_planned_for(study: StudyText) -> Iterator[Hit]:
    open_points = [name for name in _expected_plans(study) if not _planned(study, name)]
    method = _method(study)
    if open_points and method:
        field, match = method
        yield field.hit(
            match,
            f"The analysis is described without a plan for {' or '.join(open_points)}. Each can "
            "change the result and must be fixed before the data are seen.",
            "Name the handling and one sensitivity analysis for each.",
        )


def _expected_plans(study: StudyText) -> list[str]:
    missing, proportional, interval = _PLANS
    expected = [missing]
    if has_time_to_event(study):
        expected.append(proportional)
        if any(_IMAGED.occur_in(outcome.texts) for outcome in study.outcomes):
            expected.append(interval)
    return expected


def _planned(study: StudyText, name: str) -> bool:
    return _PLANS[name].occur_in(study.prose)


RULES: Final = (
    *study_size.RULES,
    multiplicity_is_planned,
    confounding_is_addressed,
    committee_has_rules,
    gaps_are_planned_for,
)
