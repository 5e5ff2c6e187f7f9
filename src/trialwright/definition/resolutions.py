"""What a study does about each finding on its record: the statements that cite the rule."""

from __future__ import annotations

from collections import defaultdict

from trialwright.definition.facts import FactRow, list_facts
from trialwright.definition.load import Definition


def resolutions(definition: Definition) -> dict[str, tuple[str, ...]]:
    """By rule id, one sentence per statement of the definition that cites the rule."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for fact in list_facts(definition):
        for rule in fact.rules:
            found[rule].append(_sentence(fact))
    return {rule: tuple(dict.fromkeys(sentences)) for rule, sentences in found.items()}


def _sentence(fact: FactRow) -> str:
    about = f"{fact.about.en}: {fact.value}" if fact.value else fact.about.en
    label = f" ({fact.origin})" if fact.origin == "assumption" else ""
    return f"{about}; {fact.source}{label}"
