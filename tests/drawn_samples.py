"""Laboratory results drawn as text: "DAY RESULT; DAY RESULT", days counted from T_T as day 0.

A unit other than IU/mL follows in brackets, an assay after "by": "100 <0.05 [COI] by B".
"""

import re
from datetime import date, timedelta

from trialwright.endpoints.response import LabTest

T_T = date(2026, 1, 15)  # the window closes on 2028-01-15, which is day 730
_SAMPLE = re.compile(r"(-?\d+) (.*?)(?: \[(.*)\])?(?: by (\w+))?")


def on_day(number):
    return T_T + timedelta(days=number)


def drawn(text):
    return [_test(part.strip()) for part in text.split(";") if part.strip()]


def _test(text):
    day, result, unit, assay = _SAMPLE.fullmatch(text).groups()
    unit = "IU/mL" if unit is None else unit
    return LabTest(on_day(int(day)), result, unit, source=f"lab{day}", assay=assay or "")
