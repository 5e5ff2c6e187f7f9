"""Concordance against a look at every pair."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from generative.survival_data import column, follow_up, rows
from trialwright.analysis import concordance
from trialwright.analysis.survival import concordance_kernels
from trialwright.analysis.survival.concordance import _time_keys
from trialwright.analysis.survival.survival_times import SurvivalTimes


def naive_pairs(data, delayed):
    """(earlier, later, score) of each comparable pair: 1 right, 1/2 tied, 0 wrong."""
    for i, j in combinations(range(len(data)), 2):
        for first, other in ((i, j), (j, i)):
            a, b = data[first], data[other]
            outlives = b.time > a.time or (b.time == a.time and not b.event)
            present = not delayed or b.entry < a.time
            if a.event and outlives and present and a.stratum == b.stratum:
                yield first, other, (1 if a.x > b.x else 0.5 if a.x == b.x else 0)


@settings(deadline=None)
@given(rows(min_size=2), st.booleans(), st.booleans())
def test_share_of_pairs_and_its_error_agree_with_every_pair(data, delayed, weighted):
    weight = column(data, "group") + 0.5 if weighted else np.ones(len(data))
    got = concordance(
        **follow_up(data, delayed),
        risk=column(data, "x")[:, 0],
        weights=weight if weighted else None,
        strata=column(data, "stratum"),
    )
    pairs = [(i, j, weight[i] * weight[j], s) for i, j, s in naive_pairs(data, delayed)]
    total = sum(w for _, _, w, _ in pairs)
    assert got.comparable == approx(total, rel=1e-12)
    if not pairs:
        assert (got.value, got.std_err) == (None, None)
        return
    value = sum(w * score for _, _, w, score in pairs) / total
    influence = np.zeros(len(data))
    for first, other, w, score in pairs:
        influence[[first, other]] += w * (score - value) / total
    assert got.value == approx(value, rel=1e-14)
    assert got.std_err == approx(np.sqrt(influence @ influence), rel=1e-12, abs=1e-14)


@settings(deadline=None)
@given(rows(min_size=2))
def test_reversed_prediction_has_the_complementary_concordance(data):
    risk = column(data, "x")[:, 0]
    got = [concordance(**follow_up(data), risk=sign * risk).value for sign in (1, -1)]
    assert got == [None, None] or sum(got) == approx(1)


@settings(deadline=None, max_examples=20)
@given(rows(min_size=2, max_size=6), st.data())
def test_a_weight_counts_as_that_many_rows(data, more):
    """Copies of one row are never compared with each other: their events are at one time."""
    copies = [more.draw(st.integers(1, 3)) for _ in data]
    repeated = [row for row, times in zip(data, copies, strict=True) for _ in range(times)]
    one = concordance(**follow_up(data), risk=column(data, "x")[:, 0], weights=copies)
    other = concordance(**follow_up(repeated), risk=column(repeated, "x")[:, 0])
    assert (one.value, one.comparable) == (other.value, other.comparable)


@settings(deadline=None, max_examples=20)
@given(rows(min_size=2), st.booleans())
def test_compiled_counts_are_those_of_the_same_loops_in_python(data, delayed):
    """With whole weights both are exact."""
    times = SurvivalTimes.from_columns(**follow_up(data, delayed))
    leaves, enters = _time_keys(times, column(data, "stratum"))
    order = np.argsort(leaves, kind="stable")
    late = np.argsort(enters, kind="stable") if delayed else order[:0]
    given_ = (enters, column(data, "stratum"), times.event, column(data, "x")[:, 0])
    for kernel, way in (
        (concordance_kernels.count_from_events, slice(None, None, -1)),
        (concordance_kernels.count_from_survivors, slice(None)),
    ):
        got = [
            run(order[way].copy(), leaves, late[way].copy(), *given_, np.ones(len(data)), *out)
            or out
            for run in (kernel, kernel.py_func)
            for out in [np.zeros((2, len(data)))]
        ]
        assert (got[0] == got[1]).all()
