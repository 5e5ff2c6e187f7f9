"""The primary result and its curve, picked from result rows made by hand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_run import result_rows
from site_study import STUDY

from trialwright.definition import load_definition
from trialwright_web.studies.at_risk import WeekAtRisk, list_at_risk, marked_weeks
from trialwright_web.studies.curve import BOTTOM, LEFT, RIGHT, build_curve
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


def test_the_other_readings_of_the_last_scans_stand_beside_the_36_month_figure(definition):
    """REC-10: the named sensitivity, wherever a 36-month figure is given."""
    negative, _ = find_primary_result(definition, result_rows()).beside
    assert negative.label.en == "Negative week-156 scan counts to 3 years"
    assert [group.id for group, _ in negative.groups] == list(GROUPS)
    estimates = [(e.value, e.lower, e.upper, e.month) for _, e in negative.groups]
    assert estimates[0] == (pytest.approx(0.44), pytest.approx(0.38), pytest.approx(0.51), 36)


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
    assert points[0] == (LEFT, BOTTOM)
    horizontal = [a[1] == b[1] for a, b in pairwise(points)]
    vertical = [a[0] == b[0] for a, b in pairwise(points)]
    assert all(h or v for h, v in zip(horizontal, vertical, strict=True))


def test_the_axis_ends_at_the_first_tick_above_everything_drawn():
    curve = build_curve(result_rows(), "recurrence_km", GROUPS, 36)
    assert [tick.label for tick in curve.shares] == ["0%", "20%", "40%", "60%"]
    assert curve.weeks[0].position == LEFT
    assert LEFT < curve.weeks[-1].position < RIGHT


def test_numbers_at_risk_stand_below_the_weeks_of_the_axis():
    curve = build_curve(result_rows(), "recurrence_km", GROUPS, 36)
    assert [tick.label for tick in curve.weeks] == ["0", "24", "48", "72", "96", "120", "156"]
    for line in curve.lines:
        assert [tick.label for tick in line.at_risk] == ["0", "150", "130", "110", "90", "70", "40"]
        assert [t.position for t in line.at_risk] == [t.position for t in curve.weeks]
        assert curve.bottom < line.below < curve.height


def test_the_table_behind_the_curve_has_every_week_and_a_gap_for_a_missing_number():
    rows = [r for r in result_rows() if (r.group, r.at, r.statistic) != ("NA", 84, "n_risk")]
    weeks = list_at_risk(rows, "recurrence_km", GROUPS)
    assert [each.week for each in weeks] == list(range(0, 157, 12))
    assert weeks[1].counts == (None, 160)


@given(st.integers(0, 60))
def test_an_axis_marks_its_last_week_and_never_more_than_a_phone_can_show(number):
    weeks = [WeekAtRisk(84 * step, ()) for step in range(number)]
    marked = marked_weeks(weeks)
    assert len(marked) <= 7
    assert [week.day for week in marked] == sorted({week.day for week in marked})
    assert marked[-1:] == tuple(weeks[-1:])


def test_an_analysis_without_points_has_no_curve():
    assert build_curve(result_rows(), "recurrence_cox", GROUPS, 36) is None
