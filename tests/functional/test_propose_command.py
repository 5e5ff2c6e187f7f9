"""`record propose` as a user meets it, with and without the study that answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trialwright.cli import main

STUDY = Path(__file__).parents[2] / "studies" / "prtras001"
RECORD = STUDY / "record" / "NCT07120750.page.txt"
COMMAND = ["record", "propose", str(RECORD), "--as-of", "2025-12-24"]


def read(capsys, *options: str):
    assert main([*COMMAND, *options, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_groups_of_the_definition_are_a_certain_correction(capsys):
    answer = read(capsys, "--study", str(STUDY))
    arms = answer["merge_patch"]["protocolSection"]["armsInterventionsModule"]
    assert [len(group["interventionNames"]) for group in arms["armGroups"]] == [4, 5]
    assert {given["type"] for given in arms["interventions"]} == {"DRUG"}
    certain = {c["rule"] for c in answer["corrections"] if c["certain"]}
    assert certain == {"ARM-01", "ARM-02", "ARM-03", "ARM-04"}


def test_without_a_study_an_observational_record_has_nothing_certain(capsys):
    answer = read(capsys)
    assert answer["merge_patch"] == {}
    assert {c["proposed"] for c in answer["corrections"]} == {"to be decided by the investigator"}


def test_the_definition_speaks_beside_what_is_still_to_decide(capsys):
    answer = read(capsys, "--study", str(STUDY))
    spoken = {c["rule"] for c in answer["corrections"] if c["answers"]}
    assert {"DSN-01", "CLN-04"} <= spoken


def test_the_text_counts_and_names_the_rules(capsys):
    assert main(COMMAND) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Corrections to send to the registry for NCT07120750")
    assert "OUT-07" in printed


def test_a_study_of_another_record_is_refused(tmp_path, capsys):
    other = tmp_path / "other.json"
    other.write_text('{"protocolSection": {"identificationModule": {"nctId": "NCT00000001"}}}')
    command = ["record", "propose", str(other), "--as-of", "2025-12-24", "--study", str(STUDY)]
    assert main(command) == 2
    assert "the study is NCT07120750, the record NCT00000001" in capsys.readouterr().err


def test_a_date_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["record", "propose", str(RECORD), "--as-of", "2031-13-45"])
    assert "is no date" in capsys.readouterr().err
