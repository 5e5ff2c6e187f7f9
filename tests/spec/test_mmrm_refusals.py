"""What a mixed model for repeated measures refuses, and what it says."""

import numpy as np
from pytest import mark, raises

from trialwright.analysis import STANDARD_FALLBACK, factor, mmrm, number
from trialwright.errors import AnalysisError

RNG = np.random.default_rng(5)
SUBJECT, VISIT = np.repeat(np.arange(12), 3), np.tile([1, 2, 3], 12)
ARM = (SUBJECT % 2).astype(float)
Y = RNG.normal(size=36) + np.repeat(RNG.normal(size=12), 3)


def fit(rows=slice(None), response=Y, covariates=None, **options):
    given = {"subject": SUBJECT[rows], "visit": VISIT[rows]} | options
    terms = covariates or [number("arm", ARM[rows]), factor("visit", VISIT[rows])]
    return mmrm(np.asarray(response)[rows], terms, **given)


def refused(*words, **given):
    with raises(AnalysisError) as caught:
        fit(**given)
    for word in words:
        assert word in str(caught.value)


def test_a_missing_outcome_is_refused_and_a_missing_row_is_not():
    refused("response has no finite value in 1 of 36 rows", response=[np.nan, *Y[1:]])
    assert fit(rows=slice(1, None)).n == 35


def test_two_rows_of_a_subject_at_a_visit_are_refused():
    refused("subject 0 has two rows at visit 1", visit=[1, 1, *VISIT[2:]])


def test_a_visit_that_is_none_of_the_levels_is_refused():
    refused("visit is 3", "none of [1, 2]", visit_levels=[1, 2])


def test_a_visit_level_named_twice_is_refused():
    refused("names a visit twice", visit_levels=[1, 2, 2, 3])


def test_one_visit_only_is_no_repeated_measure():
    refused("no two visits", rows=VISIT == 2, covariates=[number("arm", ARM[VISIT == 2])])


def test_missing_subjects_are_refused():
    refused("subject has missing values", subject=[np.nan, *SUBJECT[1:]])


def test_a_covariate_that_others_determine_is_named():
    again = [number("arm", ARM), number("twice", 2 * ARM + 1)]
    refused("twice is constant 0 or determined by the covariates before it", covariates=again)


def test_more_coefficients_than_rows_are_refused():
    many = [number(f"x{j}", RNG.normal(size=36)) for j in range(36)]
    refused("36 rows cannot determine 37 coefficients", covariates=many)


def test_an_outcome_that_the_covariates_explain_is_refused():
    refused("explain the outcome entirely", response=3 + 2 * ARM)


@mark.parametrize("covariance", ["unstructured", "ar1_heterogeneous"])
def test_a_visit_that_nobody_came_to_has_no_variance_of_its_own(covariance):
    refused("nobody was seen at visit 4", covariance=covariance, visit_levels=[1, 2, 3, 4])


def test_with_one_variance_a_visit_without_rows_is_only_a_longer_step():
    assert fit(covariance="ar1", visit_levels=[1, 2, 3, 4]).varcor.shape == (4, 4)


def test_visits_never_seen_together_have_no_covariance():
    apart = ~((VISIT == 3) & (SUBJECT < 6)) & ~((VISIT == 1) & (SUBJECT >= 6))
    refused("both visits 1 and 3", rows=apart)


def test_a_lag_that_nobody_shows_is_not_determined():
    apart = ~((VISIT == 3) & (SUBJECT < 6)) & ~((VISIT == 1) & (SUBJECT >= 6))
    refused("do not determine all covariance parameters", rows=apart, covariance="toeplitz")


def test_an_outcome_carried_forward_makes_the_covariance_singular():
    carried = np.where(VISIT == 3, np.roll(Y, 1), Y)
    refused("becomes singular", response=carried)


def test_kenward_roger_needs_restricted_likelihood():
    refused("use reml=True", reml=False, df="kenward_roger")
    refused("use reml=True", reml=False, vcov="kenward_roger_linear")


@mark.parametrize(
    ("option", "words"),
    [
        ({"covariance": "banded"}, "unknown covariance structure 'banded'"),
        ({"fallback": ["banded"]}, "unknown covariance structure 'banded'"),
        ({"fallback": "ar1"}, "fallback is one name"),
        ({"df": "residual"}, "unknown degrees of freedom 'residual'"),
        ({"vcov": "sandwich"}, "unknown variance 'sandwich'"),
        ({"conf_level": 95}, "conf_level 95 is not between 0 and 1"),
    ],
)
def test_an_option_that_does_not_exist_is_refused(option, words):
    refused(words, **option)


def test_the_fallback_says_what_was_left_and_why():
    apart = ~((VISIT == 3) & (SUBJECT < 6)) & ~((VISIT == 1) & (SUBJECT >= 6))
    found = fit(rows=apart, fallback=STANDARD_FALLBACK)
    assert found.covariance == "ar1_heterogeneous"
    left = [one.covariance for one in found.left]
    assert left == ["unstructured", "toeplitz_heterogeneous", "toeplitz"]
    assert "nobody was seen at both visits" in found.left[0].reason
    assert "do not determine" in found.left[2].reason


def test_without_need_nothing_is_left():
    found = fit(fallback=STANDARD_FALLBACK)
    assert (found.covariance, found.left) == ("unstructured", ())


def test_when_nothing_fits_every_reason_is_given():
    carried = np.where(VISIT == 3, np.roll(Y, 1), Y)
    carried = np.where(VISIT == 2, np.roll(carried, 1), carried)
    carried = np.where(VISIT == 3, np.roll(carried, 1), carried)
    refused(
        "none of the covariance structures fits",
        "unstructured: ",
        "compound_symmetry: ",
        response=carried,
        covariates=[number("arm", ARM)],
        fallback=["compound_symmetry"],
    )


def test_kenward_roger_takes_its_variance_along_unless_told_otherwise():
    assert fit(df="kenward_roger").vcov_method == "kenward_roger"
    assert fit(df="kenward_roger", vcov="model").vcov_method == "model"
    assert fit().vcov_method == "model"
