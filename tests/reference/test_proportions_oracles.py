"""Intervals of proportions and rates against statsmodels and scipy."""

from pytest import approx, mark
from scipy.stats import chi2
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from trialwright.analysis.proportions.proportions import (
    Count,
    compute_proportion,
    compute_proportion_difference,
)
from trialwright.analysis.proportions.rates import compute_event_rate


@mark.parametrize(("events", "n"), [(0, 7), (3, 11), (40, 166), (166, 166)])
def test_wilson_interval(events, n):
    got = compute_proportion(Count(events, n), conf_level=0.9)
    assert (got.lower, got.upper) == approx(
        proportion_confint(events, n, alpha=0.1, method="wilson"), abs=1e-14
    )


def test_newcombe_interval():
    got = compute_proportion_difference(Count(23, 166), Count(9, 166))
    assert (got.lower, got.upper) == approx(
        confint_proportions_2indep(23, 166, 9, 166, method="newcomb", compare="diff")
    )


@mark.parametrize("events", [1, 10, 250])
def test_poisson_limits_are_chi_square_quantiles(events):
    """100 person-years are 36525 days, so the rate is the count itself."""
    got = compute_event_rate(events, 36525)
    assert got.value == events
    assert got.lower == approx(chi2.ppf(0.025, 2 * events) / 2)
    assert got.upper == approx(chi2.ppf(0.975, 2 * events + 2) / 2)
