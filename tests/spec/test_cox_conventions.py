"""What does not change a Cox model, and what its options mean, on small tables."""

from math import lgamma

import numpy as np
from pytest import approx, fixture, mark

from trialwright.analysis import cox, cox_baseline, cox_residuals, factor, number, predicted_curves
from trialwright.analysis import proportional_hazards_test as ph_test


@fixture(scope="module")
def data():
    rng = np.random.default_rng(1972)
    n = 80
    return {
        "time": rng.integers(2, 20, n).astype(float),
        "event": rng.random(n) < 0.6,
        "x": rng.normal(size=n),
        "z": rng.integers(0, 2, n).astype(float),
        "stage": rng.choice(["0", "A", "B"], n),
        "weight": rng.integers(1, 4, n),
    }


def fit(data, **options):
    covariates = {"x": data["x"], "z": data["z"]}
    return cox(data["time"], data["event"], covariates, **options)


@mark.parametrize("ties", ["efron", "breslow", "exact"])
def test_the_order_of_the_rows_does_not_matter(data, ties):
    order = np.random.default_rng(1).permutation(len(data["time"]))
    one = fit(data, ties=ties)
    other = fit({name: column[order] for name, column in data.items()}, ties=ties)
    assert one.coef == approx(other.coef, rel=1e-11)
    assert one.vcov == approx(other.vcov, rel=1e-11)
    assert one.concordance.value == other.concordance.value


def test_a_weight_is_that_many_rows_with_breslows_ties(data):
    """With Efron's it is not: copies would tie with each other."""
    copied = {name: np.repeat(column, data["weight"]) for name, column in data.items()}
    one, other = fit(data, ties="breslow", weights=data["weight"]), fit(copied, ties="breslow")
    assert one.coef == approx(other.coef, rel=1e-10)
    assert one.vcov == approx(other.vcov, rel=1e-10)
    assert one.loglik == approx(other.loglik, rel=1e-13)
    assert cox_baseline(one)[0].hazard == approx(cox_baseline(other)[0].hazard, rel=1e-10)
    assert [t.chisq for t in ph_test(one, transform="identity").tests] == approx(
        [t.chisq for t in ph_test(other, transform="identity").tests], rel=1e-8
    )


@mark.parametrize("ties", ["efron", "breslow"])
def test_weights_twice_as_large_are_twice_the_information(data, ties):
    one, other = fit(data, ties=ties), fit(data, ties=ties, weights=np.full(80, 2.0))
    assert one.coef == approx(other.coef, rel=1e-11)
    assert one.vcov == approx(2 * other.vcov, rel=1e-11)
    robust = [fit(data, ties=ties, weights=np.full(80, w), robust=True) for w in (1.0, 2.0)]
    assert robust[0].vcov == approx(robust[1].vcov, rel=1e-11)


@mark.parametrize("ties", ["efron", "breslow", "exact"])
def test_follow_up_cut_into_intervals_stays_what_it_is(data, ties):
    """Everybody's time is cut at 7: rows (0, 7] and (7, end], of one subject."""
    late = data["time"] > 7
    rows = np.concatenate((np.arange(80), np.flatnonzero(late)))
    second = np.arange(len(rows)) >= 80
    cut = {
        "time": np.where(second, data["time"][rows], np.minimum(data["time"][rows], 7)),
        "event": data["event"][rows] & (second | ~late[rows]),
        "x": data["x"][rows],
        "z": data["z"][rows],
    }
    robust = ties != "exact"
    whole = fit(data, ties=ties, robust=robust)
    parts = fit(cut, ties=ties, robust=robust, entry=np.where(second, 7, 0), subject=rows)
    assert parts.coef == approx(whole.coef, rel=1e-10)
    assert parts.vcov == approx(whole.vcov, rel=1e-9)
    assert parts.loglik == approx(whole.loglik, rel=1e-13)
    assert parts.concordance.value == approx(whole.concordance.value, rel=1e-13)
    if robust:
        sums = np.bincount(rows, weights=cox_residuals(parts).martingale)
        assert sums == approx(cox_residuals(whole).martingale, abs=1e-10)
        assert predicted_curves(parts, {"x": [1], "z": [0]})[0].surv[-1] == approx(
            predicted_curves(whole, {"x": [1], "z": [0]})[0].surv[-1], rel=1e-10
        )


