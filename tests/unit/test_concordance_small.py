import numpy as np
from pytest import approx

from trialwright.analysis.survival.concordance import compute_concordance
from trialwright.analysis.survival.survival_times import SurvivalTimes


def test_perfect_prediction_is_one_and_constant_prediction_one_half():
    times = SurvivalTimes.from_columns([1, 2, 3], [1, 1, 1])
    assert compute_concordance(times, [3, 2, 1]).value == 1
    assert compute_concordance(times, [5, 5, 5]).value == 0.5


def test_pairs_that_nobody_can_order_do_not_count():
    """Two events on one day, and one censored before the other's event: 1 with 3, 2 with 3."""
    times = SurvivalTimes.from_columns([2, 2, 3, 1], [1, 1, 0, 0])
    assert compute_concordance(times, [4, 1, 2, 3]).comparable == 2


def test_nothing_to_compare_gives_no_concordance():
    times = SurvivalTimes.from_columns([1, 2], [0, 0])
    got = compute_concordance(times, [1, 2])
    assert (got.value, got.std_err, got.comparable) == (None, None, 0)


def test_influences_of_one_cluster_add_before_they_are_squared():
    """Pairs 1-2 right, 1-3 right, 2-3 wrong: C = 2/3; influences 2/9, -1/9, -1/9."""
    times = SurvivalTimes.from_columns([1, 2, 3], [1, 1, 0])
    alone = compute_concordance(times, [3, 1, 2])
    assert alone.value == approx(2 / 3)
    assert alone.std_err**2 == approx(4 / 81 + 1 / 81 + 1 / 81)
    together = compute_concordance(times, [3, 1, 2], cluster=np.array([0, 1, 1]))
    assert together.std_err**2 == approx(4 / 81 + 4 / 81)
