"""Any record that the registry's schema accepts is read, judged, exported and stored."""

from __future__ import annotations

import json
from datetime import date
from random import Random

import pytest
from fhir.resources.researchstudy import ResearchStudy
from hypothesis import given, settings
from hypothesis import strategies as st

from draft_answers import answer_all, last_answer, plain_answer
from generative.careful_reading import read_carefully
from schema_records import SCHEMA_FILE, load_schemas, random_study
from trialwright.definition import load_definition
from trialwright.record.exports.cdisc_ts import export_ts
from trialwright.record.exports.fhir import export_fhir
from trialwright.record.exports.formats import EXPORTERS, export_json, export_record, export_text
from trialwright.record.json_values import thaw
from trialwright.record.library.rows import derive_rows
from trialwright.record.lint.run import lint_record, outline_record
from trialwright.record.masking import mask_text
from trialwright.record.paths import value_at
from trialwright.record.propose import propose_corrections
from trialwright.record.propose_output import proposal_json
from trialwright.record.read import Record, parse_record
from trialwright.record.show import describe_record
from trialwright.record.terminal import render_terminal

SEEDS = st.integers(0, 2**32)
DAY = date(2025, 12, 24)
FEW = settings(max_examples=25, deadline=None)


@pytest.fixture(scope="module")
def schemas(reference_dirs):
    found = load_schemas(reference_dirs)
    if found is None:
        pytest.skip(f"no {SCHEMA_FILE} in the reference directories")
    return found


def drawn(schemas, seed: int) -> Record:
    study = random_study(schemas, Random(seed))
    return parse_record(json.dumps(study, ensure_ascii=False).encode(), "drawn.json")


@FEW
@given(seed=SEEDS)
def test_every_key_of_the_schema_is_known(schemas, seed):
    """But the interface's newest parts, which its metadata did not have when we took it."""
    assert drawn(schemas, seed).unknown_keys == ()


@FEW
@given(seed=SEEDS)
def test_the_registry_form_goes_round_unchanged(schemas, seed):
    record = drawn(schemas, seed)
    text = export_text(export_record(record, "registry", contacts=True), "registry")
    assert thaw(parse_record(text.encode(), "again.json").study) == thaw(record.study)


@FEW
@given(seed=SEEDS)
def test_every_export_is_written_and_the_resource_is_valid(schemas, seed):
    record = drawn(schemas, seed)
    for form in EXPORTERS:
        export = export_record(record, form)
        assert export_text(export, form)
        assert json.loads(export_json(export))["unmapped"] == list(export.unmapped)
    ResearchStudy.model_validate(export_fhir(record, contacts=True).content)


@FEW
@given(seed=SEEDS)
def test_every_row_of_the_trial_summary_has_a_value_or_a_null_flavour(schemas, seed):
    for row in export_ts(drawn(schemas, seed)).content:
        assert bool(row["TSVAL"]) != bool(row["TSVALNF"]), row


@FEW
@given(seed=SEEDS)
def test_every_record_is_judged_shown_and_corrected(schemas, seed):
    record = drawn(schemas, seed)
    report = lint_record(record, DAY)
    assert proposal_json(propose_corrections(record, report))
    assert render_terminal(describe_record(record), 80)


@FEW
@given(seed=SEEDS)
def test_every_record_becomes_rows_of_a_library(schemas, seed):
    record = drawn(schemas, seed)
    assert read_carefully(record.raw, record.name).study == record.study
    rows = derive_rows(record, outline_record(record, DAY))
    assert len(rows.outcomes) == rows.study["n_outcomes"]
    counts = (rows.study[name] for name in ("errors", "warnings", "notes"))
    assert sum(counts) == len(rows.findings)


@FEW
@given(seed=SEEDS)
def test_a_quote_stands_at_its_place_in_the_record(schemas, seed):
    """Addresses and telephone numbers are masked in a quote; a contact's own entry wholly so."""
    record = drawn(schemas, seed)
    for finding in lint_record(record, DAY).findings:
        if finding.span is None or finding.rule == "CON-01":
            continue
        text = str(value_at(record, finding.path))
        quoted = mask_text(text[finding.span.start : finding.span.end])
        assert quoted == finding.span.text, finding.rule


@settings(max_examples=8, deadline=None)
@given(seed=SEEDS, choose=st.sampled_from([plain_answer, last_answer]))
def test_every_record_is_drafted_and_answered_to_a_definition_that_loads(
    schemas, tmp_path_factory, seed, choose
):
    _, draft = answer_all(drawn(schemas, seed), choose)
    folder = tmp_path_factory.mktemp("draft")
    for name, raw in draft.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    assert load_definition(folder).study.registry_id == draft.registry_id
