"""The list of every statement of a definition with its provenance (`study facts`)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from trialwright.definition.check_facts import Statement, statements
from trialwright.definition.load import Definition
from trialwright.definition.provenance import Origin
from trialwright.definition.scalars import Bilingual, Model
from trialwright.definition.strict_yaml import dotted
from trialwright.definition.study import SiteParameter


@dataclass(frozen=True)
class FactRow:
    """One statement: where it stands, what it is about, where it comes from, the rules it cites.

    `value` is the value stated, where the statement is a value; "" where it is a whole part of the
    definition, such as a visit or a form.
    """

    file: str
    key: str
    about: Bilingual
    origin: Origin
    source: str
    rules: tuple[str, ...]
    value: str = ""


def list_facts(definition: Definition) -> tuple[FactRow, ...]:
    """Every sourced statement, in the order of the files, then the site's parameters."""
    sourced = tuple(fact_row(statement) for statement in statements(definition.models))
    return sourced + tuple(parameter_row(p) for p in definition.site.parameters)


def count_origins(facts: tuple[FactRow, ...]) -> dict[str, int]:
    """How many statements come from the record, from assumptions and from the site."""
    counts = Counter(fact.origin for fact in facts)
    return {origin: counts[origin] for origin in ("record", "assumption", "site parameter")}


def fact_row(statement: Statement) -> FactRow:
    """One sourced statement of a file."""
    key = dotted(statement.path).removesuffix(".source")
    return FactRow(
        statement.file,
        key,
        _about(statement.owner, key),
        statement.source.origin,
        statement.source.summary,
        statement.source.rules,
        _value(statement.owner),
    )


def parameter_row(parameter: SiteParameter) -> FactRow:
    """One decision of the site, open or taken."""
    source = "the site" if parameter.value else f"open; needed for {parameter.needed_for.en}"
    key = f"parameters.{parameter.id}"
    value = parameter.in_words(parameter.value) if parameter.value else ""
    return FactRow("site.yaml", key, parameter.label, "site parameter", source, (), value)


def _value(owner: Model) -> str:
    match getattr(owner, "value", None):
        case None:
            return ""
        case dict() as values:
            return ", ".join(f"{name} {number}" for name, number in values.items())
        case tuple() as numbers:
            return ", ".join(str(number) for number in numbers)
        case value:
            return str(value)


def _about(owner: Model, key: str) -> Bilingual:
    label = getattr(owner, "label", None)
    if isinstance(label, Bilingual):
        return label
    name = getattr(owner, "id", None) or key.rpartition(".")[2] or "the whole file"
    words = str(name).replace("_", " ")
    return Bilingual(en=words, zh=words)
