"""`record diff`, `record timeline` and `record compliance` as a user types them."""

import json

import pytest

from changed_records import SEED_PAGE, changed, seed_record
from trialwright.cli import DONE, UNUSABLE, main

PAGE = str(SEED_PAGE)
DIFFERENT = 1


@pytest.fixture
def later(tmp_path):
    path = tmp_path / "later.json"
    date = "statusModule.primaryCompletionDateStruct.date"
    path.write_bytes(changed(seed_record(), {date: "2030-12-31"}).raw)
    return str(path)


def test_diff_of_a_record_with_itself_is_0(capsys):
    assert main(["record", "diff", PAGE, PAGE]) == DONE
    assert "The records say the same." in capsys.readouterr().out


def test_diff_says_what_a_change_means_and_is_1(later, capsys):
    assert main(["record", "diff", PAGE, later, "--json"]) == DIFFERENT
    answer = json.loads(capsys.readouterr().out)
    assert answer["meanings"][0]["sentence"].endswith("accrual window 16 -> 28 months.")
    assert [change["before"] for change in answer["changes"]] == ["2029-12-31"]


def test_diff_of_something_that_is_no_record_is_2(tmp_path, capsys):
    assert main(["record", "diff", PAGE, str(tmp_path / "missing.json")]) == UNUSABLE
    assert "there is no such file" in capsys.readouterr().err


def test_diff_writes_a_page_and_says_where(later, tmp_path, capsys):
    page = tmp_path / "page.html"
    assert main(["record", "diff", PAGE, later, "--html", str(page)]) == DIFFERENT
    assert capsys.readouterr().out.strip() == str(page)
    assert "<h2>What the changes mean</h2>" in page.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_a_plain_sentence(later, tmp_path, capsys):
    place = tmp_path / "no such folder" / "page.html"
    assert main(["record", "diff", PAGE, later, "--html", str(place)]) == UNUSABLE
    assert "the file cannot be written" in capsys.readouterr().err


def test_timeline_shows_the_sharing_window(capsys):
    assert main(["record", "timeline", PAGE, "--publication", "2030-08-31"]) == DONE
    shown = capsys.readouterr().out
    assert "2031-02-28" in shown and "2036-02-28" in shown


def test_timeline_as_json_and_as_a_drawing(tmp_path, capsys):
    assert main(["record", "timeline", PAGE, "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["nct_id"] == "NCT07120750"
    drawing = tmp_path / "timeline.svg"
    assert main(["record", "timeline", PAGE, "--svg", str(drawing)]) == DONE
    assert drawing.read_text(encoding="utf-8").startswith("<svg ")


def test_compliance_answers_with_tables(capsys):
    assert main(["record", "compliance", PAGE, "--as-of", "2025-12-24", "--json"]) == DONE
    duties = {duty["id"]: duty for duty in json.loads(capsys.readouterr().out)["duties"]}
    assert duties["results"]["binding"] is False
    assert main(["record", "compliance", PAGE, "--as-of", "2025-12-24"]) == DONE
    assert "Voluntary target 2030-12-31" in capsys.readouterr().out


@pytest.mark.parametrize("value", ["2025-13-45", "today", "2025-08"])
def test_a_wrong_date_is_refused_by_its_form(value, capsys):
    with pytest.raises(SystemExit) as refused:
        main(["record", "compliance", PAGE, "--as-of", value])
    assert refused.value.code == UNUSABLE
    assert "no date of the form yyyy-MM-dd" in capsys.readouterr().err
