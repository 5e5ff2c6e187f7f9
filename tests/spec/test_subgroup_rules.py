"""Subgroups are described, and compared by one interaction test; no claim within one (STA-14)."""

from dataclasses import fields
from math import sqrt

import numpy as np
from pytest import approx, mark, raises

from trialwright.analysis import (
    ForestRow,
    SubgroupModel,
    cox,
    cox_by_subgroup,
    logistic_by_subgroup,
    risk_difference_by_subgroup,
    subgroups,
)
from trialwright.errors import AnalysisError

RNG = np.random.default_rng(5)
N = 200
TREATED = RNG.permutation(np.arange(N) % 2)
SEX = np.where(RNG.random(N) < 0.4, "female", "male")
SITE = RNG.integers(1, 4, N)
DIED = RNG.random(N) < np.where((TREATED == 1) & (SEX == "male"), 0.2, 0.5)


RISK = risk_difference_by_subgroup(DIED, TREATED)
ODDS = logistic_by_subgroup(DIED, TREATED)


def test_each_level_has_its_participants_events_effect_and_limits():
    found = subgroups({"sex": SEX, "site": SITE}, RISK)
    assert [(row.variable, row.level) for row in found.rows] == [
        ("sex", "female"),
        ("sex", "male"),
        ("site", "1"),
        ("site", "2"),
        ("site", "3"),
    ]
    assert found.overall.n == N == found.rows[0].n + found.rows[1].n
    assert found.overall.events == DIED.sum() == sum(row.events for row in found.rows[2:])
    expected = RISK.effect(SEX == "male")
    assert found.rows[1].estimate == expected.estimate
    assert found.rows[1].upper == approx(expected.estimate + 1.959963984540054 * expected.se)


def test_two_levels_are_compared_by_their_difference_over_its_standard_error():
    found = subgroups({"sex": SEX}, RISK)
    one, two = found.rows
    z = (one.estimate - two.estimate) / sqrt(one.se**2 + two.se**2)
    assert found.interaction["sex"].chisq == approx(z**2)
    assert found.interaction["sex"].df == 1


def test_the_risk_difference_has_the_variance_of_two_proportions():
    p1, p0 = DIED[TREATED == 1].mean(), DIED[TREATED == 0].mean()
    found = subgroups({"sex": SEX}, RISK).overall
    assert found.estimate == approx(p1 - p0)
    assert found.se == approx(sqrt((p1 * (1 - p1) + p0 * (1 - p0)) / (N / 2)))


def test_logistic_interaction_of_two_levels_is_their_difference():
    """With two factors only, the model with their interaction is a model in each level."""
    given = subgroups({"sex": SEX}, ODDS)
    plain = subgroups({"sex": SEX}, SubgroupModel(ODDS.effect))
    assert given.interaction["sex"].chisq == approx(plain.interaction["sex"].chisq, rel=1e-6)
    assert subgroups({"site": SITE}, ODDS).interaction["site"].df == 2


TIME = RNG.exponential(np.where((TREATED == 1) & (SEX == "male"), 900, 400)).round() + 1
EVENT = TIME < 800


@mark.parametrize("options", [{}, {"weights": RNG.uniform(0.5, 2, N)}, {"strata": SITE}])
def test_cox_estimates_and_tests_are_those_of_its_models(options):
    model = cox_by_subgroup(np.minimum(TIME, 800), EVENT, TREATED, **options)
    found = subgroups({"sex": SEX}, model)
    robust = "weights" in options

    def fit(rows, covariates):
        given = {name: column[rows] for name, column in options.items()}
        return cox(np.minimum(TIME, 800)[rows], EVENT[rows], covariates, robust=robust, **given)

    male = SEX == "male"
    expected = fit(male, {"treated": TREATED[male]})
    assert found.rows[1].estimate == approx(expected.coef[0])
    assert found.rows[1].se == approx(expected.se[0])
    whole = fit(np.ones(N, dtype=bool), {"treated": TREATED, "male": male, "both": TREATED * male})
    assert found.interaction["sex"].chisq == approx((whole.coef[2] / whole.se[2]) ** 2)


def test_a_level_without_an_answer_keeps_its_line_and_says_why():
    level = np.where(TREATED == 1, "a", "b")
    level[:20] = "b"
    found = subgroups({"level": level}, ODDS)
    one, two = found.rows
    assert (one.estimate, one.lower, one.events) == (None, None, None)
    assert "only one of the two treatments" in one.why
    assert two.estimate is not None
    assert found.interaction["level"] is None
    assert "treated:levelb is constant" in found.why["level"]
    by_estimates = subgroups({"level": level}, SubgroupModel(ODDS.effect))
    assert "fewer than two levels" in by_estimates.why["level"]


def test_no_line_has_a_p_value():
    assert "p" not in {field.name for field in fields(ForestRow)}
    assert not hasattr(ForestRow, "p")


def test_a_missing_level_is_refused():
    with raises(AnalysisError, match="sex has missing values"):
        subgroups({"sex": [None, *SEX[1:]]}, RISK)
    with raises(AnalysisError, match="no subgroup"):
        subgroups({}, RISK)
