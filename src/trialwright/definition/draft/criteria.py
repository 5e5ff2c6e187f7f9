"""Eligibility: the record's text as numbered criteria, each decided as a person has chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from trialwright.definition.draft.criterion_rules import (
    CONDITIONS,
    JUDGED,
    Limit,
    RulePlan,
    SideKind,
    conditions_rule,
    judged_rule,
    limit_rule,
    limits_of,
    ready_rule,
    rule_options,
)
from trialwright.definition.draft.decision import Evidence, Option
from trialwright.definition.draft.registered_limits import registered_age, registered_limits
from trialwright.definition.draft.screening import dated
from trialwright.definition.draft.sheet import Sheet
from trialwright.definition.draft.sources import ANSWERED, assumed, from_record
from trialwright.definition.draft.templates import rule_input_trees, rule_templates
from trialwright.definition.draft.wording import Label, clean, quoted
from trialwright.definition.measures import MEASURES
from trialwright.definition.scalars import Bilingual
from trialwright.errors import DefinitionError, Problem
from trialwright.record.criteria import Criterion, split_criteria
from trialwright.record.read import Record

PATH = "protocolSection.eligibilityModule.eligibilityCriteria"
_REGISTERED_AGE = "registered_age"
_LETTERS = {"inclusion": "I", "exclusion": "E", "unstated": "U"}
#: No study has as many; the text is then no list of criteria.
MAX_CRITERIA = 400


@dataclass(frozen=True)
class Plan:
    """eligibility.yaml as far as it is decided, and the items its rules need, by form."""

    tree: dict[str, Any] | None
    items: dict[str, list[dict[str, Any]]]
    forms: frozenset[str]


def draft_criteria(sheet: Sheet, record: Record) -> Plan:
    """Number the criteria, recognise what can be computed, ask how each is decided."""
    text = record.view.eligibility.criteria or ""
    split = split_criteria(text)
    if len(split) > MAX_CRITERIA:
        what = f"{len(split)} criteria were found in the text, more than {MAX_CRITERIA}"
        raise DefinitionError(Problem(record.name, 0, PATH, what, "is this one study's record?"))
    drafted = [_criterion(sheet, record, text, each) for each in split]
    drafted += registered_limits(record, text)
    if all(each == "note" for each in drafted):
        # No criterion at all, or only remarks: somebody has to say who may take part.
        drafted += _named(sheet)
    done = [each for each in drafted if isinstance(each, tuple)]
    if None in drafted or not done:
        return Plan(None, {}, frozenset())
    plans = [plan for _, plan in done]
    inputs = _joined_inputs(sheet, done)
    measures = list(dict.fromkeys(name for plan in plans for name in plan.measures))
    at = quoted(PATH, text, "") if text else None
    tree: dict[str, Any] = {
        "version": "1",
        "source": from_record(at) if at else assumed(ANSWERED),
        "inputs": inputs,
        "derived": [_measure(name) for name in measures],
        "criteria": [tree for tree, _ in done],
    }
    return Plan(tree, dated(_joined_items(plans)), frozenset(_forms(inputs)))


def _criterion(
    sheet: Sheet, record: Record, text: str, given: Criterion
) -> tuple[dict[str, Any], RulePlan] | str | None:
    """One criterion and its rule; the word "note" for a remark, None while it is open."""
    at = quoted(PATH, text, given.text)
    name = f"{_LETTERS.get(given.kind, 'N')}{given.number}"
    sheet.read(f"{given.kind} {given.number}", given.text, at)
    kind: str | None = given.kind
    if kind == "unstated":
        kind = sheet.choice("criterion.*.kind", name, why=clean(given.text), at=at)
    if kind == "note" or kind is None:
        return kind
    side: SideKind = "inclusion" if kind == "inclusion" else "exclusion"
    label = sheet.words("criterion.*.label", name, given.title or given.text, at)
    plan = _rule(sheet, record, _Asked(name, side, given.text, at))
    if label is None or plan is None:
        return None
    return _tree(name, side, label, plan, from_record(at)), plan


def _tree(
    name: str,
    side: str,
    label: dict[str, str],
    plan: RulePlan,
    source: dict[str, object],
) -> dict[str, Any]:
    return {
        "id": name,
        "kind": side,
        "label": label,
        "judgement": "true" if plan.judgement else "false",
        "rule": plan.rule,
        "rules": ["ELI-00"],
        "source": source,
    }


@dataclass(frozen=True)
class _Asked:
    """A criterion whose rule is asked for."""

    name: str
    side: SideKind
    text: str
    at: Evidence


def _rule(sheet: Sheet, record: Record, asked: _Asked) -> RulePlan | None:
    limits, registered = limits_of(asked.text), registered_age(record)
    options = rule_options(asked.text, asked.side, limits)
    if registered and asked.side == "inclusion" and any(limit.is_age for limit in limits):
        options = (Option(_REGISTERED_AGE, _as_registered(registered.label)), *options)
    chosen = sheet.choice(
        "criterion.*.rule", asked.name, options=options, why=clean(asked.text), at=asked.at
    )
    if chosen == JUDGED:
        text = clean(asked.text)
        answer = f"answer_{asked.name.lower()}"
        return judged_rule(answer, {"en": text, "zh": text}, from_record(asked.at))
    if chosen == CONDITIONS:
        return _conditions(sheet, asked)
    if chosen in rule_templates():
        return _ready(sheet, asked.name, chosen)
    if chosen == _REGISTERED_AGE and registered:
        return registered.plan
    limit = next((limit for limit in limits if limit.id == chosen), None)
    return _limited(sheet, asked.name, limit, asked.at) if limit else None


def _as_registered(label: Label) -> Bilingual:
    en, zh = label["en"], label["zh"]
    return Bilingual(en=f"{en}, as the record's own fields say", zh=f"{zh}（按注册字段）")


def _conditions(sheet: Sheet, asked: _Asked) -> RulePlan | None:
    why = "the text names its conditions in words"
    names = sheet.several("criterion.*.conditions", asked.name, why=why, at=asked.at)
    labels = {}
    for each in names or ():
        if each in rule_input_trees() or each.startswith("answer_"):
            cure = "choose another name"
            sheet.refuse(f"criterion.{asked.name}.conditions", f"'{each}' is taken", cure)
        label = sheet.words("condition.*.label", each, each.replace("_", " "), None)
        if label is None:
            return None
        labels[each] = label
    source = from_record(asked.at)
    return conditions_rule(asked.side, labels, source) if labels else None


def _ready(sheet: Sheet, name: str, chosen: str) -> RulePlan | None:
    why = "the rule needs it in figures"
    asks = rule_templates()[chosen].asks
    if asks == "stages":
        stages = sheet.several("criterion.*.stages", name, why=why)
        return None if stages is None else ready_rule(chosen, stages)
    if asks == "points":
        points = sheet.number("criterion.*.points", name, why=why)
        return None if points is None else ready_rule(chosen, [str(points)])
    return ready_rule(chosen, [])


def _limited(sheet: Sheet, name: str, limit: Limit, at: Evidence) -> RulePlan | None:
    units: tuple[str, ...] | None = ()
    if limit.is_relative:
        why = "a limit that multiplies the upper limit of normal has no unit of its own"
        units = sheet.several("criterion.*.units", name, why=why, at=at)
    elif not limit.is_age and limit.threshold.unit:
        units = (limit.threshold.unit,)
    if units is None:
        return None
    return limit_rule(limit, f"v_{name.lower()}", units, from_record(at))


def _named(sheet: Sheet) -> list[tuple[dict[str, Any], RulePlan] | str | None]:
    """Criteria of a record that has none, as a person names them."""
    names = sheet.several("criteria.names", why="the record has no eligibility text")
    if names is None:
        return [None]
    source = assumed(ANSWERED)
    found: list[tuple[dict[str, Any], RulePlan] | str | None] = []
    for number, name in enumerate(names, 1):
        label = sheet.words("condition.*.label", name, name.replace("_", " "), None)
        if label is None:
            return [None]
        plan = judged_rule(f"answer_{name}"[:40], label, source)
        found.append((_tree(f"I{number}", "inclusion", label, plan, source), plan))
    return found


def _joined_inputs(
    sheet: Sheet, done: list[tuple[dict[str, Any], RulePlan]]
) -> dict[str, dict[str, Any]]:
    joined: dict[str, dict[str, Any]] = {}
    for tree, plan in done:
        for name, where in plan.inputs.items():
            if joined.setdefault(name, where) != where:
                cure = "choose another name"
                sheet.refuse(f"criterion.{tree['id']}.conditions", f"'{name}' is taken", cure)
    return joined


def _joined_items(plans: list[RulePlan]) -> dict[str, list[dict[str, Any]]]:
    """The items by form; a condition that several criteria name is asked once."""
    joined: dict[str, dict[str, dict[str, Any]]] = {}
    for plan in plans:
        for form, items in plan.items.items():
            for item in items:
                joined.setdefault(form, {}).setdefault(item["id"], item)
    return {form: list(items.values()) for form, items in joined.items()}


def _forms(inputs: dict[str, dict[str, Any]]) -> Iterator[str]:
    for where in inputs.values():
        rows = where.get("rows_of", {})
        for reference in (where.get("item"), where.get("unit_of"), rows.get("asked")):
            if reference:
                yield reference.partition(".")[0]
        if rows:
            yield rows["form"]


def _measure(name: str) -> dict[str, Any]:
    measure = MEASURES[name]  # type: ignore[index]
    return {"instrument": name, "inputs": list(measure.reads), "gives": list(measure.gives)}
