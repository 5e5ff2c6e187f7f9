"""The statements behind a report: record facts, assumptions, open decisions and their stand-ins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from trialwright.definition.analyses import Section as SectionName
from trialwright.definition.describe import where_recorded
from trialwright.definition.facts import FactRow, count_origins, list_facts
from trialwright.definition.load import Definition
from trialwright.definition.site_decisions import stand_ins
from trialwright.definition.study import SiteParameter
from trialwright.definition.synthetic import StandIn
from trialwright.report.document import (
    Block,
    Column,
    Heading,
    Paragraph,
    Run,
    Table,
    TableRow,
    Words,
    plain,
)

REHEARSAL = "REHEARSAL ASSUMPTION"
SIMULATION = "synthetic.yaml"
_TRUTH = {"True": "yes", "False": "no"}


def statement_blocks(definition: Definition, *, synthetic: bool) -> tuple[Block, ...]:
    """How many statements come from where; every assumption; every open decision."""
    # How people are simulated is no assumption of a study on real people.
    facts = tuple(f for f in list_facts(definition) if synthetic or f.file != SIMULATION)
    counts = count_origins(facts)
    sentence = (
        f"The definition of the study holds {counts['record']} statements taken from the registry "
        f"record, {counts['assumption']} assumptions where the record is silent, and "
        f"{counts['site parameter']} that the site decides."
    )
    return (
        Paragraph(plain(sentence)),
        Heading("Decisions of the site"),
        _site_table(definition, synthetic=synthetic),
        Heading("Assumptions of the study"),
        _assumption_table("assumptions", (f for f in facts if f.file != SIMULATION)),
        *_simulation_blocks(facts, synthetic=synthetic),
    )


def _simulation_blocks(facts: tuple[FactRow, ...], *, synthetic: bool) -> Iterator[Block]:
    if synthetic:
        yield Heading("Assumptions of the synthetic cohort")
        yield _assumption_table("simulation", (f for f in facts if f.file == SIMULATION))


def stand_in_warnings(
    definition: Definition, section: SectionName, *, synthetic: bool
) -> Iterator[Paragraph]:
    """A warning for each stand-in on which the numbers of a section rest."""
    used = stand_ins(definition, rehearsal=synthetic)
    for use in definition.report_text.stand_in_uses:
        if section in use.sections and use.parameter in used:
            parameter = definition.site.parameter(use.parameter)
            value = parameter.in_words(used[use.parameter].value)
            words = (Run(REHEARSAL, mark="warning"), Run(f" {parameter.label.en}: {value}."))
            yield Paragraph(words, "warning")


def design_table(definition: Definition) -> Table:
    """The facts of study.yaml, each with its source."""
    rows = [
        (
            fact.label.en,
            _TRUTH.get(fact.value, fact.value),
            _provenance(fact.source.origin, fact.source.summary),
        )
        for fact in definition.study.facts
    ]
    return _list_table("design", "Design", ("Statement", "Value", "Source"), (3, 4, 7), rows)


def recorded_outcome_blocks(definition: Definition) -> tuple[Block, ...]:
    """The registered outcomes that have no result here, said so that none is silently missing."""
    recorded = definition.endpoints.recorded
    if not recorded:
        return ()
    rows = [
        (o.label.en, o.rank, o.time_frame or "not stated", where_recorded(definition, o))
        for o in recorded
    ]
    heads = ("Outcome", "Rank", "Time frame, as registered", "Answers")
    sentence = "These registered outcomes are collected and not derived: they have no result here."
    table = _list_table("recorded-outcomes", "Outcomes without a result", heads, (5, 2, 4, 4), rows)
    return (Heading("Outcomes without a result"), Paragraph(plain(sentence)), table)


def record_note_table(definition: Definition) -> Table:
    """Where the record clashes with its own tools or leaves a gap, and how the study reads it."""
    rows = [
        (note.clash, _quoted(note.source.quote), note.reading, rules_words(note.source.rules))
        for note in definition.report_text.record_notes
    ]
    heads = ("Finding", "The record's words", "How this study reads it", "Rules")
    return _list_table("record-notes", "Notes on the record", heads, (5, 4, 6, 2), rows)


def _site_table(definition: Definition, *, synthetic: bool) -> Table:
    used = stand_ins(definition, rehearsal=synthetic)
    rows = [
        (parameter.label.en, parameter.needed_for.en, _decision(parameter), stand_in)
        for parameter in definition.site.parameters
        for stand_in in [_stand_in(used, parameter)]
    ]
    heads = ("Decision", "Needed for", "State", "Stand-in of this rehearsal")
    keep = None if used else 3
    return _list_table(
        "site", "Decisions of the site", heads[:keep], (4, 4, 3, 6)[:keep], [r[:keep] for r in rows]
    )


def _decision(parameter: SiteParameter) -> str:
    return parameter.in_words(parameter.value) if parameter.value is not None else "open"


def _stand_in(used: Mapping[str, StandIn], parameter: SiteParameter) -> Words:
    if parameter.id not in used:
        return plain("none")
    found = used[parameter.id]
    value = parameter.in_words(found.value)
    return (Run(REHEARSAL, mark="warning"), Run(f" {value} ({found.because})"))


def _assumption_table(identifier: str, facts: Iterable[FactRow]) -> Table:
    rows = [
        (_about(fact), fact.source, rules_words(fact.rules), f"{fact.file} {fact.key}")
        for fact in facts
        if fact.origin == "assumption"
    ]
    heads = ("About", "Assumption", "Rules", "Place in the definition")
    # A parameter of the simulation is found by its name; a place would repeat it.
    keep = 3 if identifier == "simulation" else None
    shares = (4, 6, 2, 6)[:keep]
    return _list_table(identifier, "Assumptions", heads[:keep], shares, [r[:keep] for r in rows])


def _about(fact: FactRow) -> str:
    """What a fact is about; a member of a list without a name is called by the list."""
    name = fact.about.en
    return fact.key.rpartition(".")[0].replace("_", " ") if name.isdigit() else name


def rules_words(rules: tuple[str, ...]) -> Words:
    """Rule numbers, none of them broken at its hyphen."""
    marked = [(Run(rule, mark="code"), Run(", ")) for rule in rules]
    return tuple(run for pair in marked for run in pair)[:-1]


def _quoted(quote: str | None) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{quote}\N{RIGHT DOUBLE QUOTATION MARK}" if quote else ""


def _provenance(origin: str, summary: str) -> str:
    return f"{origin}: {summary}"


def _list_table(
    identifier: str,
    title: str,
    heads: tuple[str, ...],
    shares: tuple[int, ...],
    rows: Iterable[tuple[str | Words, ...]],
) -> Table:
    columns = tuple(Column(h, "text", share) for h, share in zip(heads, shares, strict=True))
    cells = (tuple(plain(c) if isinstance(c, str) else c for c in row) for row in rows)
    return Table(identifier, title, columns, tuple(map(TableRow, cells)), style="list")
