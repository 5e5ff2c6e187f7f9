"""What an instrument answered, as plain values: for JSON as they are, for a terminal in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from trialwright.commands.instrument_registry import Instrument
from trialwright.record.json_values import JsonValue

UNDETERMINED: Final = "cannot be determined"
# Decimals shown to a reader; JSON keeps every digit.
_SHOWN: Final = Decimal("0.0001")
# Names that are no words by themselves.
_WORDS: Final = {
    "tiv": "tumour in vein",
    "aphe": "arterial phase hyperenhancement",
    "nontargetoid_m": "LR-M features that are not targetoid",
    "lr5_v2018": "LR-5 by v2018",
    "lr5_record_literal": "LR-5 as the record words it",
    "lr5_readings_disagree": "the two readings of LR-5 disagree",
    "klass": "class",
    "platelets_10e9_l": "platelets in 10^9/L",
}


@dataclass(frozen=True)
class Answer:
    """The answer, what is missing for it, the rules that decided and everything else that is known.

    A table of scores has no single answer: then `is_table`, and the scores are the details.
    """

    value: JsonValue
    missing: tuple[str, ...]
    rules: tuple[str, ...]
    details: Mapping[str, JsonValue]
    is_table: bool = False


def answer_of(instrument: Instrument, result: object, gaps: Sequence[str]) -> Answer:
    """Read a result; where it does not name what is missing, every gap among its inputs is named."""
    attributes = _attributes(result)
    attributes |= {name: tell(result) for name, tell in instrument.also.items()}
    value = attributes.pop(instrument.answer, None) if instrument.answer else None
    if not instrument.answer and not isinstance(result, Mapping):
        value = result
    unknown = value is None
    if isinstance(result, Mapping):
        unknown = all(each is None for each in result.values())
    missing = attributes.pop("missing", tuple(gaps) if unknown else ())
    rules = attributes.pop("rules", instrument.rules)
    details = {name: _plain(each) for name, each in attributes.items()}
    is_table = isinstance(result, Mapping)
    return Answer(_plain(value), tuple(missing), tuple(rules), details, is_table)


def answer_json(name: str, answer: Answer) -> dict[str, JsonValue]:
    """The answer for machines; null means that it cannot be determined."""
    return {
        "instrument": name,
        "answer": answer.value,
        "missing": list(answer.missing),
        "rules": list(answer.rules),
        "details": dict(answer.details),
    }


def answer_lines(name: str, answer: Answer) -> Iterator[str]:
    """The answer for a reader, the most important line first."""
    if not answer.is_table or answer.missing:
        yield f"{name}: {_words(answer.value)}"
    else:
        yield f"{name}:"
    if answer.missing:
        yield f"  missing: {', '.join(map(_input, answer.missing))}"
    for label, value in answer.details.items():
        yield from _detail(label, value)
    if answer.rules:
        yield f"  rules: {', '.join(answer.rules)}"


def _attributes(result: Any) -> dict[str, Any]:
    """Fields and properties of a result, or the entries of a table of scores."""
    if isinstance(result, Mapping):
        return dict(result)
    if not is_dataclass(result):
        return {}
    names = [each.name for each in fields(result)]
    names += [name for name, each in vars(type(result)).items() if isinstance(each, property)]
    return {name: getattr(result, name) for name in names}


def _plain(value: Any) -> JsonValue:
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (Decimal, date)):
        return str(value)
    if isinstance(value, Mapping) or is_dataclass(value):
        return {str(name): _plain(each) for name, each in _attributes(value).items()}
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    if isinstance(value, (set, frozenset)):
        return [_plain(each) for each in sorted(value)]
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def _detail(label: str, value: JsonValue) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _detail(f"{label} {name}", each)
    elif value not in ("", []):
        yield f"  {_spaced(label)}: {_words(value)}"


def _words(value: JsonValue) -> str:
    if value is None:
        return UNDETERMINED
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return _shortened(value) if isinstance(value, str) else str(value)


def _shortened(text: str) -> str:
    """Round a number with more decimals than a reader needs; leave every other text alone."""
    whole, point, decimals = text.lstrip("-").partition(".")
    if not (point and whole.isdecimal() and decimals.isdecimal() and len(decimals) > 4):
        return text
    return str(Decimal(text).quantize(_SHOWN, ROUND_HALF_UP))


def _input(name: str) -> str:
    """Name a missing input, with its option where the words do not give it away."""
    return f"{_WORDS[name]} (--{name.replace('_', '-')})" if name in _WORDS else _spaced(name)


def _spaced(name: str) -> str:
    return _WORDS.get(name, name.replace("_", " "))
