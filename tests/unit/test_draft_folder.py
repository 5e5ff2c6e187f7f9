"""The folder of a draft: never over anything else, never over somebody's own work."""

import json

import pytest

from changed_records import SEED_PAGE, changed, seed_record
from draft_answers import answer_all
from trialwright.definition import load_definition
from trialwright.definition.draft.folder import open_draft, write_draft
from trialwright.errors import DefinitionError
from trialwright.record.json_values import to_json


@pytest.fixture
def started(tmp_path):
    write_draft(tmp_path / "study", SEED_PAGE, None)
    return tmp_path / "study"


@pytest.fixture(scope="module")
def complete_answers():
    return json.dumps(answer_all(seed_record())[0])


def everything(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_new_draft_holds_the_record_its_decisions_and_the_files_that_are_settled(started):
    names = {str(path) for path in everything(started)}
    assert names == {
        *("record/NCT07120750.page.txt", "draft.json", "answers.json", "synthetic.yaml")
    }
    given = json.loads((started / "answers.json").read_text())
    assert set(given.values()) == {None}


def test_answers_written_into_the_folder_are_kept_and_carried_on(started):
    answers = json.loads((started / "answers.json").read_text())
    answers["language.labels"] = "same"
    (started / "answers.json").write_text(json.dumps(answers))
    draft = write_draft(started, None, None)
    assert "language.labels" not in {d.id for d in draft.open_decisions}
    again = json.loads((started / "answers.json").read_text())
    assert again["language.labels"] == "same"


def test_a_draft_that_is_complete_loads_and_is_a_study_like_any_other(started, complete_answers):
    (started / "answers.json").write_text(complete_answers)
    write_draft(started, None, None)
    assert open_draft(started) is None
    assert len(load_definition(started).eligibility.criteria) == 22


def test_a_folder_that_is_no_draft_is_never_touched(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(DefinitionError, match="something else is here"):
        write_draft(tmp_path, SEED_PAGE, None)
    assert everything(tmp_path).keys() == {(tmp_path / "thesis.txt").relative_to(tmp_path)}


def test_a_draft_of_another_record_is_refused_and_stays_as_it_was(started, tmp_path):
    other = changed(seed_record(), {"identificationModule.nctId": "NCT00000001"})
    (tmp_path / "other.json").write_text(to_json(other.study))
    before = everything(started)
    with pytest.raises(DefinitionError, match="draft of another record"):
        write_draft(started, tmp_path / "other.json", None)
    assert everything(started) == before


def test_a_file_changed_by_hand_is_never_overwritten(started):
    (started / "synthetic.yaml").write_text("participants: 7\n")
    with pytest.raises(DefinitionError, match=r"synthetic\.yaml: changed since it was drafted"):
        write_draft(started, None, None)
    assert (started / "synthetic.yaml").read_text() == "participants: 7\n"


def test_answers_that_contradict_each_other_change_no_file(started, complete_answers):
    answers = json.loads(complete_answers)
    answers |= {"calendar.screening_days": 300, "calendar.grid_origin": "consent"}
    (started / "more.json").write_text(json.dumps(answers))
    before = everything(started)
    with pytest.raises(DefinitionError, match="the answers do not fit together") as refused:
        write_draft(started, None, started / "more.json")
    assert any("share days" in problem.what for problem in refused.value.problems)
    assert everything(started) == before


def test_a_new_folder_needs_a_record(tmp_path):
    with pytest.raises(DefinitionError, match="say which with --from RECORD"):
        write_draft(tmp_path / "new", None, None)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a/b/c", "record/../../x"])
def test_a_forged_list_of_files_leads_nowhere(started, name):
    state = json.loads((started / "draft.json").read_text())
    state["files"][name] = "0" * 64
    (started / "draft.json").write_text(json.dumps(state))
    with pytest.raises(DefinitionError, match=r"draft\.json: this is no list of a draft"):
        write_draft(started, None, None)


def test_a_link_in_place_of_a_file_is_not_written_through(started, tmp_path):
    (tmp_path / "target").write_text("mine")
    (started / "synthetic.yaml").unlink()
    (started / "synthetic.yaml").symlink_to(tmp_path / "target")
    with pytest.raises(DefinitionError, match="this is a link"):
        write_draft(started, None, None)
    assert (tmp_path / "target").read_text() == "mine"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "other"}'])
def test_a_spoilt_list_is_refused_in_a_sentence(started, text):
    (started / "draft.json").write_text(text)
    with pytest.raises(DefinitionError, match=r"draft\.json"):
        write_draft(started, None, None)