@mark.parametrize("ties", ["efron", "breslow", "exact"])
def test_a_stratum_of_one_row_adds_nothing(data, ties):
    longer = {name: np.append(column, column[0]) for name, column in data.items()}
    strata = np.append(np.zeros(80), 1)
    one, other = fit(data, ties=ties), fit(longer, ties=ties, strata=strata)
    assert other.coef == approx(one.coef, rel=1e-12)
    assert other.loglik == approx(one.loglik, rel=1e-13)


def test_without_ties_all_three_likelihoods_are_one(data):
    untied = data | {"time": data["time"] + np.arange(80) / 100}
    fits = [fit(untied, ties=ties) for ties in ("efron", "breslow", "exact")]
    for other in fits[1:]:
        assert other.coef == approx(fits[0].coef, rel=1e-10)
        assert other.vcov == approx(fits[0].vcov, rel=1e-10)
        assert other.loglik == approx(fits[0].loglik, rel=1e-13)


def test_an_offset_takes_a_covariates_place(data):
    whole = fit(data)
    rest = cox(data["time"], data["event"], {"z": data["z"]}, offset=whole.coef[0] * data["x"])
    assert rest.coef[0] == approx(whole.coef[1], rel=1e-9)
    assert rest.loglik[1] == approx(whole.loglik[1], rel=1e-13)


def test_exact_ties_of_hundreds_do_not_overflow():
    """At 0 the likelihood is one over the number of subsets: C(3000, 1500) has 902 digits."""
    n, d = 3000, 1500
    x = np.arange(n) % 7 + (np.arange(n) < d) * 0.1
    got = cox(np.ones(n), np.arange(n) < d, {"x": x}, ties="exact")
    assert got.loglik[0] == approx(2 * lgamma(d + 1) - lgamma(n + 1), rel=1e-12)
    assert np.isfinite(got.se).all()


def test_a_factor_is_tested_for_proportional_hazards_as_a_whole(data):
    terms = [number("x", data["x"]), factor("stage", data["stage"])]
    got = ph_test(cox(data["time"], data["event"], terms))
    assert got.rows == ("x", "stage", "GLOBAL")
    assert [test.df for test in got.tests] == [1, 2, 3]


def test_a_rank_and_identity_agree_when_times_are_ranks(data):
    ranks = data | {"time": np.random.default_rng(3).permutation(80) + 1.0}
    one, other = (ph_test(fit(ranks), transform=how) for how in ("rank", "identity"))
    assert [t.chisq for t in one.tests] == approx([t.chisq for t in other.tests], rel=1e-12)


def test_each_stratum_has_a_baseline_by_its_labels(data):
    stratified = fit(data, strata=[data["stage"], data["weight"] > 1])
    parts = cox_baseline(stratified)
    assert [part.stratum for part in parts[:3]] == [("0", False), ("0", True), ("A", False)]
    curves = predicted_curves(
        stratified, {"x": [0, 0], "z": [0, 0]}, strata=[["B", "0"], [True, False]]
    )
    assert [curve.stratum for curve in curves] == [("B", True), ("0", False)]
    assert curves[1].cumhaz == approx(parts[0].hazard)


def test_a_centred_baseline_is_the_curve_at_the_means(data):
    fitted = fit(data)
    means = {"x": [data["x"].mean()], "z": [data["z"].mean()]}
    assert cox_baseline(fitted, centered=True)[0].hazard == approx(
        predicted_curves(fitted, means)[0].cumhaz, rel=1e-12
    )


def test_nearly_equal_times_tie_only_when_asked(data):
    rounded = data | {"time": data["time"] / 3 * (1 + 1e-15 * np.arange(80))}
    thirds = data | {"time": data["time"] / 3}
    merged = fit(rounded, merge_close_times=True)
    assert merged.coef == approx(fit(thirds).coef, rel=1e-12)
    assert fit(rounded).loglik[0] != approx(merged.loglik[0], rel=1e-6)


def test_limits_of_a_coefficient_are_symmetric(data):
    fitted = fit(data)
    assert fitted.limits(0.9) == approx(
        np.column_stack(
            [
                fitted.coef - 1.6448536269514722 * fitted.se,
                fitted.coef + 1.6448536269514722 * fitted.se,
            ]
        )
    )
