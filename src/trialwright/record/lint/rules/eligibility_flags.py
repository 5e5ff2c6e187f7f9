"""ELG, part one: whether the criteria agree with the structured fields and with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from trialwright.record.lint.field_text import FieldText
from trialwright.record.lint.finding import Family, Hit, Severity
from trialwright.record.lint.once import once
from trialwright.record.lint.reading.entry_criteria import EntryCriterion, entry_criteria
from trialwright.record.lint.rule import rule
from trialwright.record.lint.sources import DEFINITIONS, REVIEW_CRITERIA
from trialwright.record.lint.study_text import StudyText
from trialwright.record.module_paths import ELIGIBILITY
from trialwright.record.searching import Texts, words
from trialwright.record.thresholds import Bound, Threshold, find_thresholds

_AGE: Final = re.compile(r"(\d{1,3})\s+(year|month|week|day)s?", re.I)
_DAYS: Final = {
    "year": Decimal("365.25"),
    "month": Decimal("30.4"),
    "week": Decimal(7),
    "day": Decimal(1),
}
_GESTATION: Final = re.compile(
    r"gestation|post-?menstrual|post-?concept|weeks pregnant|胎龄|孕周|孕龄|gestacional|gestationnel",
    re.I,
)
_BOTH_SEXES: Final = words(
    r"\bmales? (?:and|or|/) ?females?\b|\bfemales? (?:and|or|/) ?males?\b|\bmen (?:and|or) women\b"
    r"|\bwomen (?:and|or) men\b|\b(?:both|either) (?:sex|gender)|男女不限|性别不限",
)
_ONE_SEX: Final = words(
    r"^(?:adult |healthy |pregnant |premenopausal |postmenopausal )?(?:female|women|woman|girls)\b"
    r"(?! of child)(?! with child)(?! who are (?:pregnant|of child))|^(?:sex"
    r"|gender)[ ]*[:：][ ]*(?:fe)?male[ ]*\.?$",
)
_ANY_MALE: Final = words(r"\b(?:males?|men|man|boys)\b")
_HEALTHY: Final = words(
    r"\bhealthy (?:adult |male |female )?(?:volunteers?|subjects?|participants?|controls?)\b|健康志愿者",
)

# Population texts speak of organs, criteria of values; the two must say the same.
_ORGANS: Final = (
    (
        "kidney",
        re.compile(r"\b(?:renal|kidney)\b", re.I),
        {"creatinine", "creatinine clearance", "eGFR"},
    ),
    ("liver", re.compile(r"\b(?:liver|hepatic)\b", re.I), {"bilirubin", "ALT", "AST"}),
    ("heart", re.compile(r"\b(?:cardiac|heart)\b", re.I), {"LVEF", "QTc"}),
    (
        "bone marrow",
        re.compile(r"bone marrow|ha?ematologic", re.I),
        {"platelets", "neutrophils", "haemoglobin"},
    ),
)
_DEGREE: Final = words(
    r"\b(?:severe|significant|serious|moderate|mild|poor|adequate"
    r"|normal)\b(?P<what>[^.;,\n]{0,60})",
)


def _registered_age(text: str | None) -> tuple[Decimal, str] | None:
    match = _AGE.fullmatch(text.strip()) if text else None
    return (Decimal(match[1]), match[2].lower()) if match else None


@once
def _stated_ages(study: StudyText) -> list[tuple[EntryCriterion, Threshold]]:
    """The limits of age that inclusion criteria state."""
    return [
        (criterion, limit)
        for criterion in entry_criteria(study)
        if criterion.kind == "inclusion"
        for limit in criterion.limits
        if limit.quantity == "age" and not _before_birth(criterion.text, limit)
    ]


def _before_birth(text: str, limit: Threshold) -> bool:
    """Whether the age counts from conception and not from birth."""
    return _GESTATION.search(text, max(0, limit.start - 30), limit.end) is not None


@rule(
    "ELG-01",
    Severity.ERROR,
    Family.MISMATCH,
    "Registered age, sex and healthy flag agree with the criteria",
    DEFINITIONS,
    lambda study: study.criteria is not None,
)
def flags_agree_with_criteria(study: StudyText) -> Iterator[Hit]:
    given = study.view.eligibility
    ages = _stated_ages(study)
    yield from _age_conflict(ages, _registered_age(given.minimum_age), "lower", "minimumAge")
    yield from _age_conflict(ages, _registered_age(given.maximum_age), "upper", "maximumAge")
    yield from _sex_conflict(study)
    if given.healthy_volunteers is False:
        for criterion in entry_criteria(study):
            match = _HEALTHY.search(criterion)
            if match and criterion.kind == "inclusion":
                message = "Healthy people are asked for, and the record says that none are taken."
                yield criterion.hit(match, message, "Set the flag as the criteria say.")


def _age_conflict(
    ages: list[tuple[EntryCriterion, Threshold]],
    registered: tuple[Decimal, str] | None,
    side: str,
    key: str,
) -> Iterator[Hit]:
    """A stated limit that differs from the registered one; one of several may agree with it."""
    stated = [(c, limit, b) for c, limit in ages if (b := getattr(limit, side))]
    stated = [s for s in stated if not registered or _comparable(s[1], registered[1])]
    if not stated or (registered and any(_same_age(s, registered) for s in stated)):
        return
    criterion, limit, bound = stated[0]
    shown = f"{registered[0]} {registered[1]}s" if registered else "no limit"
    yield criterion.hit(
        (limit.start, limit.end),
        f"The criterion says {bound.value} {limit.unit or 'year'}s, the field {key} {shown}. "
        "Searches use the field, so people are wrongly found or missed.",
        f"Set {key} to the criterion's value, or correct the criterion.",
    )


def _comparable(limit: Threshold, unit: str) -> bool:
    """Whether its unit is that of its bounds: "6 months to 17 years" has one for each."""
    is_range = limit.lower is not None and limit.upper is not None
    return limit.unit in ("", unit) or (limit.unit in _DAYS and not is_range)


def _same_age(
    stated: tuple[EntryCriterion, Threshold, Bound], registered: tuple[Decimal, str]
) -> bool:
    """Equal in one unit, and within a twentieth in two: 12 months is 1 year."""
    (_, limit, bound), (value, unit) = stated, registered
    if limit.unit in ("", unit):
        return bound.value == value
    days, other = bound.value * _DAYS[limit.unit], value * _DAYS[unit]
    return abs(days - other) * 20 <= max(days, other)


def _sex_conflict(study: StudyText) -> Iterator[Hit]:
    sex = study.view.eligibility.sex
    inclusion = Texts([c for c in entry_criteria(study) if c.kind == "inclusion"])
    both = [(c, match) for c in inclusion if (match := _BOTH_SEXES.search(c))]
    one = [(c, match) for c in inclusion if (match := _ONE_SEX.search(c))]
    any_male = _ANY_MALE.occur_in(inclusion)
    suggestion = "Make the field and the criterion agree."
    if sex in ("MALE", "FEMALE") and both:
        message = f"The field says {sex.lower()} only, and the criterion admits both sexes."
        yield both[0][0].hit(both[0][1], message, suggestion)
    if sex == "ALL" and one and not any_male and not both:
        message = "The field admits all sexes, and the criterion one only."
        yield one[0][0].hit(one[0][1], message, suggestion)


def _numeric_organs(study: StudyText) -> set[str]:
    quantities = {
        limit.quantity for criterion in entry_criteria(study) for limit in criterion.limits
    }
    return {organ for organ, _, names in _ORGANS if quantities & names}


@rule(
    "ELG-05",
    Severity.WARNING,
    Family.MISMATCH,
    "The population text says the same as the criteria",
    REVIEW_CRITERIA,
    lambda study: study.population is not None and study.criteria is not None,
)
def population_equals_criteria(study: StudyText) -> Iterator[Hit]:
    field = study.population
    if field is None:
        return
    numeric = _numeric_organs(study)
    for match in _DEGREE.finditer(field):
        organs = [o for o, words, _ in _ORGANS if o in numeric and words.search(match["what"])]
        if organs:
            yield field.hit(
                match,
                f"The population text grades the {' and '.join(organs)} in words, the criteria by "
                "a value. A person may fit one and not the other.",
                "Repeat the criterion's value, or leave the condition out of the population text.",
            )
    yield from _population_age(field, study)


def _population_age(field: FieldText, study: StudyText) -> Iterator[Hit]:
    given = study.view.eligibility
    registered = (_registered_age(given.minimum_age), _registered_age(given.maximum_age))
    for limit in find_thresholds(field):
        if limit.quantity != "age" or limit.unit not in ("", "year"):
            continue
        pairs = zip((limit.lower, limit.upper), registered, strict=True)
        if any(bound and field_age and bound.value != field_age[0] for bound, field_age in pairs):
            message = "The ages differ from the registered ones."
            yield field.hit((limit.start, limit.end), message, f"Repeat the ages of {ELIGIBILITY}.")


RULES: Final = (flags_agree_with_criteria, population_equals_criteria)
