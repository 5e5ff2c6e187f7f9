"""What a check says, in the language of the page, with the rule it applies and what mends it."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trialwright.capture.checks import CHECKS, read_finding, verdict_on
from trialwright.capture.finding import Finding
from trialwright.definition import Definition
from trialwright.sentence import Sentence, sentence
from trialwright_web.capture.models import Query
from trialwright_web.capture.words import BECAUSE_WORDS
from trialwright_web.sentences import translated

_VERDICT: Final = re.compile(r"(?P<criterion>\S+) (?P<verdict>FAIL|CD)")


def finding_in_words(finding: Finding) -> str:
    """What a finding says, what mends it and the rule."""
    return _in_words(finding.kind, finding.message)


def query_in_words(definition: Definition, query: Query) -> str:
    """What a query asks. A person's question is theirs and stays in their own words."""
    place = (query.form, query.item)
    return text_in_words(definition, place, query.origin, query.question)


def text_in_words(definition: Definition, place: tuple[str, str], kind: str, text: str) -> str:
    """What a check of this kind said of a form and an item, read from how it was stored.

    Text that no check says is a person's, and stays as it is.
    """
    form = definition.forms_by_id.get(place[0])
    item = form.by_id.get(place[1]) if form else None
    labels = {name: each.label for name, each in (("form", form), ("item", item)) if each}
    # A label may have been another one when the question was asked.
    found = read_finding(kind, text, labels) or read_finding(kind, text, {})
    return _in_words(kind, _with_verdicts(found)) if found else text


def void_in_words(definition: Definition, because: str) -> str:
    """Why a signature does not hold: which form, and what happened to it."""
    name, _colon, why = because.partition(": ")
    form = definition.forms_by_id.get((*name.split("/"), "")[1])
    label = form.label.in_language(get_language() or "en") if form else name
    return f"{label}: {BECAUSE_WORDS.get(why, why)}"


def _in_words(kind: str, said: Sentence | str) -> str:
    check = CHECKS[kind]  # type: ignore[index]
    what = translated(said)
    if check.cure:
        what = f"{what} {translated(check.cure)}"
    return _("{what} (rule {rule})").format(what=what, rule=check.rule)


def _with_verdicts(said: Sentence) -> Sentence:
    """The verdicts of criteria as words of the list, which a stored text holds as their codes."""
    text = said.values.get("criteria")
    if not isinstance(text, str):
        return said
    criteria = [verdict_on(*found.groups()) for found in _VERDICT.finditer(text)]
    return sentence(said.template, **{**said.values, "criteria": criteria})
