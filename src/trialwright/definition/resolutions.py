"""What a study does about each finding on its record: the statements that cite the rule."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from trialwright.definition.check_facts import Statement, statements
from trialwright.definition.facts import FactRow, fact_row, parameter_row
from trialwright.definition.load import Definition
from trialwright.definition.study import SiteParameter

_RULE = re.compile(r"\b[A-Z]{3}-[0-9]{2}\b")


def resolutions(definition: Definition) -> dict[str, tuple[str, ...]]:
    """By rule id, one sentence per statement of the definition that cites the rule.

    A decision of the site that names the rule in what it is needed for answers it too, open or not.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for statement in statements(definition.models):
        for rule in _cited(statement):
            found[rule].append(_sentence(fact_row(statement), _note(statement)))
    for parameter in definition.site.parameters:
        for rule in _named(parameter):
            found[rule].append(_sentence(parameter_row(parameter)))
    return {rule: tuple(dict.fromkeys(sentences)) for rule, sentences in found.items()}


def _cited(statement: Statement) -> Iterator[str]:
    yield from statement.source.rules
    yield from getattr(statement.owner, "rules", ())


def _named(parameter: SiteParameter) -> list[str]:
    return _RULE.findall(parameter.needed_for.en)


def _note(statement: Statement) -> str:
    note = getattr(statement.owner, "note", None)
    return note if isinstance(note, str) else ""


def _sentence(fact: FactRow, note: str = "") -> str:
    about = f"{fact.about.en}: {fact.value}" if fact.value else fact.about.en
    label = f" ({fact.origin})" if fact.origin == "assumption" else ""
    noted = f"; {note.rstrip('.')}" if note else ""
    return f"{about}{noted}; {fact.source}{label}"
