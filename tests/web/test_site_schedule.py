"""The schedule of activities as the page draws it."""

import pytest
from site_study import STUDY

from trialwright.definition import load_definition
from trialwright_web.studies.schedule_table import build_schedule_table, followed_forms
from trialwright_web.studies.templatetags.study_text import window


@pytest.fixture(scope="module")
def definition():
    return load_definition(STUDY)


@pytest.fixture
def table(definition):
    return build_schedule_table(definition)


def test_headings_cover_every_visit_once(table):
    for spans in (table.phases, table.origins):
        assert sum(span.width for span in spans) == len(table.visits)
    assert [span.label for span in table.phases] == [
        "Screening",
        "Treatment and enrolment",
        "Follow-up",
    ]


def test_a_cell_is_marked_when_the_visit_asks_for_the_form(table):
    for row in table.rows:
        for cell in row.cells:
            assert cell.due == (row.form.id in cell.visit.forms)


def test_what_is_followed_over_time_leaves_out_single_visits(table):
    followed = followed_forms(table)
    assert [row.form.id for row in followed.rows] == [
        "liver_chemistry",
        "virology",
        "qlqc30",
        "mri_read",
    ]
    assert [visit.id for visit in followed.visits][:2] == ["ENROLMENT", "W12"]
    assert all(len(row.cells) == len(followed.visits) for row in followed.rows)


@pytest.mark.parametrize(
    ("visit", "text"),
    [
        ("W12", "±7"),
        ("TREATMENT", "the day itself"),
        ("SCREENING", "0 to +42"),
        ("ENROLMENT", "−28 to 0"),
        ("LAB_2Y", "−28 to +2"),
    ],
)
def test_a_window_reads_as_days_before_and_after(table, visit, text):
    found = next(each for each in table.visits if each.id == visit)
    assert window(found) == text
