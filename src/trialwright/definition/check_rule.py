"""Whether a rule may be used: what CEL would let pass is refused when the study is loaded.

Refused are unknown names and functions, calls with too many or too few values, members and
indices, fractions (CEL computes in doubles), decimals outside a function, comparisons that can
never hold, and rules that can only ever answer one way.
"""

from __future__ import annotations

import difflib
import inspect
import itertools
from collections.abc import Iterable, Iterator, Mapping

from trialwright.definition.host_functions import ANSWERED, HOST_FUNCTIONS, as_decimal_value
from trialwright.definition.rule_text import Word, calls, comparisons, words
from trialwright.definition.rules import Rule, RuleFault, RuleInput, RuleValue

_MAX_SAMPLES = 20_000

Finding = tuple[str, str]


def check_rule(expression: str, inputs: Mapping[str, RuleInput]) -> list[Finding]:
    """Everything that is wrong with a rule, as (what, cure); empty when it may be used."""
    rule = Rule(expression)
    try:
        names = rule.names
    except ValueError as error:
        detail = str(error).partition("ERROR: ")[2].splitlines() or [str(error)]
        return [(f"the rule does not parse: {detail[0]}", "check brackets, quotes and operators")]
    found = [
        *_unknown_names(names, inputs),
        *_unknown_functions(rule),
        *_wrong_calls(expression),
        *_wrong_words(expression, inputs),
        *_wrong_comparisons(expression, inputs),
    ]
    return list(dict.fromkeys(found)) or _sample(rule, inputs)


def _unknown_names(names: Iterable[str], inputs: Mapping[str, RuleInput]) -> Iterator[Finding]:
    for name in names:
        if name not in inputs:
            yield f"the rule uses '{name}', which is no input", _nearest(name, inputs)


def _unknown_functions(rule: Rule) -> Iterator[Finding]:
    known = {*HOST_FUNCTIONS, ANSWERED}
    for name in rule.functions:
        if name.startswith(("_", "@")):
            what = f"the rule calculates with '{name.strip('_@')}'"
            yield what, "only functions calculate; add one to host_functions.py if none fits"
        elif name not in known:
            yield f"the rule calls '{name}', which is no function", _nearest(name, known)


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else f"use one of: {', '.join(sorted(known))}"


def _wrong_calls(expression: str) -> Iterator[Finding]:
    for call in calls(expression):
        given = len(call.arguments)
        if call.function == ANSWERED:
            literal = given == 1 and [word.kind for word in call.arguments[0]] == ["text"]
            if not literal:
                yield f"{ANSWERED} takes the name of one input in quotes", f"{ANSWERED}('ascites')"
        elif call.function in HOST_FUNCTIONS:
            wanted = list(inspect.signature(HOST_FUNCTIONS[call.function]).parameters)
            if given != len(wanted):
                shape = f"{call.function}({', '.join(wanted)})"
                yield f"{call.function} takes {len(wanted)} values, not {given}", f"write {shape}"


def _wrong_words(expression: str, inputs: Mapping[str, RuleInput]) -> Iterator[Finding]:
    end = Word("sign", "")
    found = (end, *words(expression), end)
    for before, word, after in zip(found, found[1:], found[2:], strict=False):
        kind = inputs.get(word.text) if word.kind == "name" else None
        alone = before.text in ("(", ",") and after.text in (")", ",")
        if word.kind == "fraction":
            cure = "write the number in quotes inside a function, such as above(x, '0.05')"
            yield "the rule compares with a fraction, which is not exact", cure
        elif _takes_apart(before, word):
            yield "the rule takes a value apart", "use whole inputs and the functions only"
        elif kind and kind.type == "decimal" and not alone:
            cure = "put it into a function, such as above(x, '0.05')"
            yield f"'{word.text}' is a decimal, which CEL cannot compare exactly", cure


def _takes_apart(before: Word, word: Word) -> bool:
    index = word == Word("sign", "[") and before.kind == "name" and before.text != "in"
    return index or word == Word("sign", ".")


def _wrong_comparisons(expression: str, inputs: Mapping[str, RuleInput]) -> Iterator[Finding]:
    for comparison in comparisons(expression):
        name, literal, kind = comparison.name, comparison.literal, inputs.get(comparison.name)
        if kind is None:
            continue
        expected = {"whole": "whole", "truth": "name"}.get(kind.type, "text")
        if literal.kind != expected:
            cure = {"whole": "leave out the quotes", "name": f"write {name} or !{name}"}
            what = f"the rule compares '{name}', which is {kind.type}, with {literal.text!r}"
            yield what, cure.get(expected, "write the code in quotes")
        elif kind.codes and literal.text not in kind.codes:
            what = f"the rule compares '{name}' with '{literal.text}', which is not a code"
            yield what, f"use one of: {', '.join(kind.codes)}"


def _sample(rule: Rule, inputs: Mapping[str, RuleInput]) -> list[Finding]:
    """Run the rule on typed samples: no type fault, and both answers within reach."""
    answers: set[bool | None] = set()
    for values in _samples(rule, inputs):
        try:
            answers.add(rule.evaluate(values).value)
        except RuleFault as fault:
            return [(f"the rule cannot be evaluated: {fault}", "check the types of its inputs")]
    cure = "check the codes and numbers it compares with"
    return [
        (f"the rule can never answer {str(wanted).lower()}", cure)
        for wanted in (True, False)
        if wanted not in answers
    ]


def _samples(rule: Rule, inputs: Mapping[str, RuleInput]) -> Iterator[dict[str, RuleValue]]:
    choices = [[(n, v) for v in _sample_values(inputs[n], rule.expression)] for n in rule.names]
    yield from (dict(c) for c in itertools.islice(itertools.product(*choices), _MAX_SAMPLES))
    # Past the limit the product has not varied its first inputs: vary each one alone as well.
    for i, options in enumerate(choices):
        rest = [c[-1] for j, c in enumerate(choices) if j != i]
        yield from (dict([*rest, option]) for option in options)


def _sample_values(kind: RuleInput, expression: str) -> list[RuleValue]:
    match kind.type:
        case "truth":
            return [False, True]
        case "whole":
            return [*sorted({0, 1, *_near_numbers(expression)})]
        case "decimal":
            return [as_decimal_value(n) for n in ("0", "1", "1000000")]
        case "date":
            # Also dates as many years apart as the rule says: "between 45 and 80 years".
            apart = [n for n in sorted(_near_numbers(expression)) if 0 < n <= 120]
            return ["1900-01-31", "1985-02-28", "2026-03-02", *(f"{2026 - n}-03-02" for n in apart)]
        case "code":
            return list(kind.codes)
        case "rows":
            return [[], [{"type": "other", "cured": True}]]
        case "text":
            literals = (word.text for word in words(expression) if word.kind == "text")
            return list(dict.fromkeys([*literals, "other"]))


def _near_numbers(expression: str) -> set[int]:
    """The whole numbers of a rule and their neighbours."""
    written = {int(word.text) for word in words(expression) if word.text.isdecimal()}
    return {n + step for n in written for step in (-1, 0, 1)}
