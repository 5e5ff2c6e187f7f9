"""Conditional items: each rule reads other items of its form, and can answer both ways."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.definition.check_rule import check_rule
from trialwright.definition.forms import Form
from trialwright.definition.parts import Parts
from trialwright.definition.rule_inputs import form_inputs
from trialwright.definition.rules import Rule
from trialwright.errors import Problem


def check_conditions(parts: Parts) -> Iterator[Problem]:
    """Every `when` loads; items that no other item shows stand at the start of each chain."""
    for file, form in parts.form_files:
        inputs = form_inputs(form, parts.codelist)
        if inputs is None:
            continue
        sound = True
        for index, item in enumerate(form.items):
            for what, cure in check_rule(item.when, inputs) if item.when else ():
                sound = False
                yield parts.documents[file].problem(("items", index, "when"), what, cure)
        for index in _in_circles(form) if sound else ():
            what = f"whether '{form.items[index].id}' is asked depends on itself"
            cure = "let the rule read only items that do not depend on this one"
            yield parts.documents[file].problem(("items", index, "when"), what, cure)


def _in_circles(form: Form) -> Iterator[int]:
    reads = {item.id: Rule(item.when).names if item.when else () for item in form.items}
    for index, item in enumerate(form.items):
        reached, next_ = set(reads[item.id]), list(reads[item.id])
        while next_:
            more = [name for name in reads[next_.pop()] if name not in reached]
            reached.update(more)
            next_ += more
        if item.id in reached:
            yield index
