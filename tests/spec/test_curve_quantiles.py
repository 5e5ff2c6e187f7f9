"""When a share has had the event, on drawn curves: one line each participant, x event, o censored."""

from pytest import mark

from trialwright.analysis import fleming_harrington, kaplan_meier, nelson_aalen, rmst


def curve_of(drawing, **options):
    lines = drawing.split()
    return kaplan_meier(
        [len(line) for line in lines], [line.endswith("x") for line in lines], **options
    )


FIVE = "-x --x ---x ----x -----x"


@mark.parametrize(("p", "time"), [(0.1, 2), (0.2, 2.5), (0.3, 3), (0.4, 3.5), (0.8, 5.5), (0.9, 6)])
def test_first_time_below_or_the_middle_of_the_stretch_that_equals(p, time):
    """S is 0.8, 0.6, 0.4, 0.2, 0 from days 2 to 6; 1 - 0.1 * k is no exact float, and need not be."""
    assert curve_of(FIVE).quantile(p).time == time


def test_a_stretch_that_lasts_ends_at_the_last_time():
    assert curve_of("-x -------o").quantile(0.5).time == (2 + 8) / 2


def test_a_share_that_is_never_reached_has_no_time():
    quantile = curve_of("-x --o --o").quantile(0.5)
    assert (quantile.time, quantile.lower, quantile.upper) == (None, 2, None)


def test_the_median_is_the_quantile_of_one_half():
    curve = curve_of("-x --x --o ----x -----x ------o", conf_type="log")
    half = curve.quantile(0.5)
    assert (curve.median, curve.median_lower, curve.median_upper) == (
        half.time,
        half.lower,
        half.upper,
    )


def test_equality_is_counted_not_computed():
    """Of 30,000, one a day: S is 1 - k/30,000, and after rounding still 1/10 on day 27,000."""
    days = list(range(1, 30_001))
    assert kaplan_meier(days, [1] * 30_000).quantile(0.9).time == 27_000.5


def test_weights_take_near_for_equal():
    curve = kaplan_meier([1, 2, 3, 4], [1] * 4, weights=[0.1 * 3] * 4)
    assert curve.median == 2.5


def test_nobody_has_the_event():
    curve = curve_of("-o --o ---o")
    assert curve.surv.tolist() == [1, 1, 1]
    assert curve.std_err.tolist() == curve.cumhaz.tolist() == [0, 0, 0]
    assert (curve.median, curve.quantile(0.01).time) == (None, None)


def test_the_exponential_of_the_hazard_never_reaches_zero():
    times, events = [1, 2, 3], [1, 1, 1]
    curve, hazard = fleming_harrington(times, events), nelson_aalen(times, events)
    assert curve.surv[-1] > 0
    assert not (curve.lower != curve.lower).any()
    assert hazard.cumhaz.tolist() == kaplan_meier(times, events).cumhaz.tolist()


def test_limits_of_a_hazard_lie_around_it_and_not_below_zero():
    plain = nelson_aalen([1, 2, 3], [0, 1, 1], conf_type="plain")
    log = nelson_aalen([1, 2, 3], [0, 1, 1])
    assert (plain.lower[0], plain.lower[1]) == (0, 0)
    assert log.lower[0] != log.lower[0]  # H = 0 has no logarithm
    for limits in (plain, log):
        assert limits.lower[2] < limits.cumhaz[2] < limits.upper[2]


def test_an_event_at_time_zero_counts():
    """A stay of no length: at risk from the very start without delayed entry."""
    curve = kaplan_meier([0, 1], [1, 0])
    assert (curve.n_risk.tolist(), curve.surv.tolist()) == ([2, 1], [0.5, 0.5])


def test_times_below_zero_are_times():
    """The clock may start at enrolment and count an event before it; only order matters."""
    shifted = kaplan_meier([-3, -1, 0, 2], [1, 0, 1, 1])
    assert shifted.surv.tolist() == kaplan_meier([0, 2, 3, 5], [1, 0, 1, 1]).surv.tolist()
    assert shifted.time.tolist() == [-3, -1, 0, 2]


def test_a_mean_without_events_is_tau_and_has_no_test():
    got = rmst([5, 6, 5, 7], [0] * 4, [0, 0, 1, 1], tau=5)
    assert (got.treated.estimate, got.treated.std_err, got.treated.lost) == (5, 0, 0)
    assert (got.difference.estimate, got.difference.p, got.ratio_lost.estimate) == (0, None, None)
