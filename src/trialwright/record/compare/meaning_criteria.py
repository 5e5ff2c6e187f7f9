"""Who may take part now and could not before, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from trialwright.record.compare.changes import Meaning
from trialwright.record.compare.pairing import pair_texts
from trialwright.record.criteria import Criterion, split_criteria
from trialwright.record.models import Eligibility, StudyView
from trialwright.record.module_paths import ELIGIBILITY
from trialwright.record.thresholds import Bound, Threshold, parse_thresholds
from trialwright.record.wording import in_words, yes_no

_AGE = re.compile(r"([0-9]+) (Year|Month|Week|Day|Hour|Minute)s?")


def criteria_meanings(before: StudyView, after: StudyView) -> Iterator[Meaning]:
    """Ages, sex and healthy volunteers; then criteria that came, went or moved a number."""
    old, new = before.eligibility, after.eligibility
    if _ages(old) != _ages(new):
        yield Meaning(
            f"{ELIGIBILITY}.minimumAge", f"Age {_ages(old)} -> {_ages(new)}{_wider(old, new)}."
        )
    if old.sex != new.sex:
        yield Meaning(f"{ELIGIBILITY}.sex", f"Sex {_word(old.sex)} -> {_word(new.sex)}.")
    if old.healthy_volunteers != new.healthy_volunteers:
        values = (yes_no(old.healthy_volunteers), yes_no(new.healthy_volunteers))
        words = " -> ".join(value or "not registered" for value in values)
        yield Meaning(f"{ELIGIBILITY}.healthyVolunteers", f"Healthy volunteers {words}.")
    if old.criteria != new.criteria:
        yield from _criteria(old.criteria or "", new.criteria or "")


def _criteria(before: str, after: str) -> Iterator[Meaning]:
    path = f"{ELIGIBILITY}.eligibilityCriteria"
    old, new = split_criteria(before), split_criteria(after)
    for kind in ("inclusion", "exclusion", "unstated"):
        ours = [c for c in old if c.kind == kind]
        theirs = [c for c in new if c.kind == kind]
        pairs = pair_texts([c.text for c in ours], [c.text for c in theirs])
        for pair in pairs:
            a = None if pair.before is None else ours[pair.before]
            b = None if pair.after is None else theirs[pair.after]
            sentence = _criterion(a, b)
            if sentence:
                yield Meaning(path, sentence)


def _criterion(old: Criterion | None, new: Criterion | None) -> str | None:
    given = new or old
    assert given is not None
    title = f"{given.kind.capitalize()} criterion {given.number}"
    if old is None or new is None:
        return f"{title} is {'new' if old is None else 'gone'}: {_short(given.text)!r}."
    limits = [_limits(old.text), _limits(new.text)]
    moved = [(a, b) for a, b in zip(*limits, strict=False) if a != b]
    if len(limits[0]) == len(limits[1]) and moved:
        return f"{title}: " + "; ".join(f"{a} -> {b}" for a, b in moved) + "."
    return f"{title} was reworded." if old.text != new.text else None


def _limits(text: str) -> list[str]:
    return [_limit_words(threshold) for threshold in parse_thresholds(text)]


def _limit_words(limit: Threshold) -> str:
    numbers = [_bound(limit.lower, ">"), _bound(limit.upper, "<")]
    parts = [limit.quantity, " and ".join(filter(None, numbers)), limit.unit, limit.relative_to]
    return " ".join(part for part in parts if part)


def _bound(bound: Bound | None, sign: str) -> str:
    if bound is None:
        return ""
    value: Decimal = bound.value
    return f"{sign}{'=' if bound.inclusive else ''} {value}"


def _ages(eligibility: Eligibility) -> str:
    low, high = eligibility.minimum_age, eligibility.maximum_age
    years = [_AGE.fullmatch(age) if age else None for age in (low, high)]
    if years[0] and years[1] and years[0][2] == years[1][2]:
        return f"{years[0][1]}-{years[1][1]} {years[0][2].lower()}s"
    if low and high:
        return f"{low} to {high}"
    if low or high:
        return f"from {low}" if low else f"up to {high}"
    return "without limits"


def _wider(old: Eligibility, new: Eligibility) -> str:
    """Which ages in whole years may take part only before, or only now."""
    before = (_years(old.minimum_age), _years(old.maximum_age))
    after = (_years(new.minimum_age), _years(new.maximum_age))
    if None in (*before, *after):
        return ""
    parts = [
        f"{_span(*ages)} {word}"
        for ages, word in (
            ((after[0], _less(before[0])), "may take part now"),
            ((_more(before[1]), after[1]), "may take part now"),
            ((before[0], _less(after[0])), "may no longer take part"),
            ((_more(after[1]), before[1]), "may no longer take part"),
        )
        if _is_span(*ages)
    ]
    return f": people of {' and '.join(parts)}" if parts else ""


def _years(age: str | None) -> int | None:
    match = _AGE.fullmatch(age) if age else None
    return int(match[1][:4]) if match and match[2] == "Year" else None


def _less(age: int | None) -> int | None:
    return None if age is None else age - 1


def _more(age: int | None) -> int | None:
    return None if age is None else age + 1


def _is_span(low: int | None, high: int | None) -> bool:
    return low is not None and high is not None and low <= high


def _span(low: int | None, high: int | None) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _word(code: str | None) -> str:
    return in_words(code) if code else "not registered"


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:87].rstrip()}..."
