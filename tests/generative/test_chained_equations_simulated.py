"""Chained equations on data whose answer is known, and what they refuse."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from pytest import approx

from trialwright.analysis import Derived, impute_chained, pool_rubin
from trialwright.errors import AnalysisError

N = 500


def study(seed=2):
    """Age, platelets, cirrhosis, stage (ordered), drug (3 levels) and survival; platelets fall
    with age and cirrhosis. Values vanish at random given age, which is complete.
    """
    rng = np.random.default_rng(seed)
    age = rng.normal(55, 9, N)
    z = (age - 55) / 9
    cirrhosis = rng.random(N) < 1 / (1 + np.exp(-z))
    platelets = 180 - 20 * z - 40 * cirrhosis + rng.normal(0, 25, N)
    latent = z + cirrhosis + rng.logistic(size=N)
    stage = np.array(["0", "A", "B"], dtype=object)[np.digitize(latent, [-0.5, 1.5])]
    drug = np.array(["ETV", "TAF", "TDF"], dtype=object)[
        np.argmax(rng.gumbel(size=(N, 3)) + np.outer(z, [0, 1, -1]), axis=1)
    ]
    time = rng.exponential(1000 / np.exp(0.4 * z + 0.5 * cirrhosis))
    columns = {"age": age, "platelets": platelets, "cirrhosis": cirrhosis.astype(object)}
    columns |= {"stage": stage, "drug": drug}
    whole = {name: column.copy() for name, column in columns.items()}
    for name in ("platelets", "cirrhosis", "stage", "drug"):
        lost = rng.random(N) < 0.5 / (1 + np.exp(-z))
        columns[name] = columns[name].copy()
        columns[name][lost] = np.nan if name == "platelets" else None
    return whole, columns, (np.minimum(time, 1500), time <= 1500)


WHOLE, COLUMNS, SURVIVAL = study()
METHODS = {"platelets": "linear", "cirrhosis": "binary", "stage": "ordered", "drug": "unordered"}


def impute(columns=COLUMNS, **options):
    given = {"methods": METHODS, "m": 10, "iterations": 5, "rng": np.random.default_rng(4)}
    return impute_chained(columns, **(given | options))


IMPUTED = impute(survival=SURVIVAL, m=20)


def pooled(quantity):
    found = [quantity(data) for data in IMPUTED.data]
    return pool_rubin([value for value, _ in found], [variance for _, variance in found])


def share(name, level):
    def quantity(data):
        p = np.mean([value == level for value in data[name]])
        return p, p * (1 - p) / N

    return quantity


@pytest.mark.parametrize(
    ("name", "level"),
    [("cirrhosis", True), ("stage", "0"), ("stage", "B"), ("drug", "TAF"), ("drug", "TDF")],
)
def test_shares_of_levels_are_those_before_anything_was_lost(name, level):
    """Those who are left are younger, so the plain share among them is far off for some."""
    truth = np.mean([value == level for value in WHOLE[name]])
    got = pooled(share(name, level))
    assert abs(got.estimate - truth) < 3 * np.sqrt(got.between * 1.05) + 0.005
    assert got.se > np.sqrt(truth * (1 - truth) / N)


def slope(data):
    x = np.column_stack([np.ones(N), data["age"], data["cirrhosis"].astype(float)])
    coef, rss = np.linalg.lstsq(x, data["platelets"], rcond=None)[:2]
    return coef[1:], np.diag(np.linalg.inv(x.T @ x))[1:] * rss[0] / (N - 3)


@pytest.mark.parametrize("method", ["linear", "predictive_mean"])
def test_a_regression_keeps_its_coefficients(method):
    imputed = impute(survival=SURVIVAL, m=20, methods=METHODS | {"platelets": method})
    found = [slope(data) for data in imputed.data]
    got = pool_rubin([f[0] for f in found], [f[1] for f in found], complete_df=N - 3)
    truth, variance = slope(WHOLE)
    assert (np.abs(got.estimate - truth) < 3 * np.sqrt(got.se**2 - variance)).all()
    assert (got.se > np.sqrt(variance)).all()
    assert ((got.fraction_missing > 0.1) & (got.fraction_missing < 0.7)).all()


def test_predictive_mean_matching_imputes_only_values_that_occur():
    imputed = impute(methods=METHODS | {"platelets": "predictive_mean"}, m=3)
    lost = imputed.missing["platelets"]
    for data in imputed.data:
        assert np.isin(data["platelets"][lost], WHOLE["platelets"][~lost]).all()


def test_what_was_measured_stays():
    for data in IMPUTED.data:
        for name, column in COLUMNS.items():
            kept = ~IMPUTED.missing[name]
            assert (data[name][kept] == column[kept]).all()
            assert (
                set(np.unique(data[name][~kept].astype(str)))
                <= set(np.unique(WHOLE[name].astype(str)))
                or name == "platelets"
            )


def test_the_chains_leave_a_trace_each():
    assert sorted(IMPUTED.trace_mean) == sorted(METHODS)
    assert IMPUTED.trace_mean["platelets"].shape == (20, 5)
    last = [data["platelets"][IMPUTED.missing["platelets"]] for data in IMPUTED.data]
    assert_allclose(IMPUTED.trace_mean["platelets"][:, -1], [values.mean() for values in last])
    assert_allclose(IMPUTED.trace_sd["platelets"][:, -1], [values.std(ddof=1) for values in last])


def test_a_normal_mean_is_imputed_as_the_theory_says():
    """One column, nothing to predict it. With a share f missing and n_o of n measured, the mean
    of all is f times a drawn mean (variance s2/n_o) plus the drawn errors (f s2/n), where the
    drawn s2 has mean s^2 (n_o - 1)/(n_o - 3).
    """
    rng = np.random.default_rng(8)
    y = rng.normal(10, 2, 60)
    y[:20] = np.nan
    imputed = impute_chained({"y": y}, methods={"y": "linear"}, m=3000, iterations=1, rng=rng)
    means = np.array([data["y"].mean() for data in imputed.data])
    s2, f = np.nanvar(y, ddof=1) * 39 / 37, 1 / 3
    assert means.mean() == approx(np.nanmean(y), abs=0.03)
    assert means.var(ddof=1) == approx(s2 * f * (f / 40 + 1 / 60), rel=0.12)


def test_a_derived_column_stays_true_and_never_predicts_its_sources():
    def ratio(age, platelets):
        return platelets / age

    imputed = impute(derived={"ratio": Derived(("age", "platelets"), ratio)}, m=2)
    for data in imputed.data:
        assert_allclose(data["ratio"], data["platelets"] / data["age"])


def test_the_outcome_takes_part_as_event_and_cumulative_hazard():
    """Without it the share of cirrhosis among the dead is drawn towards that of all."""
    with_, without = (impute(survival=s, m=20) for s in (SURVIVAL, None))
    lost = with_.missing["cirrhosis"]
    died_early = lost & SURVIVAL[1] & (SURVIVAL[0] < 300)
    late = lost & ~SURVIVAL[1]

    def contrast(imputed):
        values = [data["cirrhosis"].astype(float) for data in imputed.data]
        return np.mean([v[died_early].mean() - v[late].mean() for v in values])

    assert contrast(with_) > contrast(without)


def test_a_perfectly_predicted_level_has_finite_draws():
    x = np.repeat([0.0, 1.0], 20)
    y = np.where(x == 1, "yes", "no").astype(object)
    y[[0, 39]] = None
    imputed = impute_chained(
        {"x": x, "y": y}, methods={"y": "binary"}, m=200, iterations=1, rng=np.random.default_rng(1)
    )
    drawn = np.array([[data["y"][0], data["y"][39]] for data in imputed.data])
    assert 0.9 < (drawn[:, 0] == "no").mean() <= 1
    assert 0.9 < (drawn[:, 1] == "yes").mean() <= 1


def test_columns_can_be_chosen_as_predictors():
    chosen = impute(predictors={"platelets": ["age"]}, m=2)
    assert len(chosen.data) == 2
    with pytest.raises(AnalysisError, match=r"platelets cannot be predicted by \['height'\]"):
        impute(predictors={"platelets": ["height"]})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"m": 1}, "hides that anything was missing"),
        ({"methods": METHODS | {"platelets": "single_mean"}}, "too small"),
        ({"methods": {"platelets": "linear"}}, "cirrhosis is missing in .* rows and has no method"),
        ({"methods": METHODS | {"platelets": "median"}}, "unknown method 'median'"),
        ({"methods": METHODS | {"stage": "linear"}}, "stage holds something that is not a number"),
        ({"methods": METHODS | {"stage": "binary"}}, "which binary cannot use"),
        ({"methods": METHODS | {"height": "linear"}}, "there is no column height"),
        ({"levels": {"stage": ["0", "A"]}}, "stage has the value 'B', none of its levels"),
        ({"survival": ([1.0], [True])}, "survival has 1 rows"),
        ({"survival": (SURVIVAL[0], np.full(N, 2))}, "besides true and false"),
        ({"derived": {"x": Derived(("height",), abs)}}, "which are no columns"),
        ({"derived": {"age": Derived(("platelets",), abs)}}, "given and derived"),
    ],
)
def test_what_cannot_be_imputed_is_refused(options, words):
    with pytest.raises(AnalysisError, match=words):
        impute(**options)


def test_single_imputation_must_be_asked_for_by_name_and_says_so():
    imputed = impute(methods=METHODS | {"platelets": "single_mean"}, m=1, single=True)
    assert imputed.single
    lost = imputed.missing["platelets"]
    assert_allclose(imputed.data[0]["platelets"][lost], COLUMNS["platelets"][~lost].mean())
    assert not IMPUTED.single


def test_a_column_without_any_value_is_refused():
    with pytest.raises(AnalysisError, match="height has no value at all"):
        impute(COLUMNS | {"height": np.full(N, np.nan)}, methods=METHODS | {"height": "linear"})
