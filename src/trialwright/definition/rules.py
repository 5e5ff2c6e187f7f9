"""Rules: Common Expression Language with three-valued answers.

`true || unknown` is true and `false && unknown` is false; everything else that touches an unknown
is undetermined (None), and the answer names every input that was missing. What CEL gets wrong for
a trial is refused when the definition is loaded (see check_rule.py).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import cel

from trialwright.definition.host_functions import ANSWERED, HOST_FUNCTIONS, Undetermined
from trialwright.definition.rule_text import asked_names

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


@dataclass(frozen=True, eq=False)
class _Compiled:
    """What the text of a rule leads to, worked out once: a save of a form asks dozens of rules."""

    program: cel.Program
    variables: tuple[str, ...]
    names: tuple[str, ...]
    functions: tuple[str, ...]


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> _Compiled:
    program = cel.compile(expression)
    variables = program.variables()
    names = sorted({*variables, *asked_names(expression)})
    functions = sorted(set(program.functions()) - _OPERATORS)
    return _Compiled(program, tuple(variables), tuple(names), tuple(functions))


@dataclass(frozen=True)
class Rule:
    """One rule of the definition."""

    expression: str

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs the rule refers to, sorted. Raises ValueError if it does not parse."""
        return _compiled(self.expression).names

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions the rule calls, operators left out, sorted."""
        return _compiled(self.expression).functions

    def evaluate(self, values: Mapping[str, RuleValue]) -> Answer:
        """Answer from the given inputs; leave out what is missing, never pass None.

        Raises RuleFault when a value is of a type the rule cannot use.
        """
        reasons: list[str] = []
        compiled = _compiled(self.expression)
        context = cel.Context(
            variables={name: values[name] for name in compiled.variables if name in values},
            functions={name: self._bind(name, values, reasons) for name in compiled.functions},
        )
        try:
            value = compiled.program.execute(context)
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
