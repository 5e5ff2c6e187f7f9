"""`study new` and `study check` of a draft, as a user types them."""

import json
from pathlib import Path

import pytest

from changed_records import SEED_PAGE
from trialwright.cli import DONE, UNUSABLE, main

ANSWERS = Path(__file__).parents[1] / "data" / "prtras001_draft_answers.json"
ANSWER_NO = 1


@pytest.fixture
def started(tmp_path, capsys):
    assert main(["study", "new", "--from", str(SEED_PAGE), str(tmp_path / "study")]) == DONE
    capsys.readouterr()
    return str(tmp_path / "study")


def test_a_new_draft_says_what_is_open_and_how_to_go_on(tmp_path, capsys):
    assert main(["study", "new", "--from", str(SEED_PAGE), str(tmp_path / "s")]) == DONE
    out = capsys.readouterr().out
    assert out.startswith("draft: 41 decisions open\n  language.labels:")
    assert "every_84_days | other | none" in out
    assert "'every 12 weeks ± 7 days'" in out
    assert f"./trialwright study new {tmp_path / 's'}" in out


def test_check_of_a_draft_lists_its_decisions_and_is_1_for_enrolment(started, capsys):
    assert main(["study", "check", started]) == DONE
    assert capsys.readouterr().out.startswith("draft: 41 decisions open\n")
    assert main(["study", "check", started, "--for-enrolment"]) == ANSWER_NO


def test_check_of_a_draft_answers_machines(started, capsys):
    assert main(["study", "check", started, "--json"]) == DONE
    answer = json.loads(capsys.readouterr().out)
    assert answer["ready_for_enrolment"] is False
    assert len(answer["open_decisions"]) == 41
    grid = next(d for d in answer["open_decisions"] if d["id"] == "calendar.grid")
    assert [option["value"] for option in grid["options"]] == ["every_84_days", "other", "none"]
    assert grid["at"]["quote"] == "every 12 weeks ± 7 days"
    assert grid["question"]["zh"] == "是否按固定间隔重复访视？"


def test_answers_complete_a_draft_and_check_then_names_what_the_site_decides(started, capsys):
    assert main(["study", "new", started, "--answers", str(ANSWERS)]) == DONE
    assert "The definition is complete" in capsys.readouterr().out
    assert main(["study", "check", started]) == DONE
    assert capsys.readouterr().out.startswith("complete; 11 decisions open before")


def test_a_wrong_answer_is_refused_in_a_sentence(started, tmp_path, capsys):
    (tmp_path / "a.json").write_text('{"calendar.grid": "weekly"}')
    assert main(["study", "new", started, "--answers", str(tmp_path / "a.json")]) == UNUSABLE
    said = capsys.readouterr().err
    assert said.startswith("answers.json at calendar.grid: this answer does not fit the question")
    assert "every_84_days, other, none" in said


def test_a_folder_with_other_content_is_refused(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["study", "new", "--from", str(SEED_PAGE), str(tmp_path)]) == UNUSABLE
    assert "something else is here" in capsys.readouterr().err
