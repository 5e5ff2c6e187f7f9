"""The numbers of synthetic.yaml as the simulation reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NoReturn

from trialwright.definition.synthetic import Synthetic
from trialwright.errors import DefinitionError, Problem

FILE = "synthetic.yaml"


class Parameters:
    """Read access by name; a parameter that is missing or of another shape is refused by name."""

    def __init__(self, synthetic: Synthetic) -> None:
        self.planned = synthetic.participants
        self.first_day = _day(synthetic.first_enrolment, "first_enrolment")
        self.cutoff = _day(synthetic.data_cutoff, "data_cutoff")
        self._numbers: dict[str, float] = {}
        self._lists: dict[str, tuple[float, ...]] = {}
        self._tables: dict[str, Mapping[str, float]] = {}
        for name, parameter in synthetic.parameters.items():
            value = parameter.value
            if isinstance(value, tuple):
                self._lists[name] = tuple(float(number) for number in value)
            elif isinstance(value, dict):
                self._tables[name] = {key: float(number) for key, number in value.items()}
            else:
                self._numbers[name] = float(value)

    def number(self, name: str) -> float:
        """A single number."""
        return self._numbers[name] if name in self._numbers else _refuse(name, "a number")

    def numbers(self, name: str) -> tuple[float, ...]:
        """A list of numbers."""
        return self._lists[name] if name in self._lists else _refuse(name, "a list of numbers")

    def table(self, name: str) -> Mapping[str, float]:
        """Numbers by key."""
        return self._tables[name] if name in self._tables else _refuse(name, "a table of numbers")


def _refuse(name: str, shape: str) -> NoReturn:
    raise DefinitionError(
        Problem(FILE, 0, f"parameters.{name}", f"the simulation needs {shape} here", "add it")
    )


def _day(text: str, key: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DefinitionError(
            Problem(FILE, 0, key, f"{text!r} is no date", "write YYYY-MM-DD")
        ) from None
