"""Real records of other diseases and designs are drafted without a line of code for them."""

from __future__ import annotations

import json

import pytest

from draft_answers import answer_all, last_answer, plain_answer
from trialwright.definition import load_definition
from trialwright.definition.draft.draft import draft_study
from trialwright.definition.draft.folder import write_draft
from trialwright.record.read import read_record

# Decisions open at first, and criteria and outcomes read, by counting in the records.
COUNTED = {
    "NCT02210780": (12, 11),
    "NCT04207047": (28, 2),
    "NCT05925803": (23, 17),
    "NCT06171568": (1, 8),
}
FIRST_DECISIONS = {
    "NCT02210780": 36,
    "NCT04207047": 42,
    "NCT05925803": 52,
    "NCT06171568": 20,
}


@pytest.fixture(scope="module")
def record_files(reference_dirs):
    files = sorted(path for place in reference_dirs for path in place.glob("**/ctgov/**/NCT*.json"))
    if not files:
        pytest.skip("no registry records in the reference directories")
    return files


@pytest.mark.parametrize("choose", [plain_answer, last_answer], ids=["derived", "recorded"])
def test_a_foreign_record_becomes_a_definition_that_loads(record_files, tmp_path, choose):
    for path in record_files:
        answers, _ = answer_all(read_record(path), choose)
        (tmp_path / "answers.json").write_text(json.dumps(answers))
        write_draft(tmp_path / path.stem, path, tmp_path / "answers.json")
        drafted = load_definition(tmp_path / path.stem)
        outcomes = len(drafted.endpoints.endpoints) + len(drafted.endpoints.recorded)
        if path.stem in COUNTED:
            assert (len(drafted.eligibility.criteria), outcomes) == COUNTED[path.stem], path.stem


def test_the_first_decisions_on_each_foreign_record_are_counted(record_files):
    for path in record_files:
        draft = draft_study(read_record(path), {})
        if path.stem in FIRST_DECISIONS:
            assert len(draft.open_decisions) == FIRST_DECISIONS[path.stem], path.stem


def test_registered_arms_are_read_with_what_they_receive(record_files):
    path = next((path for path in record_files if path.stem == "NCT02210780"), None)
    if path is None:
        pytest.skip("the record is not among the reference files")
    draft = draft_study(read_record(path), {"language.labels": "same"})
    read = [(r.about, r.value) for r in draft.readings if r.about in ("group", "treatment")]
    assert read == [
        ("treatment", "Dupilumab"),
        ("treatment", "Placebo"),
        ("group", "Placebo qw"),
        ("group", "Dupilumab 300 mg qw"),
    ]
    assert not any(d.id.startswith(("group.", "drug.")) for d in draft.open_decisions)


def test_no_foreign_record_gets_an_answer_nobody_gave(record_files):
    for path in record_files:
        draft = draft_study(read_record(path), {})
        assert all(decision.answer is None for decision in draft.decisions)
        assert set(draft.files) <= {draft.record_file, "synthetic.yaml"}
