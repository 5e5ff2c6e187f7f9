"""Filters of the pages of oversight."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from django import template

from trialwright_web.capture.gate import PAGES
from trialwright_web.oversight.words import OBSTACLE_TEXTS, OBSTACLE_WORDS

register = template.Library()


@register.filter
def opens(roles: Collection[str], page: str) -> bool:
    """Whether somebody with these roles may open the page."""
    return bool(set(roles) & set(PAGES[page]))


@register.filter
def obstacle_word(kind: str) -> str:
    """The heading of one kind of obstacle."""
    return str(OBSTACLE_WORDS[kind])


@register.filter
def obstacle_text(what: str) -> str:
    """What an obstacle says: the question or finding, or the sentence of its kind."""
    return str(OBSTACLE_TEXTS.get(what, what))


@register.filter
def one_decimal(number: Fraction) -> str:
    """A number to one decimal."""
    return f"{float(number):.1f}"
