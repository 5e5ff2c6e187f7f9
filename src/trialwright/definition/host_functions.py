"""The functions a rule may call: everything that calculates stays here, in whole days or Decimal.

The rule language computes in doubles, so it only combines answers; these functions compute. One
that cannot answer raises `Undetermined`, which makes the rule undetermined, never false.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from trialwright.instruments.calendar import add_months, completed_years
from trialwright.instruments.inputs import unit_key

DECIMAL_KEY = "decimal"


# Why a function cannot answer; a study gives further reasons with `undetermined`.
NO_REFERENCE: Final = "the reference value is not above zero"
BETWEEN: Final = "the value lies between {low} and {high}"
INCOMPLETE: Final = "a listed disease is incomplete"
REASONS: Final = (NO_REFERENCE, BETWEEN, INCOMPLETE)


class Undetermined(Exception):
    """A host function cannot answer from what it was given."""


def as_decimal_value(number: Decimal | str) -> dict[str, str]:
    """How a decimal travels through a rule: wrapped, so that CEL cannot compare or add it."""
    return {DECIMAL_KEY: str(number)}


def exact_decimal(text: str) -> Decimal | None:
    """The finite number that `text` writes, or None."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _number(value: Any) -> Decimal:
    if isinstance(value, dict) and DECIMAL_KEY in value:
        value = value[DECIMAL_KEY]
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise TypeError(f"expected a number, got {value!r}")
    number = exact_decimal(str(value))
    if number is None:
        raise TypeError(f"expected a number, got {value!r}")
    return number


def _date(value: Any) -> date:
    if not isinstance(value, str):
        raise TypeError(f"expected a date, got {value!r}")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise TypeError(f"expected a date such as 2026-03-02, got {value!r}") from None


def _completed_years(birth: Any, on: Any) -> int:
    return completed_years(_date(birth), _date(on))


def _days_between(start: Any, end: Any) -> int:
    return (_date(end) - _date(start)).days


def _months_after(start: Any, months: Any) -> str:
    return add_months(_date(start), int(months)).isoformat()


def _not_after(first: Any, second: Any) -> bool:
    return _date(first) <= _date(second)


def _above(value: Any, limit: Any) -> bool:
    return _number(value) > _number(limit)


def _ratio_above(value: Any, factor: Any, reference: Any) -> bool:
    """value > factor * reference, strictly; a reference of zero or less cannot answer."""
    limit = _number(reference)
    if limit <= 0:
        raise Undetermined(NO_REFERENCE)
    return _number(value) > _number(factor) * limit


def _same_unit(first: Any, second: Any) -> bool:
    """Whether two units are one, spelt alike or not (µmol/L, umol/L); nothing is converted."""
    return unit_key(first) == unit_key(second)


def _interval_at_most(low: Any, high: Any, bound: Any) -> bool:
    """True when the whole interval is at or below the bound, false when all of it is above."""
    if high <= bound:
        return True
    if low > bound:
        return False
    raise Undetermined(BETWEEN.format(low=low, high=high))


def _interval_at_least(low: Any, high: Any, bound: Any) -> bool:
    """True when the whole interval is at or above the bound, false when all of it is below."""
    return not _interval_at_most(low, high, bound - 1)


def _history_other_than(rows: Any, if_cured: Any, always: Any) -> bool:
    """Whether any row is a disease outside the permitted ones.

    `if_cured` types are permitted when cured is true; `always` types are permitted as such. One
    row that is certainly outside decides, whatever is unknown in the others.
    """
    verdicts = [_outside(row, if_cured, always) for row in rows]
    if any(verdict is True for verdict in verdicts):
        return True
    if any(verdict is None for verdict in verdicts):
        raise Undetermined(INCOMPLETE)
    return False


def _outside(row: Mapping[str, Any], if_cured: Sequence[str], always: Sequence[str]) -> bool | None:
    kind = row.get("type")
    if kind is None:
        return None
    if kind in always:
        return False
    if kind not in if_cured:
        return True
    cured = row.get("cured")
    return not cured if isinstance(cured, bool) else None


def _undetermined(reason: Any) -> bool:
    raise Undetermined(str(reason))


HOST_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "above": _above,
    "completed_years": _completed_years,
    "days_between": _days_between,
    "history_other_than": _history_other_than,
    "interval_at_least": _interval_at_least,
    "interval_at_most": _interval_at_most,
    "months_after": _months_after,
    "not_after": _not_after,
    "ratio_above": _ratio_above,
    "same_unit": _same_unit,
    "undetermined": _undetermined,
}
#: `answered('x')` is bound for each evaluation: it asks whether input x was given at all.
ANSWERED = "answered"
