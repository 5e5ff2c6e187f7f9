"""HBV DNA undetectable, rule by rule (drawing: drawn_samples.py; day 0 is 2026-01-15).

From day 100, 2026-04-25, six calendar months end on day 283, 2026-10-25.
"""

import pytest

from drawn_samples import T_T, drawn, on_day
from trialwright.endpoints.undetectable import derive_undetectable

# rule | samples | status onset confirmed | adjacent | detectable at baseline
TABLE = """
HBD-02 | 0 5.2E5; 100 TND; 283 TND           | CONFIRMED 100 283   | yes | yes
HBD-02 | 100 TND; 190 <10; 283 9             | CONFIRMED 100 283   | no  | CD
HBD-02 | 100 TND; 190 <20; 283 9             | CANNOT_DETERMINE - - | no | CD
HBD-02 | 100 TND; 190 <10; 400 <20           | CANNOT_DETERMINE - - | CD | CD
HBD-03 | 100 TND; 282 TND                    | UNCONFIRMED 100 -   | no  | CD
HBD-03 | 100 TND; 268 TND                    | UNCONFIRMED 100 -   | no  | CD
HBD-04 | 100 TND; 200 10; 300 TND            | UNCONFIRMED 300 -   | no  | CD
HBD-05 | 500 TND; 730 TND                    | CONFIRMED 500 730   | yes | CD
HBD-05 | 600 TND; 800 TND                    | CONFIRMED_LATE 600 800 | no | CD
HBD-06 | 100 <20; 300 <20                    | CANNOT_DETERMINE - - | CD | CD
HBD-06 | 100 TND []; 300 <10 detected        | CONFIRMED 100 300   | yes | CD
HBD-06 | 100 inhibited; 200 ND               | NO_DATA - -         | no  | CD
HBD-07 | 100 58.1 [copies/mL]; 300 0.99 [log10 IU/mL] | CONFIRMED 100 300 | yes | CD
HBD-07 | 100 58.2 [copies/mL]; 300 1 [log10 IU/mL] | NOT_ACHIEVED - - | no | CD
HBD-08 | 0 TND; 200 TND                      | UNCONFIRMED 200 -   | no  | no
HBD-08 | 100 TND; 100 12; 300 TND            | UNCONFIRMED 300 -   | no  | CD
HBD-09 | 100 TND; 300 TND; 400 2,500         | CONFIRMED 100 300 reverted | yes | CD
HBD-10 | -30 500; -9 TND; 0 failed; 100 TND; 300 TND | CONFIRMED 100 300 | yes | no
HBD-10 | -9 <20; 100 TND                     | UNCONFIRMED 100 -   | no  | CD
"""
WORDS = {True: "yes", False: "no", None: "CD"}


@pytest.mark.parametrize(
    ("rule", "samples", "answer", "adjacent", "baseline"),
    [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()],
)
def test_dna_stays_undetectable_for_six_calendar_months(rule, samples, answer, adjacent, baseline):
    status, onset, confirmed, *reverted = answer.split()
    outcome = derive_undetectable(treatment_start=T_T, tests=drawn(samples))
    response = outcome.response
    dates = [None if day == "-" else on_day(int(day)) for day in (onset, confirmed)]
    assert [response.status, response.onset, response.confirmed_on] == [status, *dates]
    assert response.reverted is bool(reverted)
    assert WORDS[outcome.literal_adjacent] == adjacent
    assert WORDS[outcome.detectable_at_baseline] == baseline
