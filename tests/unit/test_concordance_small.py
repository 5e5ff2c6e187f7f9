from pytest import approx

from trialwright.analysis import concordance


def test_perfect_prediction_is_one_and_constant_prediction_one_half():
    assert concordance([1, 2, 3], [1, 1, 1], [3, 2, 1]).value == 1
    assert concordance([1, 2, 3], [1, 1, 1], [5, 5, 5]).value == 0.5


def test_pairs_that_nobody_can_order_do_not_count():
    """Two events on one day, and one censored before the other's event: 1 with 3, 2 with 3."""
    assert concordance([2, 2, 3, 1], [1, 1, 0, 0], [4, 1, 2, 3]).comparable == 2


def test_nothing_to_compare_gives_no_concordance():
    got = concordance([1, 2], [0, 0], [1, 2])
    assert (got.value, got.std_err, got.comparable) == (None, None, 0)


def test_influences_of_one_cluster_add_before_they_are_squared():
    """Pairs 1-2 right, 1-3 right, 2-3 wrong: C = 2/3; influences 2/9, -1/9, -1/9."""
    alone = concordance([1, 2, 3], [1, 1, 0], [3, 1, 2])
    assert alone.value == approx(2 / 3)
    assert alone.std_err**2 == approx(4 / 81 + 1 / 81 + 1 / 81)
    together = concordance([1, 2, 3], [1, 1, 0], [3, 1, 2], cluster=["a", "b", "b"])
    assert together.std_err**2 == approx(4 / 81 + 4 / 81)
