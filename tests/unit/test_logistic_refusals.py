"""What a logistic model refuses, and that it names the covariate."""

import numpy as np
import pytest
from pytest import approx

from trialwright.analysis import balance, factor, logistic, propensity_overlap, propensity_weights
from trialwright.errors import AnalysisError

X = np.arange(10.0)
MIXED = [0, 1, 0, 0, 1, 1, 0, 1, 0, 1]


@pytest.mark.parametrize(
    ("response", "covariates", "options", "words"),
    [
        (X > 4, {"x": X}, {}, "x separate those with the response"),
        (X > 4, {"c": X % 2, "x": X}, {}, "x separate"),
        (MIXED, {"x": X, "copy": 2 * X - 3}, {}, "copy is constant, or"),
        (MIXED, {"x": np.full(10, 1e6)}, {}, "x is constant, or"),
        (MIXED, {"x": X[:9]}, {}, "x has 9 rows"),
        (MIXED, {"x": [*X[:9], np.nan]}, {}, "x has no finite value in 1 of 10 rows"),
        (np.zeros(10), {"x": X}, {}, "nobody has the response"),
        (np.ones(10), {"x": X}, {}, "everybody has the response"),
        ([2, *MIXED[1:]], {"x": X}, {}, "response holds values other than"),
        ([], {"x": []}, {}, "nobody is in this analysis"),
        (MIXED, {}, {"intercept": False}, "without intercept needs a covariate"),
        (MIXED, {"x": X}, {"weights": X - 1}, "weight of row 1 is -1"),
        (MIXED, {"x": X}, {"weights": np.zeros(10)}, "nobody has the response"),
        (MIXED, {"x": X}, {"offset": X[:5]}, "offset has 5 rows"),
        (MIXED, {"x": X}, {"firth": "sometimes"}, "unknown use of Firth's penalty"),
    ],
)
def test_what_is_wrong_is_said(response, covariates, options, words):
    with pytest.raises(AnalysisError, match=words):
        logistic(response, covariates, **options)


def test_separation_by_one_level_of_a_factor_names_that_level():
    drug = factor("drug", ["a", "b", "c"] * 4)
    response = [0, 1, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1]
    with pytest.raises(AnalysisError, match="drugc separate"):
        logistic(response, [drug])


def test_separated_answers_have_a_penalised_estimate_that_says_so():
    fit = logistic(X > 4, {"x": X}, firth="auto")
    assert fit.firth
    assert np.isfinite(fit.coef).all()
    assert fit.coef == approx(logistic(X > 4, {"x": X}, firth="always").coef)


def test_no_penalty_where_none_is_needed():
    fit = logistic(MIXED, {"x": X}, firth="auto")
    assert not fit.firth
    assert fit.coef == approx(logistic(MIXED, {"x": X}).coef)


def test_rows_of_weight_zero_do_not_count_but_are_predicted():
    spoiled = logistic([*MIXED, 1], {"x": [*X, 500.0]}, weights=[*np.ones(10), 0])
    clean = logistic(MIXED, {"x": X})
    assert spoiled.coef == approx(clean.coef)
    assert spoiled.fitted[:10] == approx(clean.fitted)


def test_units_of_a_covariate_change_nothing_but_its_coefficient():
    plain, other = (logistic(MIXED, {"x": values}) for values in (X, 1e7 + 1e-3 * X))
    assert other.fitted == approx(plain.fitted, rel=1e-5)
    assert other.coef[1] == approx(1e3 * plain.coef[1], rel=1e-5)


def test_a_fit_predicts_for_others_and_knows_its_columns():
    fit = logistic(MIXED, {"x": X})
    assert fit.predict({"x": X}, 10) == approx(fit.fitted)
    with pytest.raises(AnalysisError, match="the columns are"):
        fit.predict({"y": X}, 10)


def test_weights_refuse_what_they_cannot_be():
    with pytest.raises(AnalysisError, match="unknown kind"):
        propensity_weights(MIXED, {"x": X}, kind="atc")
    with pytest.raises(AnalysisError, match="not two percentiles"):
        propensity_weights(MIXED, {"x": X}, truncate=(99, 1))


def test_balance_and_overlap_refuse_an_empty_group():
    with pytest.raises(AnalysisError, match="fewer than two participants"):
        balance([1, 0, 0, 0], {"x": [1, 2, 3, 4]})
    with pytest.raises(AnalysisError, match="one of the two groups is empty"):
        propensity_overlap([1, 1], [0.2, 0.4])
    with pytest.raises(AnalysisError, match="a propensity is a probability"):
        propensity_overlap([1, 0], [0.2, 1.4])
