"""What a study should send to the registry: what is certain, what a person decides."""

from __future__ import annotations

import json
from datetime import date

import pytest

from made_studies import PERSONAL, as_record, full_study
from trialwright.record.json_values import to_json
from trialwright.record.lint.run import lint_record
from trialwright.record.propose import (
    ARM_GROUPS,
    TO_DECIDE,
    KnownValue,
    merge_patch,
    propose_corrections,
)
from trialwright.record.propose_output import proposal_json, proposal_sections
from trialwright.record.terminal import render_terminal

DAY = date(2026, 1, 1)


def proposal_for(study, known=(), resolutions=None):
    record = as_record(study)
    report = lint_record(record, DAY).with_resolutions(resolutions or {})
    return propose_corrections(record, report, known)


def wordy(title="An Open-label, Randomized Study of Drug A", study_type="INTERVENTIONAL"):
    """A study whose title states what its fields do not."""
    study = full_study()
    design = study["protocolSection"]["designModule"]
    design["studyType"] = study_type
    for field in ("allocation", "maskingInfo"):
        del design["designInfo"][field]
    study["protocolSection"]["identificationModule"]["officialTitle"] = title
    return study


def test_every_correction_names_the_rule_that_asks_and_a_place_of_the_record():
    proposal = proposal_for(full_study())
    assert proposal.corrections
    for correction in proposal.corrections:
        assert correction.rule and correction.message
        assert correction.path.startswith("protocolSection.")


def test_a_rule_asks_once_for_one_place():
    asked = [(c.rule, c.path) for c in proposal_for(full_study()).corrections]
    assert len(asked) == len(set(asked))


def test_what_nobody_states_a_person_decides():
    proposal = proposal_for(full_study())
    assert {c.proposed for c in proposal.corrections if not c.certain} == {TO_DECIDE}


def test_the_words_of_the_definition_stand_beside_and_are_no_proposal():
    rule = next(c.rule for c in proposal_for(full_study()).corrections if not c.certain)
    proposal = proposal_for(full_study(), resolutions={rule: ("MRI every 12 weeks",)})
    for correction in proposal.corrections:
        if correction.rule == rule:
            assert correction.answers == ("MRI every 12 weeks",)
            assert correction.proposed == TO_DECIDE


def test_a_design_that_the_title_states_is_certain():
    proposal = proposal_for(wordy())
    certain = {c.path.rpartition(".")[2]: c.proposed for c in proposal.corrections if c.certain}
    assert certain == {"allocation": '"RANDOMIZED"', "masking": '"NONE"'}
    assert proposal.merge_patch == {
        "protocolSection": {
            "designModule": {
                "designInfo": {"allocation": "RANDOMIZED", "maskingInfo": {"masking": "NONE"}}
            }
        }
    }


def test_the_patch_applied_satisfies_the_rule_that_asked():
    study = wordy()
    assert "DSN-03" in {c.rule for c in proposal_for(study).corrections}
    patched = applied(study, proposal_for(study).merge_patch)
    assert "DSN-03" not in {c.rule for c in proposal_for(patched).corrections}


@pytest.mark.parametrize(
    "study",
    [
        pytest.param(wordy("A Double-Blind Study of Drug A"), id="who is masked stays open"),
        pytest.param(wordy(study_type="OBSERVATIONAL"), id="the type has no such field"),
        pytest.param(full_study(), id="the fields are filled"),
    ],
)
def test_no_certain_value_leaves_an_empty_patch(study):
    assert proposal_for(study).merge_patch == {}


def test_a_value_that_no_finding_asks_for_is_not_sent():
    known = KnownValue(ARM_GROUPS, [{"label": "X"}], frozenset({"ARM-01"}), "the definition")
    proposal = proposal_for(full_study(), [known])
    assert "armGroups" not in to_json(proposal.merge_patch)


def test_of_two_values_for_one_place_the_first_counts():
    values = [KnownValue("a.b", number, frozenset(), "") for number in (1, 2)]
    assert merge_patch([*values, KnownValue("a.c", 3, frozenset(), "")]) == {"a": {"b": 1, "c": 3}}


@pytest.mark.parametrize(
    "write", [proposal_json, lambda p: render_terminal(proposal_sections(p), 90)]
)
def test_no_contact_is_written(write):
    text = write(proposal_for(full_study()))
    assert [word for word in PERSONAL if word in text] == []


def test_the_json_holds_corrections_and_patch():
    answer = json.loads(proposal_json(proposal_for(wordy())))
    assert set(answer) == {"nct_id", "corrections", "merge_patch"}
    assert answer["corrections"][0].keys() >= {"rule", "severity", "path", "current", "proposed"}


def applied(value, patch):
    """RFC 7396, without its deletions, which a proposal never makes."""
    if not isinstance(patch, dict):
        return patch
    result = dict(value) if isinstance(value, dict) else {}
    for key, child in patch.items():
        result[key] = applied(result.get(key), child)
    return result
