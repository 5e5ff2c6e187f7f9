"""Recurrence, rule by rule. T_R is day 0, the horizon day 1096 (drawing: drawn_courses.py)."""

import pytest

from drawn_courses import T_R, drawn, on_day
from trialwright.endpoints.recurrence import derive_recurrence

# rule | visits | answer day type evidence interval
EVENTS = """
REC-02 | 84 MRI; 168 MRI LR-5@45              | 168 intrahepatic LR-5 84
REC-02 | 84 MRI; 168 MRI LR-5/HCC@45          | 168 intrahepatic histology 84
REC-02 | 84 MRI; 168 CT lr5@45                | 168 intrahepatic LR-5 84
REC-02 | 168 MRI LR-5@45; 84 MRI              | 168 intrahepatic LR-5 84
REC-01 | 168 MRI LR-5@45                      | 168 intrahepatic LR-5 0
REC-03 | 84 MRI LR-4@30; 100 biopsy LR-4/HCC@30 | 100 intrahepatic histology 84
REC-03 | 84 MRI LR-4@30; 168 MRI LR-5@30      | 168 intrahepatic LR-5 84
REC-03 | 84 biopsy /benign@30; 168 MRI LR-5@30 | 168 intrahepatic LR-5 0
REC-04 | 84 MRI old:LR-5@5; 168 MRI LR-5@45   | 168 intrahepatic LR-5 84
REC-05 | 84 MRI LR-5@20                       | 84 local LR-5 0
REC-05 | 84 MRI LR-5@20.1                     | 84 intrahepatic LR-5 0
REC-05 | 84 MRI LR-5@0                        | 84 local LR-5 0
REC-05 | 84 MRI LR-5                          | 84 CD LR-5 0
REC-06 | 84 MRI ex:; 100 biopsy ex:/HCC       | 100 extrahepatic histology 84
REC-07 | 84 MRI LR-5@5, LR-5@45, LR-5@6       | 84 intrahepatic,local LR-5 0
REC-07 | 84 MRI LR-5@5, LR-5                  | 84 CD,local LR-5 0
REC-07 | 84 MRI LR-5@5; 84 biopsy ex:/HCC     | 84 extrahepatic,local LR-5+histology 0
REC-08 | 84 MRI; 1096 MRI LR-5@45             | 1096 intrahepatic LR-5 84
REC-10 | 84 biopsy /benign@9; 168 MRI LR-5@45 | 168 intrahepatic LR-5 0
REC-11 | 84 MRI unusable; 168 MRI LR-5@45     | 168 intrahepatic LR-5 0
REC-11 | 84 MRI unusable LR-5@9; 168 MRI LR-5@45 | 168 intrahepatic LR-5 0
REC-11 | 84 MRI; 168 MRI LR-3@9; 168 biopsy /HCC@9 | 168 local histology 84
"""

# rule | visits | answer day pending
CENSORED = """
REC-10 |                                      | 0 no
REC-10 | 84 MRI; 168 MRI                      | 168 no
REC-10 | 84 MRI; 100 biopsy /benign@9         | 84 no
REC-10 | 84 biopsy /benign@9                  | 0 no
REC-01 | 0 MRI LR-5@9                         | 0 no
REC-02 | 84 MRI @9                            | 84 pending
REC-02 | 84 MRI LR-9@9                        | 84 pending
REC-02 | 84 MRI LR-5/benign@9                 | 84 no
REC-02 | 84 MRI maybe:LR-5@9                  | 84 pending
REC-02 | 84 biopsy maybe:/HCC@9                | 0 pending
REC-03 | 84 MRI LR-1@9, LR-2@30               | 84 no
REC-03 | 84 MRI LR-3@9                        | 84 pending
REC-03 | 84 MRI LR-4@9                        | 84 pending
REC-03 | 84 MRI LR-M@9                        | 84 pending
REC-03 | 84 MRI LR-TIV@9                      | 84 pending
REC-03 | 84 MRI LR-NC@9                       | 84 pending
REC-03 | 84 MRI LR-TR Viable@0                | 84 pending
REC-03 | 84 MRI LR-TR Equivocal@0             | 84 pending
REC-03 | 84 MRI LR-TR Nonevaluable@0          | 84 pending
REC-03 | 84 MRI LR-TR Nonviable@0             | 84 no
REC-03 | 84 MRI LR-4@9; 168 MRI               | 168 no
REC-03 | 84 MRI LR-4@9; 168 MRI unusable      | 84 pending
REC-03 | 84 MRI LR-4@9; 100 biopsy LR-4/benign@9 | 84 no
REC-03 | 84 MRI LR-4@9; 84 biopsy /non-HCC@9  | 84 no
REC-03 | 84 MRI LR-4@9; 84 biopsy /non-HCC@40 | 84 pending
REC-03 | 84 MRI LR-4@9, LR-3/non-HCC@9       | 84 pending
REC-03 | 84 MRI LR-4@9; 100 biopsy /inconclusive@9 | 84 pending
REC-03 | 84 MRI; 100 biopsy LR-4@9            | 84 pending
REC-04 | 84 MRI old:LR-5@9, old:LR-4@30       | 84 no
REC-06 | 84 MRI ex:                           | 84 pending
REC-06 | 84 MRI ex:LR-5                       | 84 pending
REC-06 | 84 MRI ex:/benign                    | 84 no
REC-08 | 84 MRI; 1097 MRI LR-5@45             | 1096 no
REC-08 | 84 MRI LR-4@9; 1097 MRI LR-5@9       | 1096 pending
REC-08 | 84 MRI; 1097 biopsy /HCC@45          | 1096 no
REC-10 | 84 MRI; 1095 MRI                     | 1095 no
REC-10 | 84 MRI; 1096 MRI                     | 1096 no
REC-10 | 84 MRI; 2000 MRI                     | 1096 no
REC-10 | 84 MRI; 1200 MRI LR-4@9              | 1096 no
REC-10 | 84 MRI; 1200 MRI unusable            | 84 no
REC-10 | 84 MRI; 1200 biopsy /benign@9        | 84 no
"""

