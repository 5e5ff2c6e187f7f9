"""The conventions of the survival curve, each on a drawn table.

x event   o censored   | enters
"""

from math import inf

from pytest import approx

from trialwright.analysis import kaplan_meier


def curve_of(drawing, **options):
    """A line each participant; the position in the line is the day."""
    lines = [line.rstrip() for line in drawing.strip("\n").splitlines()]
    return kaplan_meier(
        [len(line) - 1 for line in lines],
        [line.endswith("x") for line in lines],
        entry=[line.index("|") for line in lines],
        **options,
    )


def test_censored_on_the_day_of_an_event_is_still_at_risk_that_day():
    curve = curve_of("""
|--x
|--o
|----o
""")
    assert curve.n_risk.tolist() == [3, 1]
    assert curve.surv[0] == approx(2 / 3)


def test_entering_on_the_day_of_an_event_is_too_late_for_it():
    curve = curve_of("""
|--x
   |--o
|----o
""")
    assert curve.n_risk.tolist() == [2, 2, 1]


def test_an_event_on_a_day_counts_in_survival_at_that_day():
    points = curve_of("""
|--x
|----o
""").at([2, 3, 4])
    assert points.surv.tolist() == [1, 0.5, 0.5]


def test_numbers_at_risk_fall_to_zero_after_the_last_day():
    points = curve_of("""
|--x
|----o
""").at([3, 5, 6])
    assert points.n_risk.tolist() == [2, 1, 0]


def test_median_is_the_first_day_below_one_half():
    curve = curve_of("""
|-x
|--x
|---x
""")
    assert curve.median == 3


def test_median_is_the_middle_of_a_stretch_at_one_half():
    curve = curve_of("""
|-x
|--x
|---x
|-----x
""")
    assert curve.median == 3.5


def test_median_is_not_reached_above_one_half():
    curve = curve_of("""
|-x
|--o
|---o
""")
    assert curve.median is None


def test_before_any_event_the_log_log_scale_has_no_limits_and_the_others_are_one():
    drawing = """
|-o
|--x
|---o
"""
    limits = {kind: curve_of(drawing, conf_type=kind).lower[0] for kind in ("plain", "log")}
    assert limits == {"plain": 1, "log": 1}
    assert curve_of(drawing).lower[0] != curve_of(drawing).lower[0]


def test_when_nobody_is_left_the_error_of_log_survival_is_infinite_and_limits_are_missing():
    curve = curve_of("""
|-x
|--x
""")
    assert (curve.surv[-1], curve.std_err_log[-1]) == (0, inf)
    assert curve.lower[-1] != curve.lower[-1]


def test_a_risk_set_that_runs_empty_before_the_end_is_flagged():
    """All at risk have the event on day 2; the later entries cannot raise the curve again."""
    curve = curve_of("""
|-x
   |---x
   |----o
""")
    assert curve.emptied_at == (2,)
    assert curve.surv.tolist() == [0, 0, 0]


def test_without_late_entry_nothing_is_flagged():
    assert (
        curve_of("""
|-x
|--o
""").emptied_at
        == ()
    )
