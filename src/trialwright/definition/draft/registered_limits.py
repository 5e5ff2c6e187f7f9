"""Age and sex as the record states them beside its text, where the text does not hold them."""

from __future__ import annotations

import re
from typing import Any

from trialwright.definition.draft.criterion_rules import OLDEST, RulePlan, age_rule
from trialwright.definition.draft.decision import Evidence
from trialwright.definition.draft.sources import from_record
from trialwright.definition.draft.templates import rule_input_trees
from trialwright.record.plaintext import plain_text
from trialwright.record.read import Record
from trialwright.record.thresholds import parse_thresholds

_MODULE = "protocolSection.eligibilityModule"
_YEARS = re.compile(r"([0-9]{1,3}) Years?")
_SEXES = {"FEMALE": ("F", "Women only", "仅限女性"), "MALE": ("M", "Men only", "仅限男性")}

Drafted = tuple[dict[str, Any], RulePlan] | str | None


def registered_limits(record: Record, text: str) -> list[Drafted]:
    """Criteria for a registered sex, and for a registered age that no criterion mentions.

    The registry's "N Years" are completed years, both bounds included; other units stay unread.
    """
    return [*_sex(record), *_age(record, text)]


def age_bound(registered: str | None) -> int | None:
    """A registered age in whole years; None where it is absent or in another unit."""
    match = _YEARS.fullmatch(registered or "")
    return int(match[1]) if match and 0 < int(match[1]) <= OLDEST else None


def _sex(record: Record) -> list[Drafted]:
    known = _SEXES.get(record.view.eligibility.sex or "")
    if known is None:
        return []
    code, en, zh = known
    plan = RulePlan(f"sex == '{code}'", {"sex": rule_input_trees()["sex"]})
    return [(_tree("SEX", {"en": en, "zh": zh}, plan, f"{_MODULE}.sex"), plan)]


def _age(record: Record, text: str) -> list[Drafted]:
    if any(each.quantity == "age" for each in parse_thresholds(plain_text(text).text)):
        return []
    given = record.view.eligibility
    lowest, highest = age_bound(given.minimum_age), age_bound(given.maximum_age)
    if lowest is None and highest is None:
        return []
    plan = age_rule(
        None if lowest is None else f">= {lowest}", None if highest is None else f"<= {highest}"
    )
    path = f"{_MODULE}.{'maximumAge' if lowest is None else 'minimumAge'}"
    en = " and ".join(
        f"{word} {age} years"
        for word, age in (("at least", lowest), ("at most", highest))
        if age is not None
    )
    zh = "，".join(
        f"{word} {age} 岁" for word, age in (("至少", lowest), ("至多", highest)) if age is not None
    )
    return [(_tree("AGE", {"en": f"Age {en}", "zh": f"年龄{zh}"}, plan, path), plan)]


def _tree(name: str, label: dict[str, str], plan: RulePlan, path: str) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "inclusion",
        "label": label,
        "judgement": "false",
        "rule": plan.rule,
        "rules": ["ELI-00"],
        "source": from_record(Evidence(path), "ELG-01"),
    }
