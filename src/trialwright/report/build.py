"""Build the report of a study from its definition, a snapshot and the results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trialwright.analysis.results import ResultRow
from trialwright.capture.data_findings import CheckedData
from trialwright.datasets.snapshot import Snapshot
from trialwright.definition.analyses import Display
from trialwright.definition.analyses import Section as SectionName
from trialwright.definition.load import Definition
from trialwright.report.appendix import SourceNames, result_blocks, source_block
from trialwright.report.data_section import data_blocks
from trialwright.report.displays import analyses_of, display_table
from trialwright.report.document import (
    Block,
    BulletList,
    Heading,
    Paragraph,
    Report,
    Run,
    Section,
    plain,
)
from trialwright.report.evidence import Evidence, number_rows
from trialwright.report.flow_figure import flow_figure
from trialwright.report.statements import (
    design_table,
    record_note_table,
    recorded_outcome_blocks,
    rules_words,
    stand_in_warnings,
    statement_blocks,
)
from trialwright.report.summary import summary_blocks
from trialwright.report.survival_figure import survival_figure

#: The sections of displays in the order of the report, with their titles.
DISPLAY_SECTIONS: dict[SectionName, str] = {
    "flow": "Participant flow",
    "baseline": "Participants at enrolment",
    "primary": "Primary endpoint",
    "supplement": "The primary endpoint as an emulated trial",
    "secondary": "Secondary endpoints",
    "safety": "Safety",
    "quality_of_life": "Quality of life",
    "readings": "Both readings, side by side",
}

Titled = tuple[str, str, tuple[Block, ...]]


def build_report(
    definition: Definition,
    snapshot: Snapshot,
    results: Iterable[ResultRow],
    data: CheckedData | None = None,
) -> Report:
    """The report as a document: every number of its displays is one of `results`, only printed.

    `definition` is the one the results were made under, usually the snapshot's own. `data` is what
    the checks said of the entries; without it the report has no section on them.
    """
    evidence = number_rows(definition, results)
    study = definition.study
    return Report(
        title=study.title.en,
        short_title=study.short_title.en,
        registry_id=study.registry_id,
        synthetic=snapshot.synthetic,
        data_cutoff=snapshot.data_cutoff,
        facts=_facts(definition, snapshot),
        sections=(*_body(evidence, snapshot.synthetic, data), *_appendices(evidence)),
    )


def _facts(definition: Definition, snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    synthetic = snapshot.manifest["synthetic"]
    made = ", ".join(f"{key} {value}" for key, value in sorted((synthetic or {}).items()))
    return (
        ("Registration", definition.study.registry_id),
        ("Site", definition.site.name.en),
        ("Question", definition.study.question.en),
        ("Participants", f"synthetic; {made}" if synthetic else "real"),
        ("Data cut-off", snapshot.data_cutoff.isoformat()),
        ("Entries in the snapshot", str(snapshot.manifest["entries"])),
        ("Snapshot, SHA-256", snapshot.sha256),
        ("Definition, SHA-256", definition.hash),
    )


def _body(evidence: Evidence, synthetic: bool, data: CheckedData | None) -> Iterator[Section]:
    titled = [
        ("summary", "Summary", tuple(summary_blocks(evidence, synthetic))),
        *_opening(evidence.definition),
        *(
            (section, title, tuple(_display_blocks(evidence, section, synthetic)))
            for section, title in DISPLAY_SECTIONS.items()
        ),
        *([("data", "Checks of the data", tuple(data_blocks(data, synthetic)))] if data else []),
        *_closing(evidence.definition, synthetic),
    ]
    for number, (identifier, title, blocks) in enumerate(titled, start=1):
        yield Section(identifier, str(number), title, blocks)


def _opening(definition: Definition) -> Iterator[Titled]:
    text = definition.report_text
    about = tuple(Paragraph(plain(paragraph)) for paragraph in text.introduction)
    without = recorded_outcome_blocks(definition)
    yield "about", "What this report is", (*about, design_table(definition), *without)
    yield "record", "Notes on the record", (record_note_table(definition),)
    methods: list[Block] = []
    for method in text.methods:
        rules = (Run("  Rules ", mark="quiet"), *rules_words(method.rules), Run("."))
        methods += [Heading(method.title), Paragraph((Run(method.text), *rules))]
    yield "methods", "Methods", tuple(methods)


def _display_blocks(evidence: Evidence, section: SectionName, synthetic: bool) -> Iterator[Block]:
    yield from stand_in_warnings(evidence.definition, section, synthetic=synthetic)
    for display in evidence.definition.analyses.displays:
        if display.section == section:
            yield _display(evidence, display, synthetic)


def _display(evidence: Evidence, display: Display, synthetic: bool) -> Block:
    analyses = analyses_of(evidence, display)
    for analysis in analyses:
        if analysis.method == "participant_flow":
            table = display_table(evidence, display)
            return flow_figure(evidence, display, analysis, table, synthetic)
        if analysis.method == "kaplan_meier" and display.kind == "figure":
            return survival_figure(evidence, display, analysis, synthetic)
    return display_table(evidence, display)


def _closing(definition: Definition, synthetic: bool) -> Iterator[Titled]:
    limits = tuple(plain(text) for text in definition.report_text.limitations)
    yield "limitations", "Limitations and bias", (BulletList(limits),)
    statements = statement_blocks(definition, synthetic=synthetic)
    yield "statements", "Assumptions and open decisions", statements


def _appendices(evidence: Evidence) -> Iterator[Section]:
    endpoints = evidence.definition.endpoints.endpoints
    readings = (reading.id for endpoint in endpoints for reading in endpoint.sensitivities)
    names = SourceNames((numbered.row for numbered in evidence.rows), readings)
    results = tuple(result_blocks(evidence, names))
    yield Section("results", "A", "Results", results)
    yield Section("sources", "B", "Sources", (_ABOUT_SOURCES, source_block(names)))


_ABOUT_SOURCES = Paragraph(
    plain(
        "Each set names the derived rows behind a result, as endpoint, reading, participant and "
        "visit. A derived row names in turn the form entries that decided it."
    )
)
