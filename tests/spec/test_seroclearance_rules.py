"""HBsAg seroclearance, rule by rule (drawing: drawn_samples.py; the window closes on day 730)."""

import pytest

from drawn_samples import T_T, drawn, on_day
from trialwright.endpoints.seroclearance import derive_seroclearance

# rule | samples | status onset confirmed reverted
TABLE = """
HBS-02 | 0 820; 100 <0.05; 300 <0.05         | CONFIRMED 100 300
HBS-02 | 100 <0.05; 200 0.05; 300 <0.05      | UNCONFIRMED 300 -
HBS-03 | 100 <0.05; 268 <0.05                | CONFIRMED 100 268
HBS-03 | 100 <0.05; 267 <0.05                | UNCONFIRMED 100 -
HBS-03 | 100 <0.05; 184 <0.05; 268 <0.05     | CONFIRMED 100 268
HBS-03 | 268 <0.05; 100 <0.05                | CONFIRMED 100 268
HBS-04 | 100 <0.05; 200 1; 300 <0.05; 468 0.01 | CONFIRMED 300 468
HBS-04 | 100 <0.05; 500 <0.05; 600 <0.05     | CONFIRMED 100 500
HBS-05 | 562 <0.05; 730 <0.05                | CONFIRMED 562 730
HBS-05 | 563 <0.05; 731 <0.05                | CONFIRMED_LATE 563 731
HBS-05 | 730 <0.05; 900 <0.05                | CONFIRMED_LATE 730 900
HBS-05 | 700 1; 731 <0.05; 900 <0.05         | NOT_ACHIEVED - -
HBS-05 | 700 <0.05; 731 1; 900 <0.05         | NOT_ACHIEVED - -
HBS-05 | 700 <0.05; 731 <0.05                | UNCONFIRMED 700 -
HBS-05 | 100 <0.05; 200 1                    | NOT_ACHIEVED - -
HBS-05 | 100 <0.05; 300 <0.05; 400 1; 500 <0.05; 700 <0.05 | CONFIRMED 100 300 reverted
HBS-05 | 100 <0.05; 200 1; 600 <0.05; 800 <0.05 | CONFIRMED_LATE 600 800
HBS-05 | 731 <0.05; 900 <0.05                | NO_DATA - -
HBS-05 |                                     | NO_DATA - -
HBS-06 | 100 <0.1; 300 <0.1                  | CANNOT_DETERMINE - -
HBS-06 | 100 <0.05; 200 <0.1; 300 <0.05      | CANNOT_DETERMINE - -
HBS-06 | 100 <0.1; 200 1                     | NOT_ACHIEVED - -
HBS-06 | 100 <0.1                            | NOT_ACHIEVED - -
HBS-06 | 100 <0.1; 300 <0.05                 | CANNOT_DETERMINE - -
HBS-06 | 100 <0.1; 200 <0.05                 | UNCONFIRMED 200 -
HBS-06 | 600 <0.1; 800 <0.05                 | NOT_ACHIEVED - -
HBS-06 | 600 <0.05; 800 <0.1                 | NOT_ACHIEVED - -
HBS-06 | 100 <0.1; 200 <0.05; 400 <0.05      | CONFIRMED 200 400
HBS-06 | 100 <0.05; 300 <0.05; 400 <0.1      | CONFIRMED 100 300
HBS-06 | 100 <0.05; 150 <0.1; 200 <0.05; 400 <0.05 | CONFIRMED 200 400
HBS-06 | 700 <0.05; 731 <0.1; 900 <0.05      | NOT_ACHIEVED - -
HBS-06 | 100 <0.05; 200 >0.04; 300 <0.05     | CANNOT_DETERMINE - -
HBS-06 | 100 <0.05; 200 invalid; 300 <0.05   | CONFIRMED 100 300
HBS-06 | 100 invalid; 200 ND                 | NO_DATA - -
HBS-07 | 100 49 [mIU/mL]; 300 0.00004 [kIU/mL] | CONFIRMED 100 300
HBS-07 | 100 <0.05 [COI]; 300 <0.05          | UNCONFIRMED 300 -
HBS-07 | 100 <0.05 []; 300 <0.05 [S/CO]      | NO_DATA - -
HBS-08 | 0 <0.05; 168 <0.05                  | UNCONFIRMED 168 -
HBS-08 | -9 <0.05; 0 <0.05                   | NO_DATA - -
HBS-08 | 100 <0.05; 100 0.2; 300 <0.05       | UNCONFIRMED 300 -
HBS-08 | 100 <0.05; 300 <0.05; 300 <0.1      | CANNOT_DETERMINE - -
HBS-08 | 100 <0.1; 100 2; 300 <0.05          | UNCONFIRMED 300 -
HBS-09 | 100 <0.05; 300 <0.05; 730 1         | CONFIRMED 100 300 reverted
HBS-09 | 100 <0.05; 300 <0.05; 731 1         | CONFIRMED 100 300
HBS-09 | 600 <0.05; 800 <0.05; 900 1         | CONFIRMED_LATE 600 800
"""


@pytest.mark.parametrize(
    ("rule", "samples", "answer"),
    [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()],
)
def test_loss_of_hbsag_is_confirmed_inside_two_years(rule, samples, answer):
    status, onset, confirmed, *reverted = answer.split()
    outcome = derive_seroclearance(treatment_start=T_T, tests=drawn(samples))
    dates = [None if day == "-" else on_day(int(day)) for day in (onset, confirmed)]
    assert [outcome.status, outcome.onset, outcome.confirmed_on] == [status, *dates]
    assert outcome.reverted is bool(reverted)
