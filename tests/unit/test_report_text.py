"""report.yaml is loaded strictly and checked against the record and the site."""

import shutil

import pytest

from report_cases import STUDY
from trialwright.definition.load import load_definition
from trialwright.errors import DefinitionError


def refusal(tmp_path, old: str, new: str) -> str:
    """What the loader says when one piece of report.yaml is replaced."""
    study = tmp_path / "study"
    shutil.copytree(STUDY, study)
    path = study / "report.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_definition(study)
    return str(refused.value)


def test_a_note_that_misquotes_the_record_is_refused(tmp_path):
    said = refusal(tmp_path, "quote: LLOQ = 10 IU/mL", "quote: LLOQ = 20 IU/mL")
    assert "report.yaml" in said
    assert "the record does not say 'LLOQ = 20 IU/mL' there" in said


def test_a_stand_in_used_for_an_unknown_decision_is_refused(tmp_path):
    said = refusal(tmp_path, "parameter: prior_interferon", "parameter: prior_interferone")
    assert "did you mean 'prior_interferon'?" in said


def test_a_section_that_no_report_has_is_refused(tmp_path):
    assert "report.yaml" in refusal(tmp_path, "sections: [flow]", "sections: [flows]")
