"""Screening windows are the hospital's decision (rule ELI-01): given, open, or rehearsed with."""

from datetime import date

import pytest

from hand_made import entry
from study_copy import prtras001
from study_copy import study_copy as study_copy
from trialwright.capture.participant import Participant
from trialwright.capture.screening import screen_participant
from trialwright.definition import load_definition
from trialwright.definition.site_decisions import decided_value, window_days

OPEN = "unit: days, value: }"
DECIDED_ON = date(2026, 3, 2)
LABORATORY = "laboratory_window"


def with_window(study, days):
    """The study with the greatest age of laboratory values decided."""
    text = study.path("site.yaml").read_text("utf-8")
    head, found, tail = text.partition("id: laboratory_window")
    assert OPEN in tail
    tail = tail.replace(OPEN, f"unit: days, value: {days}}}", 1)
    study.path("site.yaml").write_text(head + found + tail, encoding="utf-8")
    return load_definition(study.folder)


def inr_of(definition, sampled_on, *, rehearsal):
    """The INR that the criteria read from one sample."""
    sample = entry("P001", "SCREENING", "liver_chemistry", chemistry_date=sampled_on, inr="1.1")
    enrolled = entry("P001", "ENROLMENT", "enrolment", enrolment_date=DECIDED_ON.isoformat())
    person = Participant("P001", (enrolled, sample))
    cutoff = date(2030, 6, 30)
    return screen_participant(definition, person, cutoff, rehearsal=rehearsal).values["inr"]


def test_the_window_of_the_site_decides_and_its_last_day_counts(study):
    definition = with_window(study, 14)
    assert inr_of(definition, "2026-02-16", rehearsal=False) == "1.1"
    assert inr_of(definition, "2026-02-15", rehearsal=False) is None


def test_the_window_of_the_site_beats_the_stand_in_of_a_rehearsal(study):
    definition = with_window(study, 14)
    assert inr_of(definition, "2026-02-15", rehearsal=True) is None
    assert decided_value(definition, LABORATORY, rehearsal=True) == "14"


def test_a_window_of_no_days_takes_the_day_itself(study):
    definition = with_window(study, 0)
    assert inr_of(definition, "2026-03-02", rehearsal=False) == "1.1"
    assert inr_of(definition, "2026-03-01", rehearsal=False) is None


@pytest.mark.parametrize("sampled_on", ["2026-03-02", "2026-03-01"])
def test_an_open_window_lets_no_value_pass_outside_a_rehearsal(sampled_on):
    """Even a sample of the same day: nobody has said that it may be used."""
    assert inr_of(prtras001(), sampled_on, rehearsal=False) is None
    assert inr_of(prtras001(), sampled_on, rehearsal=True) == "1.1"


def test_a_rehearsal_takes_the_stand_in_of_each_window():
    windows = prtras001().eligibility.screening_windows
    days = [window_days(prtras001(), window, rehearsal=True) for window in windows]
    assert days == [28, 28, 28, 42]
    assert {window_days(prtras001(), window, rehearsal=False) for window in windows} == {None}


def test_a_window_that_the_record_gives_needs_no_site(study):
    study.edit(
        "eligibility.yaml",
        "source: {site_parameter: laboratory_window, rules: [ELI-01]}",
        "days: 7, source: {assumption: as the laboratory manual says}",
    )
    definition = load_definition(study.folder)
    assert (
        window_days(definition, definition.eligibility.screening_windows[0], rehearsal=False) == 7
    )


@pytest.mark.parametrize("written", ["four weeks", "28 days", "-1", "28.5", "028", "1000000"])
def test_days_that_cannot_be_counted_are_refused(study, written):
    study.edit("site.yaml", OPEN, f"unit: days, value: '{written}'}}")
    problem = study.only_problem()
    assert problem.file == "site.yaml"
    assert "expected a whole number of days such as 28" in problem.what


def test_a_stand_in_in_words_is_refused_where_days_are_counted(study):
    line = study.edit("synthetic.yaml", "value: '28', because", "value: 28 days, because")
    problem = study.only_problem()
    assert (problem.file, problem.line) == ("synthetic.yaml", line)
    assert problem.what == "expected a whole number of days such as 28, not '28 days'"
    assert problem.cure == "write the number alone"


def test_a_window_from_a_parameter_in_words_is_refused(study):
    line = study.edit(
        "eligibility.yaml", "{site_parameter: imaging_window", "{site_parameter: contrast_agent"
    )
    problem = study.only_problem()
    assert (problem.file, problem.line) == ("eligibility.yaml", line)
    assert problem.what == "the site parameter 'contrast_agent' is no number of days"
    assert problem.cure == "give 'contrast_agent' `unit: days` in site.yaml"


@pytest.mark.parametrize(
    "source", ["days: 28, source: {site_parameter: imaging_window", "source: {assumption: usual"]
)
def test_days_come_from_one_place(study, source):
    """Two numbers might differ, and without any nothing could be used."""
    study.edit("eligibility.yaml", "source: {site_parameter: imaging_window", source)
    assert "give `days`, or a source that names the site parameter" in study.only_problem().what


def test_a_rehearsal_without_a_window_is_refused_by_name(study):
    text = study.path("synthetic.yaml").read_text("utf-8")
    kept = [line for line in text.splitlines(True) if "parameter: imaging_window" not in line]
    study.path("synthetic.yaml").write_text("".join(kept), encoding="utf-8")
    problem = study.only_problem()
    assert "no screening window 'imaging_window'" in problem.what
    assert problem.cure == "add a stand-in for 'imaging_window'"


def test_no_stand_in_is_asked_for_a_window_that_is_decided(study):
    text = study.path("synthetic.yaml").read_text("utf-8")
    kept = [line for line in text.splitlines(True) if "parameter: laboratory_window" not in line]
    study.path("synthetic.yaml").write_text("".join(kept), encoding="utf-8")
    assert with_window(study, 21).site.parameter(LABORATORY).value == "21"
