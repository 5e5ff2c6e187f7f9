"""What must not matter to repeated measures, and what must matter in a known way."""

import numpy as np
from pytest import approx, fixture, mark

from generative.repeated_measures import STRUCTURES, draw_visits, naive_covariance, naive_fit
from trialwright.analysis import contrasts, factor, interaction, lmm, mmrm, number

ANY = mark.parametrize("covariance", STRUCTURES)
UNITED = mark.parametrize("covariance", [s for s in STRUCTURES if s != "ante_dependence"])


@fixture(scope="module")
def data():
    return draw_visits(7, subjects=40, t=4)


def fit(data, covariance, **changed):
    given = {"subject": data.subject, "visit": data.visit, "response": data.response}
    given |= {"covariates": data.terms()} | changed
    return mmrm(given.pop("response"), given.pop("covariates"), covariance=covariance, **given)


def same(one, other, **within):
    within = within or {"rel": 1e-7, "abs": 1e-8}
    for field in ("coef", "se", "df", "p"):
        assert getattr(one, field) == approx(getattr(other, field), **within)


@ANY
def test_the_order_of_the_rows_does_not_matter(data, covariance):
    mixed = data.take(np.random.default_rng(3).permutation(len(data.subject)))
    same(fit(mixed, covariance), fit(data, covariance))


@ANY
def test_names_of_subjects_and_visits_do_not_matter(data, covariance):
    names = np.array(["week 12", "week 24", "week 4", "week 8"])
    other = fit(
        data,
        covariance,
        subject=[f"subject {who * 7 % 41}" for who in data.subject],
        visit=names[data.visit],
        visit_levels=list(names),
    )
    same(other, fit(data, covariance))
    assert other.visit_levels == tuple(names)


@ANY
@mark.parametrize("df", ["satterthwaite", "kenward_roger"])
def test_another_unit_of_the_response_changes_only_the_unit(data, covariance, df):
    one = fit(data, covariance, df=df)
    other = fit(data, covariance, df=df, response=100 + 10 * data.response)
    assert other.coef[1:] == approx(10 * one.coef[1:], rel=1e-6, abs=1e-6)
    assert other.coef[0] == approx(100 + 10 * one.coef[0], rel=1e-6)
    assert other.se == approx(10 * one.se, rel=1e-6)
    assert other.df == approx(one.df, rel=1e-6)
    assert other.varcor == approx(100 * one.varcor, rel=1e-6, abs=1e-6)
    free = one.n - len(one.coef)
    assert other.loglik == approx(one.loglik - free * np.log(10), rel=1e-9)


@ANY
def test_another_unit_of_a_covariate_changes_only_its_coefficient(data, covariance):
    one, terms = fit(data, covariance), data.terms()
    scaled = [number("base", 1e4 * (data.base + 3)), *terms[1:]]
    other = fit(data, covariance, covariates=scaled)
    assert 1e4 * other.coef[1] == approx(one.coef[1], rel=1e-6)
    assert other.df[1:] == approx(one.df[1:], rel=1e-6)
    assert other.loglik == approx(one.loglik - np.log(1e4), rel=1e-9)


@UNITED
def test_visits_may_be_read_backwards(data, covariance):
    """Ante-dependence too has no direction, but its parameters then stand in another order."""
    backwards = list(range(data.t))[::-1]
    one, other = fit(data, covariance), fit(data, covariance, visit_levels=backwards)
    same(other, one)
    assert other.varcor[::-1, ::-1] == approx(one.varcor, rel=1e-6, abs=1e-6)


@ANY
def test_every_subject_twice_halves_the_model_variance_of_full_likelihood(data, covariance):
    twice = data.take(np.tile(np.arange(len(data.subject)), 2))
    other_subjects = np.concatenate([data.subject, data.subject + 1000])
    one, two = (
        fit(data, covariance, reml=False),
        fit(twice, covariance, reml=False, subject=other_subjects),
    )
    assert two.coef == approx(one.coef, rel=1e-7, abs=1e-8)
    assert two.vcov == approx(one.vcov / 2, rel=1e-7, abs=1e-10)
    assert two.df == approx(2 * one.df, rel=1e-6)


def test_compound_symmetry_is_a_random_intercept(data):
    one = fit(data, "compound_symmetry")
    terms = data.terms()
    other = lmm(data.response, terms, subject=data.subject, random=["intercept"])
    same(one, other, rel=1e-5, abs=1e-6)
    assert one.loglik == approx(other.loglik, rel=1e-9)


def test_another_reference_level_gives_the_same_contrasts(data):
    visit, other_visit = (
        factor("visit", data.visit, reference=reference) for reference in (0, data.t - 1)
    )
    arm = factor("arm", data.arm)
    terms = [[number("base", data.base), arm, v, interaction(arm, v)] for v in (visit, other_visit)]
    one, other = (
        contrasts(
            fit(data, "unstructured", covariates=t), of="arm", plus=1, minus=0, by="visit"
        ).estimates
        for t in terms
    )
    assert one.estimate == approx(other.estimate, rel=1e-7)
    assert one.se == approx(other.se, rel=1e-7)
    assert one.df == approx(other.df, rel=1e-6)


@mark.parametrize("covariance", STRUCTURES)
def test_with_two_visits_there_are_only_two_structures(covariance):
    """One correlation, and one variance or two."""
    two = draw_visits(1, subjects=20, t=2)
    general = covariance == "unstructured" or covariance.endswith("_heterogeneous")
    one = fit(two, covariance)
    same(one, fit(two, "unstructured" if general else "compound_symmetry"))


@mark.parametrize("arm", [0, 1])
def test_covariates_that_are_0_in_a_whole_pattern_of_visits_do_no_harm(data, arm):
    """Means of visits with and without an intercept; the subjects of one arm lack visit 1."""
    kept = data.take((data.visit != 1) | (data.arm != arm))
    visits = [kept.visit == level for level in range(4)]
    of_arm = {f"v{k}": (kept.arm == 1 - arm) * visit for k, visit in enumerate(visits)}
    with_none = fit(kept, "ar1", covariates=of_arm, intercept=False)
    one, other = (
        fit(kept, "ar1", covariates=covariates, intercept=intercept, reml=False)
        for covariates, intercept in (
            ({"all": np.ones(len(kept.visit)), **of_arm}, False),
            (of_arm, True),
        )
    )
    same(one, other)
    assert with_none.loglik == approx(
        naive_fit(kept, with_none.varcor, matrix=np.column_stack(list(of_arm.values())))[0]
    )


def test_the_highest_summit_that_any_start_finds_counts():
    """Toeplitz correlations of these 20 subjects have two maxima, more than 4 apart."""
    data = draw_visits(23, subjects=20, t=4)
    found = fit(data, "toeplitz")
    low, high = sorted(found.convergence.start_logliks)[::2]
    assert high - low > 4
    assert found.loglik == approx(high, abs=1e-7)
    v = naive_covariance("toeplitz", found.theta, data.t)
    assert found.loglik == approx(naive_fit(data, v)[0], rel=1e-10)
    assert found.convergence.remaining_step < 1e-6
    assert found.convergence.smallest_eigenvalue > 0
