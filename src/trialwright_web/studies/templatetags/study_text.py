"""Filters: labels, numbers, windows and dates as a page prints them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from trialwright.definition.scalars import Bilingual
from trialwright.definition.schedule import Visit
from trialwright.record import sections
from trialwright.record.lint.finding import Severity
from trialwright.record.marks import Stretch
from trialwright.record.terminal import safe_text
from trialwright.report import numerals

register = template.Library()

RECORD_WORDS = "record"
# "Primary outcome 1: ...", "Drug: ...": only what stands before the colon is ours.
NUMBERED = re.compile(r"(?P<kind>[A-Z][a-z ]+?)(?P<number> \d+)?: (?P<rest>.*)", re.DOTALL)

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")


@register.filter
def local(label: Bilingual) -> str:
    """A label of the study in the language of the page."""
    return label.in_language(get_language() or "en")


@register.filter
def of_record(words: str) -> str:
    """Words that stand around a record's own text, in the language of the page.

    The registered text itself stays as it is: what no translation names is returned unchanged.
    """
    if not words:
        return ""
    known = pgettext(RECORD_WORDS, words)
    found = NUMBERED.match(words) if known == words else None
    if found is None:
        return known
    kind, number, rest = found.groups()
    named = pgettext(RECORD_WORDS, kind)
    return words if named == kind else f"{named}{number or ''}: {rest}"


@register.filter
def is_day(cell: str | Sequence[Stretch]) -> bool:
    """Whether a cell of a table is a date or a month and so must not be broken at its hyphens."""
    text = cell if isinstance(cell, str) else "".join(stretch.text for stretch in cell)
    return ISO_DAY.fullmatch(text) is not None


@register.filter
def visible(text: object) -> str:
    """A foreign text in which every control and direction character is a visible code."""
    return safe_text(str(text))


@register.filter
def level(stretch: Stretch, levels: Mapping[int, Severity]) -> Severity:
    """The highest severity among the findings that quote a stretch."""
    return max((levels[number] for number in stretch.numbers), key=lambda s: s.rank)


@register.filter
def part_kind(part: sections.Part) -> str:
    """Which kind of part of a record this is: heading, rows, table, prose or code."""
    return type(part).__name__.lower()


@register.filter
def window(visit: Visit) -> str:
    """The days before and after the due day: ±7, −28 to +2, or the day itself."""
    low, high = visit.window
    if low == high == 0:
        return _("the day itself")
    if -low == high:
        return f"±{high}"
    return _("{low} to {high}").format(low=_signed(low), high=_signed(high))


@register.filter
def percent(value: float | None) -> str:
    """A proportion with one decimal and its sign; a dash where there is none."""
    return numerals.NOTHING if value is None else f"{numerals.percentage(value)}%"


@register.filter
def ratio(value: float | None) -> str:
    """A ratio with two decimals."""
    return numerals.NOTHING if value is None else numerals.fixed(value, 2)


@register.filter
def p_value(value: float | None) -> str:
    """A P value with its relation: "= 0.012" or "< 0.001"."""
    if value is None:
        return numerals.NOTHING
    text = numerals.p_value(value)
    return f"{text[0]} {text[1:]}" if text[0] in "<>" else f"= {text}"


@register.filter
def whole(value: float | None) -> str:
    """A count."""
    return numerals.NOTHING if value is None else f"{value:,.0f}"


@register.filter
def bound(value: Decimal) -> str:
    """The end of a range, with every digit that was declared."""
    return f"{value:,f}"


@register.filter
def day(value: date) -> str:
    """A date in the language of the page."""
    return date_format(value, _("j F Y"))


@register.filter
def last_label(visits: Sequence[Visit]) -> str:
    """The label of the last visit."""
    return local(visits[-1].label)


@register.filter
def week_list(visits: Iterable[Visit]) -> str:
    """The visits by their labels, separated as the language does."""
    return pgettext("between names", ", ").join(local(visit.label) for visit in visits)


def _signed(days: int) -> str:
    return str(days) if days == 0 else f"{days:+d}".replace("-", numerals.MINUS)
