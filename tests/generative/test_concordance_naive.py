"""Concordance against a look at every pair."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from generative.survival_data import column, rows, times_of
from trialwright.analysis.survival.concordance import compute_concordance
from trialwright.analysis.survival.dominance_counts import count_below


def naive_pairs(data, delayed):
    """(earlier, later, score) of each comparable pair: 1 right, 1/2 tied, 0 wrong."""
    for i, j in combinations(range(len(data)), 2):
        for first, other in ((i, j), (j, i)):
            a, b = data[first], data[other]
            outlives = b.time > a.time or (b.time == a.time and not b.event)
            present = not delayed or b.entry < a.time
            if a.event and outlives and present and a.stratum == b.stratum:
                yield first, other, (1 if a.x > b.x else 0.5 if a.x == b.x else 0)


@given(rows(min_size=2), st.booleans())
def test_share_of_pairs_and_its_error_agree_with_every_pair(data, delayed):
    got = compute_concordance(
        times_of(data, delayed), column(data, "x")[:, 0], stratum=column(data, "stratum")
    )
    pairs = list(naive_pairs(data, delayed))
    assert got.comparable == len(pairs)
    if not pairs:
        assert (got.value, got.std_err) == (None, None)
        return
    value = sum(score for _, _, score in pairs) / len(pairs)
    influence = np.zeros(len(data))
    for first, other, score in pairs:
        influence[[first, other]] += (score - value) / len(pairs)
    assert got.value == approx(value, rel=1e-14)
    assert got.std_err == approx(np.sqrt(influence @ influence), rel=1e-12, abs=1e-14)


@given(rows(min_size=2))
def test_reversed_prediction_has_the_complementary_concordance(data):
    risk = column(data, "x")[:, 0]
    got = [compute_concordance(times_of(data), sign * risk).value for sign in (1, -1)]
    assert got == [None, None] or sum(got) == approx(1)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20), st.data())
def test_counting_small_values_agrees_with_looking(ranks, data):
    start = data.draw(st.integers(0, len(ranks)))
    stop = data.draw(st.integers(start, len(ranks)))
    bound = data.draw(st.integers(0, 20))
    got = count_below(np.array(ranks), np.array([start]), np.array([stop]), np.array([bound]))
    assert got.tolist() == [sum(rank < bound for rank in ranks[start:stop])]
