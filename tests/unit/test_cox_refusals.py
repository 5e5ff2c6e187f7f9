"""A Cox model that has no answer says so, and which covariate is the reason."""

from pytest import approx, mark, raises

from trialwright.analysis import cox
from trialwright.errors import AnalysisError

TIME, EVENT = [1, 2, 3, 4, 5, 6], [1, 1, 0, 1, 1, 0]
X = [1, 0, 0, 1, 0, 1]
Z = [3, 1, 4, 1, 5, 9]


@mark.parametrize(
    ("covariates", "words"),
    [
        ({}, "needs at least one covariate"),
        ({"x": X, "age": [7] * 6}, "age is 7 in every row"),
        ({"x": X, "age": [*Z[:5], None]}, "age has no finite value in 1 of 6 rows, first in row 6"),
        ({"x": X, "age": Z[:5]}, "age has 5 rows"),
        ({"x": X, "z": Z, "sum": [a + 2 * b for a, b in zip(X, Z, strict=True)]}, "^sum: sum does"),
    ],
)
def test_covariates_without_an_effect_to_estimate_are_named(covariates, words):
    with raises(AnalysisError, match=words):
        cox(TIME, EVENT, covariates)


def test_a_group_without_events_has_no_finite_hazard_ratio():
    """Monotone likelihood: the answer would only say when the search stopped."""
    treated = [0, 0, 1, 0, 0, 1]
    with raises(AnalysisError, match=r"coefficient of treated grows.*separation"):
        cox(TIME, EVENT, {"z": Z, "treated": treated})


def test_a_covariate_that_is_the_stratum_is_refused():
    with raises(AnalysisError, match="x does not vary among those at risk together"):
        cox(TIME, EVENT, {"x": X}, strata=X)


@mark.parametrize(
    ("options", "words"),
    [
        ({"ties": "kalbfleisch"}, "use efron, breslow or exact"),
        ({"ties": "exact", "robust": True}, "exact ties are not defined with robust"),
        ({"ties": "exact", "weights": [1] * 6}, "exact ties are not defined with weights"),
        ({"ties": "exact", "firth": "auto"}, "exact ties are not defined with firth"),
        ({"firth": True}, "use never, auto or always"),
        ({"cluster": X}, "a variance that ignores them"),
    ],
)
def test_requests_that_would_be_ignored_are_refused(options, words):
    with raises(AnalysisError, match=words):
        cox(TIME, EVENT, {"z": Z}, **options)


def test_no_event_no_hazard_ratio():
    with raises(AnalysisError, match="nobody had the event"):
        cox([1, 2], [0, 0], {"x": [0, 1]})


def test_units_of_a_covariate_change_its_coefficient_and_nothing_else():
    """Days since 1970 instead of years since enrolment: large numbers that hardly differ."""
    years = cox(TIME, EVENT, {"z": Z})
    days = cox(TIME, EVENT, {"z": [20000 + 365.25 * z for z in Z]})
    assert days.coef * 365.25 == approx(years.coef, rel=1e-9)
    assert days.loglik[1] == approx(years.loglik[1], rel=1e-12)


def test_fewer_clusters_than_coefficients_test_fewer_coefficients():
    clustered = cox(
        TIME, EVENT, {"x": X, "z": Z}, robust=True, cluster=["a", "a", "b", "a", "b", "b"]
    )
    assert clustered.wald_test.df == 1
