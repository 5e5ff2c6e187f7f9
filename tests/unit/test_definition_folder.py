"""A study's folder as a whole: what is read, what is refused, and what the hash covers."""

import dataclasses

import pydantic
import pytest

from study_copy import PRTRAS001, prtras001
from study_copy import study_copy as study_copy
from trialwright.definition import load_definition
from trialwright.definition.scalars import Model
from trialwright.errors import DefinitionError


def test_a_folder_without_a_study_says_what_to_name(tmp_path):
    with pytest.raises(DefinitionError, match=r"no study is here \(name the folder that holds"):
        load_definition(tmp_path)


def test_faults_of_several_files_come_in_one_sorted_answer(study):
    study.edit("sharing.yaml", "smallest_class: 5", "smallest_class: many")
    study.edit("forms/death.yaml", "codelist: death_cause", "codelst: death_cause")
    study.edit("schedule.yaml", "day: 728", "day: '010'")
    study.edit("schedule.yaml", "every_days: 84", "every_days: 84.0")
    found = study.problems()
    assert [(p.file, p.key) for p in found] == [
        ("forms/death.yaml", "items.1.codelst"),
        ("schedule.yaml", "visits.3.day"),
        ("schedule.yaml", "series.0.every_days"),
        ("sharing.yaml", "risk.smallest_class"),
    ]
    assert list(found) == sorted(found)


@pytest.mark.parametrize(
    "file",
    ["study.yaml", "schedule.yaml", "eligibility.yaml", "forms/demography.yaml", "site.yaml"],
)
def test_one_file_that_does_not_load_has_no_echo_in_the_others(study, file):
    study.path(file).write_text("a: [\n", encoding="utf-8")
    assert study.only_problem().file == file


def test_a_code_list_that_does_not_load_has_no_echo(study):
    study.path("codelists/sex.csv").write_text("code,en\n", encoding="utf-8")
    assert study.only_problem().file == "codelists/sex.csv"


@pytest.mark.parametrize("file", ["forms/demography.yml", "codelists/sex.txt", "shedule.yaml"])
def test_a_file_that_would_not_be_read_is_refused(study, file):
    study.path(file).write_text("a: 1\n", encoding="utf-8")
    problem = study.only_problem()
    assert (problem.file, problem.what) == (file, "this file would not be read")


def test_a_hidden_file_of_an_editor_is_passed_over(study):
    study.path("forms/.demography.yaml.swp").write_bytes(b"\xff")
    assert load_definition(study.folder).hash == prtras001().hash


@pytest.mark.parametrize("place", ["../../etc/passwd", "/etc/passwd", "record/../../x.txt"])
def test_a_record_outside_the_folder_is_not_opened(study, place):
    study.edit("study.yaml", "record: record/NCT07120750.page.txt", f"record: {place}")
    problem = study.only_problem()
    assert problem.what == "the file lies outside the study's folder"
    assert "root:" not in str(problem)


@pytest.mark.parametrize("file", ["forms/demography.yaml", "codelists/sex.csv", "site.yaml"])
def test_a_link_out_of_the_folder_is_not_followed(study, file):
    study.path(file).unlink()
    study.path(file).symlink_to(PRTRAS001 / file)
    problem = study.only_problem()
    assert (problem.file, problem.what) == (file, "the file lies outside the study's folder")


def test_a_missing_record_is_named(study):
    study.edit("study.yaml", "NCT07120750.page.txt", "nothing.txt")
    assert "nothing.txt" in str(study.only_problem())


def test_a_form_in_a_file_of_another_name_is_refused(study):
    study.path("forms/death.yaml").rename(study.path("forms/deaths.yaml"))
    problem = study.only_problem()
    assert (problem.file, problem.cure) == ("forms/deaths.yaml", "rename the file to death.yaml")


def test_a_form_that_no_visit_asks_for_is_refused(study):
    study.edit("schedule.yaml", "forms: [consent, demography, ", "forms: [demography, ")
    problem = study.only_problem()
    assert (problem.file, problem.key) == ("forms/consent.yaml", "id")
    assert problem.what == "no visit asks for the form 'consent'"


def test_two_visits_that_share_a_day_are_refused(study):
    study.edit("schedule.yaml", "window: [-7, 7]", "window: [-42, 42]")
    problem = study.only_problem()
    assert (problem.file, problem.key) == ("schedule.yaml", "series.0")
    assert problem.what == "W12 (days 42 to 126) and W24 (days 126 to 210) from T_R share days"


def test_windows_that_touch_without_a_common_day_are_accepted(study):
    study.edit("schedule.yaml", "window: [-7, 7]", "window: [-42, 41]")
    assert load_definition(study.folder).schedule.visit("W24").first_day == 126


def test_the_hash_is_stable_and_covers_every_file(study):
    whole = load_definition(study.folder)
    assert whole.hash == prtras001().hash
    # How a laboratory writes its files is the site's to change; entries do not depend on it.
    ours = [path for path in study.folder.rglob("*") if "imports" not in path.parts]
    assert len(whole.files) == sum(path.is_file() for path in ours)
    for name in ("site.yaml", "forms/death.yaml", "codelists/sex.csv", whole.study.record):
        with study.path(name).open("ab") as file:
            file.write(b"# \n" if name.endswith("yaml") else b"")
    assert load_definition(study.folder).hash != whole.hash


@pytest.mark.parametrize("name", ["report.yaml", "forms/death.yaml", "synthetic.yaml"])
def test_a_comment_makes_a_new_version(study, name):
    with study.path(name).open("a", encoding="utf-8") as file:
        file.write("# a remark\n")
    assert load_definition(study.folder).hash != prtras001().hash


def test_nothing_in_a_definition_can_be_assigned():
    definition = prtras001()
    with pytest.raises(dataclasses.FrozenInstanceError):
        definition.study = None
    for model in _models(definition.models):
        for name in type(model).model_fields:
            with pytest.raises(pydantic.ValidationError, match="frozen"):
                setattr(model, name, None)


def _models(parts):
    for value in parts.values() if isinstance(parts, dict) else parts:
        if isinstance(value, Model):
            yield value
            yield from _models([getattr(value, name) for name in type(value).model_fields])
        elif isinstance(value, tuple | dict):
            yield from _models(value)
