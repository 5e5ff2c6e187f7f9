"""What can be asked of a Cox model, and what it says when it cannot answer."""

import subprocess
import sys

import numpy as np
from pytest import approx, fixture, mark, raises

from trialwright.analysis import (
    cox,
    cox_baseline,
    cox_residuals,
    factor,
    predicted_curves,
    proportional_hazards_test,
)
from trialwright.errors import AnalysisError

TIME, EVENT = [1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 0, 1, 1, 0, 1, 1]
X, Z = [1, 0, 0, 1, 0, 1, 1, 0], [3, 1, 4, 1, 5, 9, 2, 6]


@fixture(scope="module")
def fit():
    return cox(TIME, EVENT, {"x": X, "z": Z})


@fixture(scope="module")
def exact():
    return cox(TIME, EVENT, {"x": X, "z": Z}, ties="exact")


def test_rows_of_one_subject_that_overlap_are_refused():
    with raises(AnalysisError, match=r"subject b is at risk twice.* rows 2 and 3 overlap"):
        cox([5, 3, 6], [1, 0, 1], {"x": X[:3]}, entry=[0, 0, 2], subject=["a", "b", "b"])


def test_several_rows_of_a_subject_without_entry_times_overlap():
    with raises(AnalysisError, match="at risk twice"):
        cox([1, 2, 3], [1, 1, 1], {"x": [0, 1, 0]}, subject=["a", "a", "b"])


def test_a_subject_may_leave_come_back_and_have_the_event_again():
    got = cox(
        [2, 5, 4, 6, 7],
        [1, 1, 0, 1, 1],
        {"x": [1, 0, 0, 1, 0]},
        entry=[0, 3, 0, 0, 4],
        subject=["a", "a", "b", "c", "b"],
        robust=True,
    )
    assert got.n_events == 4


def test_robust_rows_of_one_subject_stand_or_fall_together():
    entry, end, subject = [0, 2, 0, 0, 4, 0], [2, 5, 4, 6, 7, 3], list("aabcbd")
    given = (end, [0, 1, 0, 1, 1, 1], {"x": [1, 0, 0, 1, 0, 1]})
    by_subject = cox(*given, entry=entry, subject=subject, robust=True)
    by_cluster = cox(*given, entry=entry, cluster=subject, robust=True)
    assert by_subject.vcov == approx(by_cluster.vcov, rel=1e-14)
    assert by_subject.vcov != approx(cox(*given, entry=entry, robust=True).vcov, rel=1e-3)


@mark.parametrize("ask", [cox_residuals, cox_baseline, proportional_hazards_test])
def test_exact_ties_have_no_hazards_to_ask_for(exact, ask):
    with raises(AnalysisError, match="exact ties"):
        ask(exact)


def test_exact_ties_predict_no_curve(exact):
    with raises(AnalysisError, match="exact ties"):
        predicted_curves(exact, {"x": [0], "z": [0]})


def test_a_transform_that_is_none_is_refused(fit):
    with raises(AnalysisError, match="use km, rank or identity"):
        proportional_hazards_test(fit, transform="log")


@mark.parametrize(
    ("options", "words"),
    [
        ({"weights": [1] * 7}, "weights has 7 rows, there are 8"),
        ({"weights": [0] + [1] * 7}, "weights is not above 0 in 1 of 8 rows"),
        ({"offset": [1] * 9}, "offset has 9 rows, there are 8"),
        ({"offset": [None] * 8}, "offset has no finite value"),
        ({"strata": ["a"] * 7}, "strata has shape"),
        ({"cluster": ["a"] * 7, "robust": True}, "cluster has shape"),
        ({"entry": TIME}, "8 rows are never at risk"),
    ],
)
def test_columns_that_do_not_fit_are_named(options, words):
    with raises(AnalysisError, match=words):
        cox(TIME, EVENT, {"x": X, "z": Z}, **options)


