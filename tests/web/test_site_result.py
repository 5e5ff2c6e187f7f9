"""The primary result and its curve, picked from result rows made by hand."""

from itertools import pairwise

import pytest
from made_run import result_rows
from site_study import STUDY

from trialwright.definition import load_definition
from trialwright_web.studies.curve import BOTTOM, HEIGHT, LEFT, RIGHT, WIDTH, build_curve
from trialwright_web.studies.primary_result import Estimate, find_primary_result

GROUPS = ("NA", "NA_PEGIFN")


@pytest.fixture(scope="module")
def definition():
    return load_definition(STUDY)


def test_the_registered_analyses_are_found(definition):
    result = find_primary_result(definition, result_rows())
    assert result.months == (12, 24, 36)
    assert [outcome.group.id for outcome in result.groups] == list(GROUPS)
    assert result.last[0][1] == Estimate(0.45, pytest.approx(0.38), pytest.approx(0.53), 36)
    assert result.adjusted == Estimate(0.6, 0.4, 0.9)
    assert result.log_rank_p == 0.0004


def test_rows_of_other_analyses_are_no_primary_result(definition):
    rows = [row for row in result_rows() if row.analysis != "recurrence_km"]
    assert find_primary_result(definition, rows) is None


def test_a_comparison_that_could_not_be_computed_is_left_open(definition):
    rows = [row for row in result_rows() if row.analysis == "recurrence_km"]
    result = find_primary_result(definition, rows)
    assert result.adjusted == Estimate(None, None, None)
    assert result.log_rank_p is None


def test_a_curve_holds_its_value_until_the_next_event():
    curve = build_curve(result_rows(), "recurrence_km", GROUPS, 36)
    points = [tuple(map(float, p.split(","))) for p in curve.lines[0].steps.split()]
    assert points[0] == (LEFT, HEIGHT - BOTTOM)
    horizontal = [a[1] == b[1] for a, b in pairwise(points)]
    vertical = [a[0] == b[0] for a, b in pairwise(points)]
    assert all(h or v for h, v in zip(horizontal, vertical, strict=True))


def test_the_axis_ends_at_the_first_tick_above_everything_drawn():
    curve = build_curve(result_rows(), "recurrence_km", GROUPS, 36)
    assert [tick.label for tick in curve.shares] == ["0%", "20%", "40%", "60%"]
    assert (curve.months[0].position, curve.months[-1].position) == (LEFT, WIDTH - RIGHT)


def test_an_analysis_without_points_has_no_curve():
    assert build_curve(result_rows(), "recurrence_cox", GROUPS, 36) is None
