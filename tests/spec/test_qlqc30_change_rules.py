"""What a change of a QLQ-C30 score means (QOL-09)."""

from fractions import Fraction

import pytest

from trialwright.instruments.qlqc30 import score_qlqc30
from trialwright.instruments.qlqc30_change import (
    GROUP_MID,
    SENSITIVITY_MID,
    derive_score_change,
    derive_score_changes,
    reaches_mid,
)

# scale | before | after | points | direction | size
CHANGES = """
QL2 | 50 | 50     | 0     | same   | none
QL2 | 50 | 54.99  | 4.99  | better | none
QL2 | 50 | 55     | 5     | better | little
QL2 | 50 | 59.99  | 9.99  | better | little
QL2 | 50 | 60     | 10    | better | moderate
QL2 | 50 | 70     | 20    | better | moderate
QL2 | 50 | 70.01  | 20.01 | better | large
QL2 | 50 | 40     | -10   | worse  | moderate
PF2 | 50 | 40     | -10   | worse  | moderate
FA  | 50 | 40     | -10   | better | moderate
FI  | 50 | 75     | 25    | worse  | large
SUMMARY | 80 | 74 | -6    | worse  | little
"""


@pytest.mark.parametrize(
    ("scale", "before", "after", "points", "direction", "size"),
    [[cell.strip() for cell in line.split("|")] for line in CHANGES.strip().splitlines()],
)
def test_a_change_has_a_direction_and_a_size(scale, before, after, points, direction, size):
    found = derive_score_change(scale, Fraction(before), Fraction(after))
    assert (found.points, found.direction, found.size) == (Fraction(points), direction, size)


def test_a_missing_score_leaves_the_change_open():
    for earlier, later in ((None, Fraction(50)), (Fraction(50), None)):
        found = derive_score_change("QL2", earlier, later)
        assert (found.points, found.direction, found.size) == (None, None, None)


def test_two_questionnaires_are_compared_scale_by_scale():
    before = score_qlqc30(dict.fromkeys(range(1, 29), 1) | {29: 4, 30: 4})
    after = score_qlqc30(dict.fromkeys(range(1, 29), 2) | {29: 5})
    found = derive_score_changes(before, after)
    assert (found["QL2"].points, found["QL2"].direction) == (Fraction(50, 3), "better")
    assert (found["PF2"].points, found["PF2"].direction) == (Fraction(-100, 3), "worse")
    assert (found["FA"].points, found["FA"].direction) == (Fraction(100, 3), "worse")


@pytest.mark.parametrize(
    ("difference", "group", "sensitivity"),
    [("10", True, True), ("-10", True, True), ("9.99", False, True), ("4.99", False, False)],
)
def test_a_difference_between_groups_is_held_against_two_limits(difference, group, sensitivity):
    assert reaches_mid(Fraction(difference), GROUP_MID) is group
    assert reaches_mid(Fraction(difference), SENSITIVITY_MID) is sensitivity
