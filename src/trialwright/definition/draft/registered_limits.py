"""Age and sex as the record states them beside its text, where the text does not hold them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from trialwright.definition.draft.criterion_rules import OLDEST, RulePlan, age_rule
from trialwright.definition.draft.decision import Evidence
from trialwright.definition.draft.sources import from_record
from trialwright.definition.draft.templates import rule_input_trees
from trialwright.definition.draft.wording import Label
from trialwright.record.plaintext import plain_text
from trialwright.record.read import Record
from trialwright.record.thresholds import parse_thresholds

_MODULE = "protocolSection.eligibilityModule"
_YEARS = re.compile(r"([0-9]{1,3}) Years?")
_SEXES = {"FEMALE": ("F", "Women only", "仅限女性"), "MALE": ("M", "Men only", "仅限男性")}

Drafted = tuple[dict[str, Any], RulePlan] | str | None


def registered_limits(record: Record, text: str) -> list[Drafted]:
    """Criteria for a registered sex, and for a registered age that no criterion mentions."""
    mentioned = any(each.quantity == "age" for each in parse_thresholds(plain_text(text).text))
    age = None if mentioned else registered_age(record)
    return [*_sex(record), *([] if age is None else [_criterion("AGE", age)])]


@dataclass(frozen=True)
class RegisteredLimit:
    """A limit that the record states in a field of its own."""

    label: Label
    plan: RulePlan
    path: str


def registered_age(record: Record) -> RegisteredLimit | None:
    """The registered ages as a rule: completed years at consent, both bounds included (ELG-01).

    None where the record has no age, or one in another unit than years.
    """
    given = record.view.eligibility
    lowest, highest = _years(given.minimum_age), _years(given.maximum_age)
    if lowest is None and highest is None:
        return None
    stated = [("≥", lowest), ("≤", highest)]
    en = ", ".join(f"{sign} {age}" for sign, age in stated if age is not None)
    label = {"en": f"Age {en} years", "zh": f"年龄 {en} 岁"}
    plan = age_rule(
        None if lowest is None else f">= {lowest}", None if highest is None else f"<= {highest}"
    )
    return RegisteredLimit(
        label, plan, f"{_MODULE}.{'maximumAge' if lowest is None else 'minimumAge'}"
    )


def _years(registered: str | None) -> int | None:
    match = _YEARS.fullmatch(registered or "")
    return int(match[1]) if match and 0 < int(match[1]) <= OLDEST else None


def _sex(record: Record) -> list[Drafted]:
    known = _SEXES.get(record.view.eligibility.sex or "")
    if known is None:
        return []
    code, en, zh = known
    plan = RulePlan(f"sex == '{code}'", {"sex": rule_input_trees()["sex"]})
    return [_criterion("SEX", RegisteredLimit({"en": en, "zh": zh}, plan, f"{_MODULE}.sex"))]


def _criterion(name: str, limit: RegisteredLimit) -> Drafted:
    tree = {
        "id": name,
        "kind": "inclusion",
        "label": limit.label,
        "judgement": "false",
        "rule": limit.plan.rule,
        "rules": ["ELI-00"],
        "source": from_record(Evidence(limit.path), "ELG-01"),
    }
    return tree, limit.plan
