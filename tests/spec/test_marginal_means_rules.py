"""Least-squares means and linear contrasts of a fitted model: what is averaged, held and refused."""

from dataclasses import replace

import numpy as np
from pytest import approx, fixture, mark, raises

from trialwright.analysis import (
    contrasts,
    emmeans,
    factor,
    interaction,
    linear_contrast,
    mmrm,
    number,
)
from trialwright.analysis.numeric.fixed_effects import f_test, read_rows
from trialwright.errors import AnalysisError

RNG = np.random.default_rng(17)
N = 40
SUBJECT, VISIT = np.repeat(np.arange(N), 3), np.tile([4, 8, 12], N)
SITE = np.repeat(RNG.choice(["east", "north", "west"], N, p=[0.6, 0.3, 0.1]), 3)
GROUP = np.repeat(np.where(np.arange(N) % 2, "NA", "NA+IFN"), 3)
BASE = np.repeat(RNG.normal(60, 10, N).round(), 3)
Y = 3 + 0.2 * BASE + VISIT / 4 + RNG.normal(size=3 * N)
KEPT = RNG.random(3 * N) < 0.9


def fit(*terms, **options):
    rows = {"subject": SUBJECT[KEPT], "visit": VISIT[KEPT]}
    return mmrm(Y[KEPT], list(terms), **rows, **options)


@fixture(scope="module")
def model():
    """Rule STA-11: visit by group and baseline by visit, and a site."""
    group, visit, base = (
        factor("group", GROUP[KEPT], reference="NA"),
        factor("visit", VISIT[KEPT]),
        number("base", BASE[KEPT]),
    )
    terms = (group, visit, factor("site", SITE[KEPT]), base)
    return fit(*terms, interaction(group, visit), interaction(base, visit))


def by_name(model, row):
    return dict(zip(model.names, row, strict=True))


def test_a_mean_holds_numbers_at_their_mean_and_counts_other_factors_equally(model):
    means = emmeans(model, of="group", by="visit")
    assert list(zip(means.of_levels, means.by_levels, strict=True))[:3] == [
        ("NA", 4),
        ("NA+IFN", 4),
        ("NA", 8),
    ]
    row, mean = by_name(model, means.rows[3]), BASE[KEPT].mean()
    assert row == approx(
        {
            "(Intercept)": 1,
            "groupNA+IFN": 1,
            "visit8": 1,
            "visit12": 0,
            "sitenorth": 1 / 3,
            "sitewest": 1 / 3,
            "base": mean,
            "groupNA+IFN:visit8": 1,
            "groupNA+IFN:visit12": 0,
            "base:visit8": mean,
            "base:visit12": 0,
        }
    )
    assert means.estimates.estimate[3] == approx(means.rows[3] @ model.coef)


def test_numbers_can_be_held_elsewhere(model):
    at_60 = emmeans(model, of="group", by="visit", at={"base": 60.0})
    row = by_name(model, at_60.rows[2])
    assert (row["base"], row["base:visit8"]) == (60, 60)


def test_without_by_all_other_factors_are_averaged(model):
    each, overall = (emmeans(model, of="group", by=by).rows for by in ("visit", None))
    assert overall[1] == approx(each[1::2].mean(axis=0))


def test_a_contrast_is_the_difference_of_two_means_and_an_overall_one_their_average(model):
    means = emmeans(model, of="group", by="visit").estimates.estimate
    found = contrasts(model, of="group", plus="NA+IFN", minus="NA", by="visit")
    assert found.by_levels == (4, 8, 12)
    assert found.estimates.estimate == approx(means[1::2] - means[::2])
    overall = contrasts(model, of="group", plus="NA+IFN", minus="NA")
    assert overall.by_levels == (None,)
    assert overall.estimates.estimate[0] == approx(np.mean(means[1::2] - means[::2]))


def test_the_contrast_at_the_last_visit_is_a_sum_of_coefficients(model):
    found = contrasts(model, of="group", plus="NA+IFN", minus="NA", by="visit").estimates
    named = linear_contrast(model, {"groupNA+IFN": 1, "groupNA+IFN:visit12": 1}).estimates
    assert found.estimate[2] == approx(named.estimate[0])
    assert (found.se[2], found.df[2]) == (approx(named.se[0]), approx(named.df[0]))


