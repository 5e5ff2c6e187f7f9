"""Which items of a form are asked, given what stands in the others.

An item whose rule says no is neither required nor expected. While the rule is undetermined the item
is asked: what is missing is never silently "no".
"""

from __future__ import annotations

from collections.abc import Mapping

from trialwright.capture.participant import complete_date
from trialwright.definition.forms import Form, Item
from trialwright.definition.host_functions import as_decimal_value, exact_decimal
from trialwright.definition.measures import truth, whole_number
from trialwright.definition.rules import Rule, RuleValue


def not_asked(form: Form, values: Mapping[str, str]) -> frozenset[str]:
    """The items whose rule says no. `values` maps an item to its text; leave out what is missing.

    What stands in an item that is itself not asked does not count, so a chain of conditions falls
    together.
    """
    hidden: frozenset[str] = frozenset()
    for _ in form.items:
        given = _given(form, {name: text for name, text in values.items() if name not in hidden})
        found = frozenset(item.id for item in form.items if item.when and _says_no(item, given))
        if found == hidden:
            break
        hidden = found
    return hidden


def conditional(form: Form) -> bool:
    """Whether any item of the form is asked only sometimes."""
    return any(item.when for item in form.items)


def _says_no(item: Item, given: Mapping[str, RuleValue]) -> bool:
    return Rule(item.when or "").evaluate(given).value is False


def _given(form: Form, values: Mapping[str, str]) -> dict[str, RuleValue]:
    found = {name: _rule_value(form.by_id[name], text) for name, text in values.items()}
    return {name: value for name, value in found.items() if value is not None}


def _rule_value(item: Item, text: str) -> RuleValue | None:
    """A value as a rule reads it; None (unknown) for text that is not of the item's type."""
    match item.type:
        case "yes_no":
            return truth(text)
        case "integer":
            return whole_number(text)
        case "decimal":
            number = exact_decimal(text)
            return None if number is None else as_decimal_value(number)
        case "date":
            day = complete_date(text)
            return day.isoformat() if day else None
        case _:
            return text
