"""Child-Pugh, component by component; the other four score one point each."""

from datetime import date

import pytest

from trialwright.endpoints.deterioration import LiverVisit, ScoreBounds, derive_deterioration
from trialwright.instruments.child_pugh import score_child_pugh
from trialwright.instruments.inputs import InputRefused

BEST = {
    "bilirubin": "15",
    "bilirubin_unit": "umol/L",
    "albumin": "42",
    "albumin_unit": "g/L",
    "inr": "1.0",
    "ascites": "none",
    "encephalopathy": "none",
}


def score(**changes):
    return score_child_pugh(**(BEST | changes))


# rule | component | value | unit | points
COMPONENTS = """
CHP-01 | bilirubin | 33.99 | umol/L | 1
CHP-01 | bilirubin | 34    | umol/L | 2
CHP-01 | bilirubin | 51    | umol/L | 2
CHP-01 | bilirubin | 51.01 | µmol/L | 3
CHP-05 | bilirubin | 60    | umol/L | 3
CHP-02 | bilirubin | 1.9   | mg/dL  | 1
CHP-02 | bilirubin | 2     | mg/dL  | 2
CHP-02 | bilirubin | 3.0   | mg/dl  | 2
CHP-02 | bilirubin | 3.1   | mg/dL  | 3
CHP-02 | bilirubin | 15    | mmol/L | -
CHP-02 | bilirubin | 15    |        | -
CHP-04 | bilirubin |       | umol/L | -
CHP-01 | albumin   | 35.1  | g/L    | 1
CHP-01 | albumin   | 35    | g/L    | 2
CHP-01 | albumin   | 28    | g/L    | 2
CHP-01 | albumin   | 27.9  | g/L    | 3
CHP-02 | albumin   | 3.6   | g/dL   | 1
CHP-02 | albumin   | 3.5   | g/dL   | 2
CHP-02 | albumin   | 2.8   | g/dL   | 2
CHP-02 | albumin   | 2.7   | g/dL   | 3
CHP-02 | albumin   | 42    |        | -
CHP-01 | inr       | 1.69  |        | 1
CHP-01 | inr       | 1.7   |        | 2
CHP-01 | inr       | 2.3   |        | 2
CHP-01 | inr       | 2.31  |        | 3
CHP-04 | inr       |       |        | -
CHP-01 | ascites   | none  |        | 1
CHP-01 | ascites   | mild  |        | 2
CHP-01 | ascites   | controlled |   | 2
CHP-01 | ascites   | moderate_severe | | 3
CHP-01 | ascites   | refractory |   | 3
CHP-04 | ascites   |       |        | -
CHP-01 | encephalopathy | none |    | 1
CHP-01 | encephalopathy | grade1-2 | | 2
CHP-01 | encephalopathy | grade3-4 | | 3
CHP-04 | encephalopathy |       |    | -
"""


@pytest.mark.parametrize(
    ("rule", "component", "value", "unit", "points"),
    [[cell.strip() for cell in line.split("|")] for line in COMPONENTS.strip().splitlines()],
)
def test_points_of_one_component(rule, component, value, unit, points):
    units = {f"{component}_unit": unit} if component in ("bilirubin", "albumin") else {}
    found = score(**{component: value}, **units)
    if points == "-":
        assert (found.low, found.high, found.total) == (5, 7, None)
    else:
        assert (found.low, found.high, found.total) == (4 + int(points),) * 3


@pytest.mark.parametrize(("seconds", "points"), [("3.9", 1), ("4", 2), ("6", 2), ("6.1", 3)])
def test_prothrombin_time_stands_in_where_inr_is_missing(seconds, points):
    """CHP-03"""
    assert score(inr=None, pt_prolongation_s=seconds).total == 4 + points
    assert score(inr="1.0", pt_prolongation_s=seconds).total == 5


@pytest.mark.parametrize(
    ("changes", "low", "high", "klass", "possible"),
    [
        ({"ascites": None}, 5, 7, None, "AB"),
        ({"ascites": None, "encephalopathy": None}, 5, 9, None, "AB"),
        ({"bilirubin": "40", "albumin": "33", "ascites": None}, 7, 9, "B", "B"),
        ({"bilirubin": "60", "albumin": "27", "inr": "2.4", "ascites": None}, 11, 13, "C", "C"),
        ({"bilirubin": "60", "albumin": "27", "ascites": None}, 9, 11, None, "BC"),
        (dict.fromkeys(BEST), 5, 15, None, "ABC"),
    ],
)
def test_a_missing_component_gives_bounds_and_a_class_only_if_they_agree(
    changes, low, high, klass, possible
):
    """CHP-04"""
    found = score(**changes)
    assert (found.low, found.high, found.total, found.klass) == (low, high, None, klass)
    assert found.possible_classes == set(possible)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"bilirubin": "-1"}, "cannot be measured"),
        ({"albumin": "high"}, "is no number"),
        ({"inr": 1.2}, "no exact number"),
        ({"ascites": "some"}, "use one of: none, mild"),
    ],
)
def test_a_value_that_cannot_be_is_refused(changes, words):
    with pytest.raises(InputRefused, match=words):
        score(**changes)


# CHP-06: baseline | visits, by month | deteriorated, month, sustained
DETERIORATION = """
5     | 5 6 6        | no -  no
5     | 5 7 5        | yes 2 no
5     | 7 7          | yes 1 yes
5     | 5 7          | yes 2 CD
5     | 7 5 7 7      | yes 1 yes
5     | 6 6          | no -  no
5-7   | 8 8          | CD -  CD
5-7   | 9 9          | yes 1 yes
5     | 5-7 5        | CD -  no
5     | 5-7 7 5      | yes 2 CD
5     | 5-6 5        | no -  no
7     | 8 8          | no -  no
?     | 6 6          | no -  no
?     | 7 5          | CD -  no
5     |              | CD -  CD
"""


def bounds(text):
    low, _, high = text.partition("-")
    return None if text == "?" else ScoreBounds(int(low), int(high or low))


@pytest.mark.parametrize(
    ("baseline", "visits", "answer"),
    [[cell.strip() for cell in line.split("|")] for line in DETERIORATION.strip().splitlines()],
)
def test_deterioration_is_two_points_above_baseline_at_any_later_visit(baseline, visits, answer):
    days = [date(2026, number + 1, 1) for number in range(1, 12)]
    found = derive_deterioration(
        baseline=bounds(baseline),
        visits=[LiverVisit(d, bounds(v)) for d, v in zip(days, visits.split(), strict=False)],
        after=date(2026, 1, 1),
    )
    words = {True: "yes", False: "no", None: "CD"}
    first = str(found.first_date.month - 1) if found.first_date else "-"
    assert [words[found.deteriorated], first, words[found.sustained]] == answer.split()
