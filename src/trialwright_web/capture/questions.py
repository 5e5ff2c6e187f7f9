"""What a check says, in the language of the page, with the rule it applies and what mends it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from trialwright.capture.checks import CHECKS, read_finding, verdict_on
from trialwright.capture.finding import Finding, Kind
from trialwright.definition import Definition
from trialwright.definition.eligibility import Criterion
from trialwright.definition.host_functions import REASONS
from trialwright.sentence import Sentence, read_sentence, sentence
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
    return text_in_words(definition, place, query.question, kinds=(query.origin,))


def text_in_words(
    definition: Definition, place: tuple[str, str], text: str, kinds: Collection[str] = CHECKS
) -> str:
    """What a check of one of these kinds said of a form and an item, read from how it was stored.

    Text that no check says is a person's, and stays as it is.
    """
    found = _read(definition, place, text, kinds)
    return _in_words(*found) if found else text


def stored_finding(definition: Definition, place: tuple[str, str], text: str) -> Sentence | None:
    """What a check said of a form and an item, as a sentence; None where no check says so."""
    found = _read(definition, place, text, CHECKS)
    return found[1] if found else None


def _read(
    definition: Definition, place: tuple[str, str], text: str, kinds: Collection[str]
) -> tuple[Kind, Sentence] | None:
    form = definition.forms_by_id.get(place[0])
    item = form.by_id.get(place[1]) if form else None
    labels = {name: each.label for name, each in (("form", form), ("item", item)) if each}
    # A label may have been another one when the question was asked.
    found = read_finding(text, labels, kinds) or read_finding(text, {}, kinds)
    return (found[0], _with_verdicts(found[1])) if found else None


def reason_in_words(criterion: Criterion, reason: str) -> str:
    """Why the rule of a criterion leaves it open: a host function's words, or the study's own."""
    known = next((each for each in criterion.reasons if each.en == reason), None)
    if known:
        return known.in_language(get_language() or "en")
    read = (read_sentence(reason, template) for template in REASONS)
    return translated(next((found for found in read if found), reason))


def void_in_words(definition: Definition, because: str) -> str:
    """Why a signature does not hold: which form, and what happened to it."""
    name, _colon, why = because.partition(": ")
    form = definition.forms_by_id.get((*name.split("/"), "")[1])
    label = form.label.in_language(get_language() or "en") if form else name
    return f"{label}: {BECAUSE_WORDS.get(why, why)}"


def _in_words(kind: Kind, said: str) -> str:
    check = CHECKS[kind]
    what = translated(said)
    if check.cure:
        cure = translated(check.cure)
        what = pgettext("sentences", "{first} {second}").format(first=what, second=cure)
    return _("{what} (rule {rule})").format(what=what, rule=check.rule)


def _with_verdicts(said: Sentence) -> Sentence:
    """The verdicts of criteria as words of the list, which a stored text holds as their codes."""
    text = said.values.get("criteria")
    if not isinstance(text, str):
        return said
    criteria = [verdict_on(*found.groups()) for found in _VERDICT.finditer(text)]
    return sentence(said.template, **{**said.values, "criteria": criteria})
