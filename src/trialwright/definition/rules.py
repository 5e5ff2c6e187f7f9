"""Rules: Common Expression Language with three-valued answers.

`true || unknown` is true and `false && unknown` is false; everything else that touches an unknown
is undetermined (None), and the answer names every input that was missing. What CEL gets wrong for
a trial is refused when the definition is loaded: fractions written as doubles, arithmetic on
decimals, names and functions that do not exist, codes that no code list holds, and rules that
can only ever answer one way.
"""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import cel

from trialwright.definition.host_functions import (
    ANSWERED,
    HOST_FUNCTIONS,
    Undetermined,
    as_decimal_value,
)

# The package logs every exception of a host function; here an Undetermined is an ordinary answer.
logging.getLogger("cel").setLevel(logging.CRITICAL)

InputType = Literal["truth", "whole", "decimal", "date", "code", "text", "rows"]
RuleValue = bool | int | str | dict[str, Any] | list[dict[str, Any]]

_OPERATORS = frozenset(
    [
        "_&&_",
        "_||_",
        "!_",
        "_==_",
        "_!=_",
        "_<_",
        "_<=_",
        "_>_",
        "_>=_",
        "@in",
        "_?_:_",
        "_+_",
        "_-_",
        "-_",
        "_[_]",
    ]
)
_TEXT = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_FRACTION = re.compile(r"\b\d+\.\d+|\b\d+[eE]")
_MAX_SAMPLES = 20_000


class RuleFault(Exception):
    """A rule misuses a value's type: a fault of the rule, not of the data."""


@dataclass(frozen=True)
class RuleInput:
    """What a rule may expect of one input: its type, and the codes of a coded one."""

    type: InputType
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a rule says. `value` None means undetermined.

    `absent` lists every input of the rule that was not given; `reasons` says why a function could
    not answer. Both are empty when the rule was decided.
    """

    value: bool | None
    absent: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One rule of the definition."""

    expression: str

    @cached_property
    def _program(self) -> cel.Program:
        return cel.compile(self.expression)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The inputs the rule refers to, sorted."""
        asked = re.findall(rf"\b{ANSWERED}\(\s*['\"](\w+)['\"]\s*\)", self.expression)
        return tuple(sorted({*self._program.variables(), *asked}))

    @cached_property
    def functions(self) -> tuple[str, ...]:
        """The functions the rule calls, operators left out, sorted."""
        return tuple(sorted(set(self._program.functions()) - _OPERATORS))

    def evaluate(self, values: Mapping[str, RuleValue]) -> Answer:
        """Answer from the given inputs; leave out what is missing, never pass None.

        Raises RuleFault when a value is of a type the rule cannot use.
        """
        reasons: list[str] = []
        context = cel.Context(
            variables={name: values[name] for name in self._program.variables() if name in values},
            functions={name: self._bind(name, values, reasons) for name in self.functions},
        )
        try:
            value = self._program.execute(context)
        except RuntimeError as error:
            if reasons or "Undefined variable" in str(error):
                return Answer(None, self._absent(values), tuple(dict.fromkeys(reasons)))
            raise RuleFault(f"{error}") from None
        except (TypeError, ValueError) as error:
            raise RuleFault(str(error).split(". ")[0]) from None
        if not isinstance(value, bool):
            raise RuleFault(f"a rule answers true or false, this one gave {value!r}")
        return Answer(value)

    def _absent(self, values: Mapping[str, RuleValue]) -> tuple[str, ...]:
        return tuple(name for name in self.names if name not in values)

    @staticmethod
    def _bind(name: str, values: Mapping[str, RuleValue], reasons: list[str]) -> Callable[..., Any]:
        if name == ANSWERED:
            return lambda asked: asked in values
        function = HOST_FUNCTIONS[name]

        def call(*arguments: Any) -> Any:
            try:
                return function(*arguments)
            except Undetermined as unknown:
                reasons.append(str(unknown))
                raise

        return call


def check_rule(expression: str, inputs: Mapping[str, RuleInput]) -> list[tuple[str, str]]:
    """Everything that is wrong with a rule, as (what, cure); empty when it may be used."""
    rule = Rule(expression)
    try:
        names = rule.names
    except ValueError as error:
        detail = str(error).partition("ERROR: ")[2].splitlines() or [str(error)]
        return [(f"the rule does not parse: {detail[0]}", "check brackets, quotes and operators")]
    found = [*_unknown_names(names, inputs), *_unknown_functions(rule)]
    if _FRACTION.search(_TEXT.sub("''", expression)):
        cure = "write the number in quotes inside a function, such as above(x, '0.05')"
        found.append(("the rule compares with a fraction, which is not exact", cure))
    found += _unknown_codes(expression, inputs)
    return found or _sample(rule, inputs)


def _unknown_names(
    names: tuple[str, ...], inputs: Mapping[str, RuleInput]
) -> list[tuple[str, str]]:
    known = ", ".join(sorted(inputs))
    return [
        (f"the rule uses '{name}', which is no input", f"declare it, or use one of: {known}")
        for name in names
        if name not in inputs
    ]


def _unknown_functions(rule: Rule) -> list[tuple[str, str]]:
    known = {*HOST_FUNCTIONS, ANSWERED}
    return [
        (
            f"the rule calls '{name}', which is no function",
            f"use one of: {', '.join(sorted(known))}",
        )
        for name in rule.functions
        if name not in known
    ]


def _unknown_codes(expression: str, inputs: Mapping[str, RuleInput]) -> list[tuple[str, str]]:
    found = []
    for name, code in _compared_codes(expression):
        kind = inputs.get(name)
        if kind and kind.codes and code not in kind.codes:
            cure = f"use one of: {', '.join(kind.codes)}"
            found.append((f"the rule compares '{name}' with '{code}', which is not a code", cure))
    return found


def _compared_codes(expression: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(r"\b(\w+)\s*(?:==|!=)\s*(?:'([^']*)'|\"([^\"]*)\")", expression):
        yield match[1], match[2] if match[2] is not None else match[3]
    for match in re.finditer(r"\b(\w+)\s+in\s+\[([^\]]*)\]", expression):
        for text in _TEXT.finditer(match[2]):
            yield match[1], text[1] if text[1] is not None else text[2]


def _sample(rule: Rule, inputs: Mapping[str, RuleInput]) -> list[tuple[str, str]]:
    """Run the rule on typed samples: no type fault, and both answers within reach."""
    answers: set[bool | None] = set()
    for values in _samples(rule, inputs):
        try:
            answers.add(rule.evaluate(values).value)
        except RuleFault as fault:
            cure = "check the types of its inputs; decimals may only go into functions"
            return [(f"the rule cannot be evaluated: {fault}", cure)]
    for wanted in (True, False):
        if wanted not in answers:
            word = str(wanted).lower()
            cure = "check the codes and numbers it compares with"
            return [(f"the rule can never answer {word}", cure)]
    return []


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
            near = {int(n) for n in re.findall(r"(?<![\w.'])\d+(?![\w.'])", expression)}
            return [*sorted({0, 1, *near, *(n + 1 for n in near), *(n - 1 for n in near)})]
        case "decimal":
            return [as_decimal_value(n) for n in ("0", "1", "1000000")]
        case "date":
            return ["1900-01-31", "1985-02-28", "2026-03-02"]
        case "code":
            return list(kind.codes)
        case "rows":
            return [[], [{"type": "other", "cured": True}]]
        case "text":
            literals = (m[1] or m[2] or "" for m in _TEXT.finditer(expression))
            return list(dict.fromkeys([*literals, "other"]))
