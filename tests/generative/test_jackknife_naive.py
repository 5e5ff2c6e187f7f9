"""The infinitesimal jackknife against derivatives of a naive weighted curve.

A derivative is read off the imaginary part that a step along the imaginary axis leaves (complex
step): no subtraction, so exact to rounding.
"""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from generative.survival_data import column, follow_up, rows
from trialwright.analysis import fleming_harrington, kaplan_meier, restricted_mean

STEP = 1e-30
JACKKNIFE = {"variance": "infinitesimal_jackknife"}


def naive_curve(data, weights, delayed, tie_corrected=False):
    """(times, S, H): products and sums over event times, with any numbers as weights."""
    survival, hazard, curve = 1, 0, []
    for time in sorted({row.time for row in data}):
        risk = [i for i, r in enumerate(data) if r.time >= time and (not delayed or r.entry < time)]
        died = [i for i in risk if data[i].event and data[i].time == time]
        n, d = sum(weights[i] for i in risk), sum(weights[i] for i in died)
        everybody = len(died) == len(risk)
        survival = 0 if everybody else survival * (n - d) / n
        for k in range(len(died) if tie_corrected else bool(died)):
            mean = d / len(died) if tie_corrected else d
            hazard = hazard + mean / (n - k * mean)
        curve.append((time, survival, hazard))
    return [np.array(part) for part in zip(*curve, strict=True)]


def derivatives(data, weights, cluster, estimate):
    """Sum over clusters of the squared sum of w dU/dw, at each time."""
    total = 0
    for c in sorted(set(cluster.tolist())):
        moved = weights.astype(complex)
        moved[cluster == c] *= 1 + 1j * STEP
        influence = np.imag(np.asarray(estimate(moved), dtype=complex)) / STEP
        total = total + influence**2
    return np.sqrt(total)


# Influences that add up to 0 leave the root of a rounding error, up to 1.5e-8.
ROUNDING = 3e-8

WEIGHTS = st.lists(st.sampled_from([0.25, 0.7, 1.0, 1.3, 4.0]), min_size=12, max_size=12)
CLUSTERS = st.lists(st.integers(0, 4), min_size=12, max_size=12)


@settings(max_examples=60, deadline=None)
@given(rows(), WEIGHTS, CLUSTERS, st.booleans(), st.booleans())
def test_standard_errors_are_what_the_weights_do_to_the_curve(
    data, weights, clusters, delayed, tie_corrected
):
    w, cluster = np.array(weights[: len(data)]), np.array(clusters[: len(data)])
    got = kaplan_meier(
        **follow_up(data, delayed),
        weights=w,
        cluster=cluster,
        **JACKKNIFE,
        cumulative_hazard="tie_corrected" if tie_corrected else "nelson_aalen",
    )
    for part, std_err in ((1, got.std_err), (2, got.std_chaz)):
        wanted = derivatives(
            data,
            w,
            cluster,
            lambda v, part=part: naive_curve(data, v, delayed, tie_corrected)[part],
        )
        assert std_err == approx(wanted, rel=1e-8, abs=ROUNDING)


@settings(max_examples=60, deadline=None)
@given(rows(), WEIGHTS, st.booleans())
def test_without_clusters_each_row_is_one(data, weights, delayed):
    w = np.array(weights[: len(data)])
    got = fleming_harrington(**follow_up(data, delayed), weights=w, **JACKKNIFE)
    wanted = derivatives(
        data,
        w,
        np.arange(len(data)),
        lambda v: naive_curve(data, v, delayed, tie_corrected=True)[2],
    )
    # The root of what rounding leaves of a sum of squares that cancel, about 1e-8.
    assert got.std_err_log == approx(wanted, rel=1e-8, abs=1e-7)


@settings(max_examples=60, deadline=None)
@given(rows(min_size=2), WEIGHTS, CLUSTERS, st.sampled_from([0.5, 3.0, 6.0]))
def test_standard_error_of_a_restricted_mean_is_what_the_weights_do_to_the_area(
    data, weights, clusters, tau
):
    data = [*data, replace(data[0], time=99, event=False)]
    w, cluster = np.array([*weights, 1.0])[: len(data)], np.array([*clusters, 7])[: len(data)]

    def area(v):
        time, survival, _ = naive_curve(data, v, delayed=False)
        before = [0, *time[time < tau], tau]
        return [sum(s * step for s, step in zip([1, *survival], np.diff(before), strict=False))]

    got = restricted_mean(
        **follow_up(data, delayed=False), tau=tau, weights=w, cluster=cluster, **JACKKNIFE
    )
    assert got.estimate == approx(area(w)[0], rel=1e-12)
    assert got.std_err == approx(derivatives(data, w, cluster, area)[0], rel=1e-8, abs=ROUNDING)


@settings(max_examples=60, deadline=None)
@given(rows(), st.lists(st.integers(1, 3), min_size=12, max_size=12), st.booleans())
def test_whole_weights_are_copies_of_the_row(data, numbers, delayed):
    """For every column of the curve, with Greenwood's variance and Aalen's."""
    copies = [row for row, number in zip(data, numbers, strict=False) for _ in range(number)]
    weighted = kaplan_meier(**follow_up(data, delayed), weights=numbers[: len(data)])
    plain = kaplan_meier(**follow_up(copies, delayed))
    for name in ("n_risk", "n_event", "n_censor", "surv", "std_err_log", "lower", "std_chaz"):
        wanted = getattr(plain, name)
        assert getattr(weighted, name) == approx(wanted, rel=1e-10, abs=1e-12, nan_ok=True)
    assert (weighted.median, weighted.median_lower) == (plain.median, plain.median_lower)


@settings(max_examples=60, deadline=None)
@given(rows(), st.booleans())
def test_copies_of_a_row_in_one_cluster_count_as_the_row_with_their_weight(data, delayed):
    twice = kaplan_meier(
        **follow_up(data * 2, delayed), cluster=list(range(len(data))) * 2, **JACKKNIFE
    )
    once = kaplan_meier(**follow_up(data, delayed), weights=[2] * len(data), **JACKKNIFE)
    assert twice.std_err == approx(once.std_err, rel=1e-9, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(rows(), st.floats(0.01, 100))
def test_scaling_all_weights_changes_nothing(data, scale):
    one = kaplan_meier(**follow_up(data), weights=np.ones(len(data)), **JACKKNIFE)
    scaled = kaplan_meier(**follow_up(data), weights=np.full(len(data), scale), **JACKKNIFE)
    assert scaled.surv == approx(one.surv, rel=1e-12)
    assert scaled.std_err == approx(one.std_err, rel=1e-8, abs=ROUNDING)


@settings(max_examples=60, deadline=None)
@given(rows(), st.booleans())
def test_row_order_does_not_matter(data, delayed):
    forward, backward = (
        kaplan_meier(**follow_up(d, delayed), weights=column(d, "x")[:, 0] + 1.5, **JACKKNIFE)
        for d in (data, data[::-1])
    )
    assert forward.std_err == approx(backward.std_err, rel=1e-9, abs=1e-12)
    assert forward.surv == approx(backward.surv, rel=1e-12)