@mark.parametrize(
    ("covariates", "options", "words"),
    [
        ({"x": [1]}, {}, "the columns are x; those of the fit are x, z"),
        ({"z": [1], "x": [1]}, {}, "the columns are z, x"),
        ({"x": [1], "z": [1, 2]}, {}, "x has 1 rows"),
        ({"x": [1], "z": [1]}, {"strata": ["a"]}, "the fit has 0 columns of strata"),
        ({"x": [1], "z": [1]}, {"offset": [1, 2]}, "offset has 2 rows"),
    ],
)
def test_curves_for_other_columns_are_refused(fit, covariates, options, words):
    with raises(AnalysisError, match=words):
        predicted_curves(fit, covariates, **options)


def test_a_stratum_that_was_not_fitted_has_no_curve():
    stratified = cox(TIME, EVENT, {"z": Z}, strata=list("aaaabbbb"))
    with raises(AnalysisError, match="row 2 belongs to a stratum that was not fitted"):
        predicted_curves(stratified, {"z": [1, 1]}, strata=["a", "c"])
    with raises(AnalysisError, match="strata has shape"):
        predicted_curves(stratified, {"z": [1, 1]}, strata=["a"])


def test_curves_are_predicted_for_terms_and_matrices():
    stage = ["0", "A", "0", "A", "B", "B", "A", "0"]
    by_term = cox(TIME, EVENT, [factor("stage", stage)])
    new = factor("stage", ["A", "B"], levels=["0", "A", "B"])
    assert len(predicted_curves(by_term, [new])) == 2
    by_matrix = cox(TIME, EVENT, np.array([X, Z]).T)
    assert by_matrix.names == ("x1", "x2")
    assert len(predicted_curves(by_matrix, np.array([[0, 1], [1, 1], [1, 2]]))) == 3


def test_events_at_one_time_show_no_change_over_time():
    at_once = cox([1] * 8, EVENT, {"z": Z})
    with raises(AnalysisError, match="events are at too few times"):
        proportional_hazards_test(at_once)


SEPARATED = {"treated": [0, 0, 1, 0, 0, 1, 0, 0], "z": Z}
MANY = ([*TIME] * 3, [*EVENT] * 3, {name: values * 3 for name, values in SEPARATED.items()})


def test_separation_is_penalised_when_asked_and_said_so():
    got = cox(*MANY, firth="auto")
    assert got.penalised == "no finite estimate without a penalty: treated separates the events"
    assert np.isfinite(got.coef).all()
    assert got.coef[0] < 0


def test_few_events_are_penalised_when_asked_and_said_so(fit):
    got = cox(TIME, EVENT, {"x": X, "z": Z}, firth="auto")
    assert got.penalised == "6 events for 2 coefficients, fewer than 5 for each"
    assert fit.penalised is None
    assert np.abs(got.coef).max() < np.abs(fit.coef).max()


def test_enough_events_are_not_penalised():
    three = ([*TIME] * 3, [*EVENT] * 3, {"x": X * 3, "z": Z * 3})
    got = cox(*three, firth="auto")
    assert got.penalised is None
    assert (got.coef == cox(*three).coef).all()


def test_a_penalised_fit_has_no_robust_variance_and_no_test_of_its_hazards():
    with raises(AnalysisError, match="has no robust variance, and is needed: no finite"):
        cox(*MANY, firth="auto", robust=True)
    with raises(AnalysisError, match="not defined with Firth's penalty, added here: asked for"):
        proportional_hazards_test(cox(*MANY, firth="always"))


def test_a_covariate_too_far_from_zero_to_vary_is_named():
    with raises(AnalysisError, match="far varies by less than its values can hold"):
        cox(TIME, EVENT, {"far": [1e16 + 2 * x for x in X]})


def test_a_huge_covariate_range_does_not_overflow():
    got = cox(TIME, EVENT, {"z": [1e8 * z for z in Z]})
    assert got.coef * 1e8 == approx(cox(TIME, EVENT, {"z": Z}).coef, rel=1e-10)


def test_the_compiler_is_loaded_when_a_model_is_fitted_and_not_before():
    code = "import sys, trialwright.analysis as a; a.cox; a.concordance; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
