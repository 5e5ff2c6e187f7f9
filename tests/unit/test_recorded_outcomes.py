"""A registered outcome that is collected and not derived is named wherever outcomes are."""

from dataclasses import replace

import pytest

from study_copy import prtras001
from trialwright.definition.endpoints import RecordedOutcome
from trialwright.definition.outline import describe_sections
from trialwright.report.document import Table
from trialwright.report.statements import recorded_outcome_blocks

STUDY = prtras001()


def with_recorded(form):
    outcome = RecordedOutcome.model_validate(
        {
            "id": "walk",
            "label": {"en": "Walking distance", "zh": "步行距离"},
            "rank": "secondary",
            "outcome": "Six-minute walking distance",
            "time_frame": "12 months after enrolment",
            "origin": "enrolment",
            "form": form,
            "source": {"assumption": "for this test"},
        }
    )
    return replace(STUDY, endpoints=STUDY.endpoints.model_copy(update={"recorded": (outcome,)}))


def words(row):
    return ["".join(run.text for run in cell) for cell in row.cells]


@pytest.mark.parametrize(
    ("form", "answers"),
    [
        ("demography", "recorded on the form Demography"),
        (None, "collected outside the forms of this study"),
    ],
)
def test_report_and_description_say_where_a_recorded_outcome_is_collected(form, answers):
    study = with_recorded(form)
    described = next(s for s in describe_sections(study) if s.id == "outcomes")
    assert ("walk", "secondary", "Walking distance", answers) in described.parts[0].rows
    table = next(b for b in recorded_outcome_blocks(study) if isinstance(b, Table))
    frame = "12 months after enrolment"
    assert [words(row) for row in table.rows] == [["Walking distance", "secondary", frame, answers]]


def test_a_study_that_derives_all_its_outcomes_says_nothing_of_recorded_ones():
    described = next(s for s in describe_sections(STUDY) if s.id == "outcomes")
    assert {row[3] for row in described.parts[0].rows} == {"derived by rules"}
    assert recorded_outcome_blocks(STUDY) == ()