# rule | visits | death transplant cut-off | answer status day
COMPETING = """
REC-09 | 84 MRI             | 200 - -    | DEATH_WITHOUT_RECURRENCE 200
REC-09 | 84 MRI             | - 200 -    | TRANSPLANT_WITHOUT_RECURRENCE 200
REC-09 | 84 MRI             | 300 200 -  | TRANSPLANT_WITHOUT_RECURRENCE 200
REC-09 | 84 MRI             | 200 200 -  | TRANSPLANT_WITHOUT_RECURRENCE 200
REC-09 | 84 MRI             | 200 300 -  | DEATH_WITHOUT_RECURRENCE 200
REC-09 | 200 MRI LR-5@45    | 200 - -    | RECURRENCE 200
REC-09 | 200 biopsy /HCC@45 | - 200 -    | RECURRENCE 200
REC-09 | 200 MRI LR-5@45    | 199 - -    | DEATH_WITHOUT_RECURRENCE 199
REC-09 | 84 MRI             | 0 - -      | DEATH_WITHOUT_RECURRENCE 0
REC-09 | 84 MRI             | 1096 - -   | DEATH_WITHOUT_RECURRENCE 1096
REC-09 | 84 MRI             | 1097 - -   | CENSORED 84
REC-09 | 84 MRI             | 200 - 199  | CENSORED 84
REC-09 | 84 MRI             | 200 - 200  | DEATH_WITHOUT_RECURRENCE 200
REC-09 | 1097 MRI LR-5@45   | 1096 - -   | DEATH_WITHOUT_RECURRENCE 1096
REC-10 | 84 MRI; 168 MRI LR-5@45 | - - 167 | CENSORED 84
REC-10 | 84 MRI; 168 MRI LR-5@45 | - - 168 | RECURRENCE 168
REC-10 | 84 MRI; 1200 MRI   | - - 1199   | CENSORED 84
"""


def rows(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("rule", "visits", "answer"), rows(EVENTS))
def test_recurrence_is_the_first_day_with_a_lesion_that_qualifies(rule, visits, answer):
    day, types, evidence, lower = answer.split()
    outcome = derive_recurrence(radical_date=T_R, examinations=drawn(visits))
    assert outcome.status == "RECURRENCE"
    assert (outcome.date, outcome.days) == (on_day(int(day)), int(day))
    assert outcome.all_types == tuple(types.split(","))
    assert outcome.type == types.split(",")[0]
    assert outcome.evidence == evidence
    assert outcome.interval_lower == on_day(int(lower))
    assert outcome.interval_upper == on_day(int(day))
    assert outcome.adjudication_pending is None


@pytest.mark.parametrize(("rule", "visits", "answer"), rows(CENSORED))
def test_without_recurrence_follow_up_ends_at_the_last_usable_scan(rule, visits, answer):
    day, pending = answer.split()
    outcome = derive_recurrence(radical_date=T_R, examinations=drawn(visits))
    assert outcome.status == "CENSORED"
    assert (outcome.date, outcome.days) == (on_day(int(day)), int(day))
    assert outcome.adjudication_pending is (pending == "pending")
    assert (outcome.type, outcome.all_types, outcome.evidence) == (None, (), None)
    assert outcome.interval_lower is None


@pytest.mark.parametrize(("rule", "visits", "dates", "answer"), rows(COMPETING))
def test_death_and_transplantation_compete_up_to_the_horizon(rule, visits, dates, answer):
    death, transplant, cutoff = (None if d == "-" else on_day(int(d)) for d in dates.split())
    outcome = derive_recurrence(
        radical_date=T_R,
        examinations=drawn(visits),
        death_date=death,
        transplant_date=transplant,
        data_cutoff=cutoff,
    )
    assert f"{outcome.status} {outcome.days}" == answer
