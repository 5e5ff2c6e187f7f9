"""The other readings of recurrence beside the primary one (REC-12; drawing: drawn_courses.py)."""

import pytest

from drawn_courses import T_R, drawn, on_day
from trialwright.endpoints.recurrence import Course, decide, follow_up
from trialwright.endpoints.recurrence_sensitivity import SENSITIVITIES, derive_interval

# sensitivity | visits | primary | answer
TABLE = """
negative_scan_in_last_window   | 84 MRI; 1084 MRI          | CENSORED 1084 | CENSORED 1084
negative_scan_in_last_window   | 84 MRI; 1085 MRI          | CENSORED 1085 | CENSORED 1096
negative_scan_in_last_window   | 84 MRI; 1085 MRI unusable | CENSORED 84   | CENSORED 84
negative_scan_in_last_window   | 84 MRI; 1090 MRI LR-4@9   | CENSORED 1090 | CENSORED 1090
negative_scan_in_last_window   | 84 MRI; 1090 MRI LR-5@9   | RECURRENCE 1090 | RECURRENCE 1090
negative_scan_in_last_window   | 1090 MRI LR-4@9; 1090 CT  | CENSORED 1090 | CENSORED 1090
event_scan_in_last_window      | 84 MRI; 1099 MRI LR-5@9   | CENSORED 1096 | RECURRENCE 1096
event_scan_in_last_window      | 84 MRI; 1100 MRI LR-5@9   | CENSORED 1096 | CENSORED 1096
event_scan_in_last_window      | 84 MRI; 1098 biopsy /HCC@9 | CENSORED 1096 | CENSORED 1096
event_scan_in_last_window      | 84 MRI; 1096 biopsy /HCC@9 | RECURRENCE 1096 | RECURRENCE 1096
event_scan_in_last_window      | 84 MRI LR-5@9             | RECURRENCE 84 | RECURRENCE 84
viable_and_tumour_in_vein      | 84 MRI LR-TR Viable@0     | CENSORED 84   | RECURRENCE 84
viable_and_tumour_in_vein      | 84 MRI LR-TIV@9           | CENSORED 84   | CENSORED 84
viable_and_tumour_in_vein      | 84 MRI LR-TIV@9, old:LR-5@9 | CENSORED 84 | RECURRENCE 84
first_detection                | 84 MRI L1:LR-4@9; 168 MRI L1:LR-5@9 | RECURRENCE 168 | RECURRENCE 84
first_detection                | 84 MRI LR-4@9; 168 MRI LR-5@9 | RECURRENCE 168 | RECURRENCE 168
first_detection                | 84 MRI L1:LR-4@9; 168 MRI LR-5@9 | RECURRENCE 168 | RECURRENCE 168
first_detection                | 84 MRI L1:LR-4@9; 1200 biopsy L1:/HCC@9 | CENSORED 1096 | RECURRENCE 84
record_wording                 | 84 MRI LR-5@9             | RECURRENCE 84 | CENSORED 84
record_wording                 | 84 biopsy /HCC@9          | RECURRENCE 84 | RECURRENCE 84
"""


@pytest.mark.parametrize(
    ("name", "visits", "primary", "answer"),
    [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()],
)
def test_a_sensitivity_definition_reads_the_same_course_its_own_way(name, visits, primary, answer):
    course = Course(T_R, drawn(visits))
    first, second = decide(follow_up(course)), SENSITIVITIES[name](course)
    assert f"{first.status} {first.days}" == primary
    assert f"{second.status} {second.days}" == answer


def test_recurrence_free_survival_follows_beyond_transplantation():
    course = Course(T_R, drawn("84 MRI"), death_date=on_day(300), transplant_date=on_day(200))
    outcome = SENSITIVITIES["recurrence_free_survival"](course)
    assert (outcome.status, outcome.days) == ("DEATH_WITHOUT_RECURRENCE", 300)


@pytest.mark.parametrize(
    ("visits", "left", "right"),
    [
        ("", 0, None),
        ("84 MRI; 168 MRI LR-5@9", 84, 168),
        ("84 MRI; 168 MRI", 168, None),
        ("84 MRI; 1200 MRI LR-5@9", 84, 1200),
        ("84 MRI; 100 biopsy /benign@9; 168 MRI LR-5@9", 84, 168),
    ],
)
def test_the_interval_is_true_beyond_the_horizon(visits, left, right):
    interval = derive_interval(Course(T_R, drawn(visits)))
    assert interval.left == on_day(left)
    assert interval.right == (None if right is None else on_day(right))


def test_a_recurrence_after_transplantation_does_not_close_the_interval():
    course = Course(T_R, drawn("84 MRI; 300 MRI LR-5@9"), transplant_date=on_day(200))
    assert derive_interval(course).right is None
    same_day = Course(T_R, drawn("84 MRI; 200 MRI LR-5@9"), transplant_date=on_day(200))
    assert derive_interval(same_day).right == on_day(200)


def test_first_detection_names_the_scan_that_showed_the_lesion_first():
    visits = drawn("84 MRI L1:LR-4@9; 168 MRI L1:LR-4@9; 252 MRI L1:LR-5@9")
    outcome = SENSITIVITIES["first_detection"](Course(T_R, visits))
    assert (outcome.days, outcome.sources) == (84, ("MRI84",))
    assert (outcome.interval_lower, outcome.evidence) == (T_R, "LR-4 later proven")
