"""Everything that is wrong with a study comes in one answer, and nothing that is only a consequence."""

import re

from study_copy import study_copy as study_copy
from trialwright.definition import load_definition


def keys(problems):
    return {(problem.file, problem.key) for problem in problems}


def test_a_fault_in_one_file_does_not_hide_dangling_names_in_others(study):
    study.edit("schedule.yaml", "every_days:", "evry_days:")
    study.edit("analysis.yaml", "population: at_risk", "population: at_rsk")
    study.edit("endpoints.yaml", "scan_date: mri_read.scan_date", "scan_date: mri_read.scan_dat")
    study.edit("forms/death.yaml", "codelist: death_cause", "codelist: death_causes")
    found = keys(study.problems())
    assert ("schedule.yaml", "series.0.evry_days") in found
    assert ("analysis.yaml", "analyses.2.population") in found
    assert ("endpoints.yaml", "endpoints.0.roles.scan_date") in found
    assert ("forms/death.yaml", "items.1.codelist") in found


def test_names_that_a_failed_file_would_declare_are_not_reported(study):
    study.edit("study.yaml", "groups:", "grups:")
    assert {problem.file for problem in study.problems()} == {"study.yaml"}


def test_a_failed_form_silences_only_its_own_items(study):
    study.edit("forms/death.yaml", "type: date", "type: dat")
    study.edit(
        "endpoints.yaml",
        "therapy_date: subsequent_therapy.therapy_date",
        "therapy_date: subsequent_therapy.when",
    )
    assert {problem.file for problem in study.problems()} == {"forms/death.yaml", "endpoints.yaml"}


def test_a_rule_is_checked_although_another_file_failed(study):
    study.edit("sharing.yaml", "age_band_years: 10", "age_band_years: ten")
    study.edit("eligibility.yaml", "rule: retinopathy", "rule: retinopathie")
    assert {problem.file for problem in study.problems()} == {"sharing.yaml", "eligibility.yaml"}


def rename_enrolment(study, everywhere):
    for path in sorted(study.folder.rglob("*.yaml")):
        text = re.sub(r"\bT_E\b", "T_ENTRY", path.read_text("utf-8"))
        if not everywhere:
            text = text.replace("milestones: {enrolment: T_ENTRY", "milestones: {enrolment: T_E")
        path.write_text(text, encoding="utf-8")


def test_a_study_may_name_its_enrolment_date_as_it_likes(study):
    rename_enrolment(study, everywhere=True)
    assert load_definition(study.folder).study.milestones.enrolment == "T_ENTRY"


def test_a_milestone_without_its_date_is_refused(study):
    rename_enrolment(study, everywhere=False)
    problem = study.only_problem()
    assert (problem.file, problem.key) == ("study.yaml", "milestones.enrolment")
    assert "there is no origin date 'T_E'" in problem.what
