"""Each kind of screening failure, and the criterion of the record that it meets."""

import pytest

from hand_made import prtras001
from simulated import SEED, parameters, simulation
from trialwright.capture.eligibility import decide_eligibility
from trialwright.capture.entry import current_entries
from trialwright.capture.participant import Participant
from trialwright.capture.screening_values import screening_values
from trialwright.synthetic.draws import Subject, stream
from trialwright.synthetic.failures import ELIGIBLE, FAILURES, RECURRENCE_SEEN
from trialwright.synthetic.forms import Sheet
from trialwright.synthetic.person import draw_person_story, type_before_enrolment

# kind of failure | criteria that are not passed, with their answer
KINDS = """
too_old                | I1 FAIL
hbsag_negative         | I2 FAIL
pathology_mixed        | I3 FAIL
pathology_missing      | I3 CD
several_large_nodules  | I4 FAIL
vascular_invasion      | I4 FAIL
child_pugh_b           | I4 CD, I5 FAIL
inr_missing            | I4 CD, I5 CD
targeted_therapy       | E1 FAIL
other_cancer           | E2 FAIL
skin_cancer_open       | E2 CD
hepatitis_c            | E4 FAIL
hepatitis_c_open       | E4 CD
psoriasis              | E5 FAIL
decompensation         | E6 FAIL
creatinine             | E7 FAIL
depression             | E9 FAIL
thyroid                | E10 FAIL
retinopathy            | E11 FAIL
fundus_missing         | E11 CD
alcoholism             | E12 FAIL
pregnant               | E13 FAIL
pregnancy_test_missing | E13 CD
interferon_allergy     | E3 FAIL
interferon_unsuitable  | E3 FAIL
heart_disease          | E8 FAIL
judgement_open         | E8 CD
short_survival         | I6 FAIL
will_not_comply        | I7 FAIL
other_trial            | E15 FAIL
unsuitable             | E14 FAIL
"""
ROWS = {
    kind.strip(): cell.strip() for kind, cell in (r.split("|") for r in KINDS.strip().split("\n"))
}
# Among people with 5 points one missing component leaves class A or B open; with 6 points it fails.
NUMBER = next(
    n for n in range(1, 50) if not draw_person_story(simulation(), n, ELIGIBLE).person.child_pugh_6
)


def _not_passed(failure):
    story = draw_person_story(simulation(), NUMBER, failure)
    typing = stream(SEED, NUMBER, Subject.TYPING)
    sheet = Sheet(prtras001(), "S-0001", story.timeline, typing, parameters())
    type_before_enrolment(simulation(), NUMBER, sheet, story, failure)
    participant = Participant("S-0001", current_entries(sheet.entries))
    on = story.timeline.date(story.timeline.enrolment)
    decision = decide_eligibility(
        prtras001(), screening_values(prtras001(), participant, on, rehearsal=True)
    )
    return ", ".join(f"{criterion} {answer}" for criterion, answer in decision.not_passed().items())


@pytest.mark.parametrize("kind", FAILURES)
def test_the_studys_own_rules_refuse_each_kind_for_its_reason(kind):
    assert _not_passed(FAILURES[kind]) == ROWS[kind]


def test_a_person_without_a_failure_is_eligible():
    assert _not_passed(ELIGIBLE) == ""


def test_a_recurrence_seen_before_enrolment_is_for_the_investigator_to_judge():
    assert _not_passed(RECURRENCE_SEEN) == "E14 FAIL"


def test_the_kinds_meet_every_criterion_of_the_record():
    met = {answer.split()[0] for cell in ROWS.values() for answer in cell.split(", ")}
    assert met == {criterion.id for criterion in prtras001().eligibility.criteria}


def test_the_study_weighs_every_kind():
    assert set(parameters().table("screening_failure_kinds")) == set(FAILURES)