def test_limits_are_t_limits(model):
    narrow, wide = (emmeans(model, of="group", conf_level=c).estimates for c in (0.5, 0.99))
    assert (wide.upper - wide.lower > narrow.upper - narrow.lower).all()
    assert narrow.lower + narrow.upper == approx(2 * narrow.estimate)


def test_one_row_has_the_same_test_as_t_and_as_f(model):
    found = linear_contrast(model, {"base": 1})
    assert found.test.statistic == approx(found.estimates.t[0] ** 2)
    assert found.test.df_denominator == approx(found.estimates.df[0])
    assert found.test.p == approx(found.estimates.p[0])


def test_any_rows_of_the_same_statements_give_the_same_f(model):
    """The statistic, and with Kenward-Roger also its degrees of freedom and scale; those of
    Satterthwaite depend on the rows.
    """
    names = ["groupNA+IFN:visit8", "groupNA+IFN:visit12"]
    sums = [{names[0]: 2, names[1]: 1}, {names[0]: -1, names[1]: 3}]
    one = linear_contrast(model, [{name: 1} for name in names]).test
    other = linear_contrast(model, sums).test
    assert other.statistic == approx(one.statistic)
    assert other.df_numerator == one.df_numerator == 2
    effects = replace(model.effects, df_method="kenward_roger")
    rows = [read_rows(each, model.names) for each in ([{name: 1} for name in names], sums)]
    one, other = (f_test(effects, each) for each in rows)
    assert (other.statistic, other.df_denominator, other.scale) == approx(
        (one.statistic, one.df_denominator, one.scale)
    )
    assert one.scale < 1


@mark.parametrize(
    ("asked", "words"),
    [
        ({"of": "arm"}, "arm is no factor of the model (its factors are group, visit, site)"),
        ({"of": "base"}, "base is no factor"),
        ({"of": "group", "by": "week"}, "week is no factor"),
        ({"of": "group", "by": "group"}, "group cannot be held fixed and compared"),
        ({"of": "group", "at": "median"}, "numbers cannot be held at 'median'"),
        ({"of": "group", "at": {"age": 50}}, "the model has no number age"),
        ({"of": "group", "conf_level": 0}, "conf_level 0 is not between"),
    ],
)
def test_means_that_do_not_exist_are_refused(model, asked, words):
    with raises(AnalysisError) as caught:
        emmeans(model, **asked)
    assert words in str(caught.value)


@mark.parametrize(
    ("levels", "words"),
    [
        (("IFN", "NA"), "group has no level 'IFN' (its levels are NA, NA+IFN)"),
        (("NA", "NA"), "do not differ"),
    ],
)
def test_contrasts_of_levels_that_do_not_exist_are_refused(model, levels, words):
    with raises(AnalysisError) as caught:
        contrasts(model, of="group", plus=levels[0], minus=levels[1])
    assert words in str(caught.value)


@mark.parametrize(
    ("rows", "words"),
    [
        ({"arm": 1}, "the model has no coefficient arm"),
        ([[1, 0]], "rows of 11 finite numbers"),
        ([{"base": 1}, {"base": 2}], "the rows of the contrast determine each other"),
        ([], "rows of 11 finite numbers"),
        ({"base": 0}, "a row of the contrast is 0 everywhere"),
    ],
)
def test_rows_that_make_no_contrast_are_refused(model, rows, words):
    with raises(AnalysisError) as caught:
        linear_contrast(model, rows)
    assert words in str(caught.value)


def test_a_variance_that_its_adjustment_made_negative_is_refused(model):
    effects = replace(model.effects, vcov=model.vcov - 2 * np.diag(np.diag(model.vcov)))
    with raises(AnalysisError) as caught:
        linear_contrast(replace(model, effects=effects), {"base": 1})
    assert "the sample is too small for the adjustment" in str(caught.value)


def test_factors_of_one_name_must_have_the_same_levels():
    early = factor("visit", VISIT[KEPT], levels=[4, 8, 12])
    late = factor("visit", VISIT[KEPT], levels=[12, 8, 4], reference=4)
    base = number("base", BASE[KEPT])
    with raises(AnalysisError) as caught:
        emmeans(fit(early, base, interaction(base, late)), of="visit")
    assert "visit has different levels in different terms" in str(caught.value)


def test_a_factor_that_stands_only_in_an_interaction_is_one_too():
    visit, group = factor("visit", VISIT[KEPT]), factor("group", GROUP[KEPT])
    means = emmeans(fit(visit, interaction(group, visit)), of="group", by="visit")
    assert len(means.rows) == 6
