"""What a check says, in the language of the page, with the rule it applies and what mends it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from trialwright.capture.checks import CHECKS, read_question, verdict_on
from trialwright.capture.finding import Finding
from trialwright.definition import Definition
from trialwright.sentence import Sentence, sentence
from trialwright_web.capture.models import Query
from trialwright_web.sentences import translated

_VERDICT = re.compile(r"(?P<criterion>\S+) (?P<verdict>FAIL|CD)")


def finding_in_words(finding: Finding) -> str:
    """What a finding says, the cure and the rule."""
    return check_in_words(finding.kind, finding.message)


def query_in_words(definition: Definition, query: Query) -> str:
    """What a query asks. A person's question is theirs and stays in their own words."""
    place = (query.form, query.item)
    return check_in_words(query.origin, asked(definition, place, query.origin, query.question))


def asked(definition: Definition, place: tuple[str, str], kind: str, text: str) -> str:
    """The question of a check about a form and an item, read back from how it was stored."""
    form = definition.forms_by_id.get(place[0])
    item = form.by_id.get(place[1]) if form else None
    known = {"form": form, "item": item}
    labels = {name: part.label for name, part in known.items() if part}
    # A label may have been another one when the question was asked.
    for given in (labels, {}):
        found = read_question(kind, text, given)
        if isinstance(found, Sentence):
            return _with_verdicts(found)
    return text


def check_in_words(kind: str, said: str) -> str:
    """What a check of this kind said, with its cure and its rule."""
    check = CHECKS.get(kind)  # type: ignore[call-overload]
    if check is None:
        return translated(said)
    cure = f" {translated(check.cure)}" if check.cure else ""
    what = translated(said) + cure
    return _("{what} (rule {rule})").format(what=what, rule=check.rule)


def _with_verdicts(said: Sentence) -> Sentence:
    """The verdicts of criteria as words of the list, which a stored text holds as their codes."""
    text = said.values.get("criteria")
    if not isinstance(text, str):
        return said
    criteria = [verdict_on(*found.groups()) for found in _VERDICT.finditer(text)]
    return sentence(said.template, **{**said.values, "criteria": criteria})
