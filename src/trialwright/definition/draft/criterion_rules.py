"""The ways a criterion can be decided: by a person, by conditions, by its limits, by a ready rule.

A rule is drafted from what the text says and a person chooses it; nothing is chosen by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from trialwright.definition.draft.decision import Option
from trialwright.definition.draft.templates import rule_input_trees, rule_templates
from trialwright.definition.draft.wording import clean, identifier
from trialwright.definition.scalars import Bilingual
from trialwright.record.thresholds import Threshold, parse_thresholds

JUDGED, CONDITIONS = "judged", "conditions"
SideKind = Literal["inclusion", "exclusion"]
_AGE_INPUTS = ("birth_date", "consent_date")
_MAX_LIMITS = 5
#: An age above it limits nobody.
OLDEST = 120
_JUDGED_LABEL = Bilingual(en="A person answers yes or no", zh="由人判断是或否")
_CONDITIONS_LABEL = Bilingual(
    en="By named yes-or-no conditions (all must hold to include, any one excludes)",
    zh="由若干是/否条件判定（纳入须全部满足，排除只需其一）",
)


@dataclass(frozen=True)
class RulePlan:
    """How one criterion is decided: its rule, its inputs, the items these need, the measures used.

    `items` are the items to be added, by form.
    """

    rule: str
    inputs: dict[str, dict[str, Any]]
    items: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    measures: tuple[str, ...] = ()
    judgement: bool = False


@dataclass(frozen=True)
class Limit:
    """A limit in the text that can be computed exactly, and the option that stands for it."""

    id: str
    threshold: Threshold
    words: str

    @property
    def is_age(self) -> bool:
        """Whether it limits the age in years."""
        return self.threshold.quantity == "age" and self.threshold.unit in ("year", "")

    @property
    def is_relative(self) -> bool:
        """Whether its number multiplies the upper limit of normal."""
        return self.threshold.relative_to == "ULN"

    @property
    def option(self) -> Option:
        """The limit as an answer."""
        en, zh = f"Computed from: {self.words}", f"按此计算：{self.words}"
        return Option(self.id, Bilingual(en=en, zh=zh))


def limits_of(text: str) -> tuple[Limit, ...]:
    """The limits of a criterion that a rule can decide without rounding."""
    kept = [each for each in parse_thresholds(text) if _is_computable(each)][:_MAX_LIMITS]
    return tuple(_limit(number, each) for number, each in enumerate(kept, 1))


def _limit(number: int, threshold: Threshold) -> Limit:
    return Limit(f"limit_{number}", threshold, _reading(threshold))


def _reading(threshold: Threshold) -> str:
    """A limit as it was understood, such as "creatinine > 1.5 ULN"."""
    lower, upper = threshold.lower, threshold.upper
    bounds = []
    if lower:
        bounds.append(f"{'≥' if lower.inclusive else '>'} {lower.value}")
    if upper:
        bounds.append(f"{'≤' if upper.inclusive else '<'} {upper.value}")
    unit = " ".join(part for part in (threshold.unit, threshold.relative_to) if part)
    return clean(f"{threshold.quantity} {', '.join(bounds)} {unit}")


def _is_computable(threshold: Threshold) -> bool:
    bounds = [bound for bound in (threshold.lower, threshold.upper) if bound]
    if any(_plain(bound.value) is None for bound in bounds):
        return False
    if threshold.quantity == "age":
        whole = all(b.value == int(b.value) and 0 < b.value <= OLDEST for b in bounds)
        return threshold.unit in ("year", "") and whole
    if threshold.relative_to == "ULN":
        # `ratio_above` asks "more than"; "at least 2 times" has no exact form.
        lower, upper = threshold.lower, threshold.upper
        return (lower is None or not lower.inclusive) and (upper is None or upper.inclusive)
    # A length of time is no value that a laboratory or a scale gives.
    timed = threshold.unit in ("year", "month", "week", "day", "hour", "minute")
    return threshold.relative_to == "" and bool(threshold.quantity) and not timed


def _plain(value: Decimal) -> str | None:
    text = format(value, "f")
    return text if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,9})?", text) else None


def rule_options(text: str, kind: SideKind, limits: Iterable[Limit]) -> tuple[Option, ...]:
    """The answers offered for one criterion."""
    folded = text.casefold()
    ready = (
        Option(key, each.label)
        for key, each in rule_templates().items()
        if each.kind == kind and any(word in folded for word in each.words)
    )
    person = Option(JUDGED, _JUDGED_LABEL), Option(CONDITIONS, _CONDITIONS_LABEL)
    return (*(limit.option for limit in limits), *ready, *person)


def judged_rule(name: str, label: dict[str, str], source: dict[str, object]) -> RulePlan:
    """A person answers the criterion as a whole."""
    item = _yes_no(name, label, source)
    reference = {name: {"item": f"screening_answers.{name}"}}
    return RulePlan(name, reference, {"screening_answers": [item]}, judgement=True)


def conditions_rule(
    kind: SideKind, labels: dict[str, dict[str, str]], source: dict[str, object]
) -> RulePlan:
    """All conditions must hold to include; any one excludes (ELI-00)."""
    joint = " && " if kind == "inclusion" else " || "
    items = [_yes_no(name, label, source) for name, label in labels.items()]
    inputs = {name: {"item": f"medical_history.{name}"} for name in labels}
    return RulePlan(joint.join(labels), inputs, {"medical_history": items})


def _yes_no(name: str, label: dict[str, str], source: dict[str, object]) -> dict[str, Any]:
    sharing = {"action": "drop", "because": "an answer of screening"}
    return {"id": name, "label": label, "type": "yes_no", "sharing": sharing, "source": source}


def ready_rule(key: str, values: Iterable[str]) -> RulePlan:
    """A rule of the templates, with the values it asks for put in."""
    template, given = rule_templates()[key], list(values)
    listed = ", ".join(f"'{value}'" for value in given)
    rule = template.rule.replace("{values}", listed).replace("{value}", "".join(given))
    inputs = {name: rule_input_trees()[name] for name in template.uses}
    return RulePlan(rule, inputs, measures=template.measures, judgement=template.judgement)


def age_rule(lower: str | None, upper: str | None) -> RulePlan:
    """Completed years on the day of consent; a bound is written with its comparison, as ">= 18"."""
    years = "completed_years(birth_date, consent_date)"
    rule = " && ".join(f"{years} {bound}" for bound in (lower, upper) if bound)
    return RulePlan(rule, {name: rule_input_trees()[name] for name in _AGE_INPUTS})


def limit_rule(
    limit: Limit, name: str, units: tuple[str, ...], source: dict[str, object]
) -> RulePlan:
    """A limit as a rule: age in completed years, else a value entered on `screening_values`."""
    threshold = limit.threshold
    if limit.is_age:
        lower, upper = threshold.lower, threshold.upper
        return age_rule(
            f"{'>=' if lower.inclusive else '>'} {int(lower.value)}" if lower else None,
            f"{'<=' if upper.inclusive else '<'} {int(upper.value)}" if upper else None,
        )
    value = identifier(threshold.quantity or name, "value", (), lower=True)[:30]
    own = f"{name}_{value}"[:36].rstrip("_")
    items = [_measured(own, threshold.quantity or name, units, source)]
    inputs = {own: {"item": f"screening_values.{own}"}}
    if limit.is_relative:
        items.append(_measured(f"{own}_uln", f"{threshold.quantity}, ULN", units, source))
        inputs[f"{own}_uln"] = {"item": f"screening_values.{own}_uln"}
        for each in (own, f"{own}_uln") if units else ():
            short = each.replace("_uln", "_l") if each.endswith("_uln") else each
            inputs[f"{short}_u"] = {"unit_of": f"screening_values.{each}"}
    rule = " && ".join(_comparisons(threshold, own, bool(units)))
    return RulePlan(rule, inputs, {"screening_values": items})


def _comparisons(threshold: Threshold, own: str, has_units: bool) -> Iterator[str]:
    """Exact comparisons: `above` is strict, so "at least" is "not: the limit above the value"."""
    if threshold.relative_to == "ULN":
        yield from _relative(threshold, own, has_units)
        return
    if lower := threshold.lower:
        number = _plain(lower.value)
        yield f"!above('{number}', {own})" if lower.inclusive else f"above({own}, '{number}')"
    if upper := threshold.upper:
        number = _plain(upper.value)
        yield f"!above({own}, '{number}')" if upper.inclusive else f"above('{number}', {own})"


def _relative(threshold: Threshold, own: str, has_units: bool) -> Iterator[str]:
    for bound, sign in ((threshold.lower, ""), (threshold.upper, "!")):
        if bound is None:
            continue
        compared = f"{sign}ratio_above({own}, '{_plain(bound.value)}', {own}_uln)"
        if not has_units:
            yield compared
            continue
        apart = "undetermined('the value and its upper limit are in different units')"
        yield f"(same_unit({own}_u, {own}_l_u) ? {compared} : {apart})"


def _measured(
    name: str, text: str, units: tuple[str, ...], source: dict[str, object]
) -> dict[str, Any]:
    tree: dict[str, Any] = {
        "id": name,
        "label": {"en": text, "zh": text},
        "type": "decimal",
        "unit": units[0] if units else "none",
        # The record gives no plausible range; this one only keeps absurd entries out.
        "range": ["0", "1000000000"],
        "step": "0.001",
        "sharing": {"action": "drop", "because": "a value of screening"},
        "source": source,
    }
    return {**tree, "other_units": list(units[1:])} if units[1:] else tree
