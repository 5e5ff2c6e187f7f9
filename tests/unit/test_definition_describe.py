"""The definition in words: windows, answers and the list of statements."""

import pytest

from study_copy import prtras001
from trialwright.definition.describe import answer_text, schedule_of_activities, window_text
from trialwright.definition.facts import list_facts
from trialwright.definition.schedule import Visit

STUDY = prtras001()


@pytest.mark.parametrize(
    ("window", "text"),
    [
        ((-7, 7), "±7"),
        ((-28, 2), "-28 to +2"),
        ((0, 42), "0 to +42"),
        ((-28, 0), "-28 to 0"),
        ((0, 0), ""),
    ],
)
def test_a_window_is_written_as_a_schedule_prints_it(window, text):
    visit = STUDY.schedule.visits[0].model_copy(update={"window": window})
    assert isinstance(visit, Visit)
    assert window_text(visit) == text


@pytest.mark.parametrize(
    ("item", "language", "text"),
    [
        ("liver_chemistry.bilirubin", "en", "number, 0-1000, umol/L / mg/dL"),
        ("liver_chemistry.inr", "en", "number, 0.5-20"),
        ("demography.sex", "en", "Female / Male"),
        ("demography.sex", "zh-hans", "女 / 男"),
        ("medical_history.psoriasis", "zh-hans", "是或否"),
        ("virology.hbsag_result", "en", "result as reported, IU/mL / mIU/mL / kIU/mL"),
    ],
)
def test_an_item_says_what_may_be_entered(item, language, text):
    assert answer_text(STUDY, STUDY.item(item), language) == text


def test_forms_stand_in_the_order_in_which_they_are_first_asked_for():
    table = schedule_of_activities(STUDY)
    ids = [form.id for form in table.forms]
    assert ids[0] == "consent"
    assert ids.index("enrolment") < ids.index("mri_read")
    assert table.due["virology"] >= {"ENROLMENT", "W12", "LAB_2Y"}


def test_a_statement_is_listed_with_its_place_and_source():
    facts = {(fact.file, fact.key): fact for fact in list_facts(STUDY)}
    planned = facts["study.yaml", "facts.0"]
    assert planned.about.en == "Planned participants"
    assert (planned.origin, planned.source) == (
        "record",
        "protocolSection.designModule.enrollmentInfo.count",
    )
    estimand = next(
        fact for fact in facts.values() if fact.about.en == "Handling of treatment changes"
    )
    assert (estimand.origin, estimand.rules) == ("assumption", ("STA-04", "DSN-04"))
    assert facts["eligibility.yaml", "criteria.0"].rules == ()
