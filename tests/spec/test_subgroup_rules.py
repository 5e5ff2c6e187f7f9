"""Subgroups are described, and compared by one interaction test; no claim within one (STA-14)."""

from dataclasses import fields
from math import sqrt

import numpy as np
from pytest import approx, raises

from trialwright.analysis import Effect, ForestRow, logistic, number, subgroups
from trialwright.analysis.numeric.chi_square import ChiSquareTest
from trialwright.analysis.numeric.terms import interaction
from trialwright.errors import AnalysisError

RNG = np.random.default_rng(5)
N = 200
TREATED = RNG.permutation(np.arange(N) % 2)
SEX = np.where(RNG.random(N) < 0.4, "female", "male")
SITE = RNG.integers(1, 4, N)
DIED = RNG.random(N) < np.where((TREATED == 1) & (SEX == "male"), 0.2, 0.5)


def risk_difference(rows):
    """Treated minus control with the variance of two proportions."""
    values = []
    for side in (1, 0):
        group = DIED[rows & (side == TREATED)]
        if not len(group):
            raise AnalysisError([])
        values.append((group.mean(), group.mean() * (1 - group.mean()) / len(group)))
    (p1, v1), (p0, v0) = values
    return Effect(p1 - p0, sqrt(v1 + v0), int(DIED[rows].sum()))


def log_odds_ratio(rows):
    fit = logistic(DIED[rows], {"treated": TREATED[rows]})
    return Effect(fit.coef[1], fit.se[1], int(DIED[rows].sum()))


def test_each_level_has_its_participants_events_effect_and_limits():
    found = subgroups({"sex": SEX, "site": SITE}, risk_difference)
    assert [(row.variable, row.level) for row in found.rows] == [
        ("sex", "female"),
        ("sex", "male"),
        ("site", "1"),
        ("site", "2"),
        ("site", "3"),
    ]
    assert found.overall.n == N == found.rows[0].n + found.rows[1].n
    assert found.overall.events == DIED.sum() == sum(row.events for row in found.rows[2:])
    expected = risk_difference(SEX == "male")
    assert found.rows[1].estimate == expected.estimate
    assert found.rows[1].upper == approx(expected.estimate + 1.959963984540054 * expected.se)


def test_two_levels_are_compared_by_their_difference_over_its_standard_error():
    found = subgroups({"sex": SEX}, risk_difference)
    one, two = found.rows
    z = (one.estimate - two.estimate) / sqrt(one.se**2 + two.se**2)
    assert found.interaction["sex"].chisq == approx(z**2)
    assert found.interaction["sex"].df == 1


def test_a_models_own_interaction_test_is_used_where_given():
    """The Wald test of treated:sex; with these two factors only it is Cochran's Q as well."""

    def wald(term):
        treated = number("treated", TREATED)
        fit = logistic(DIED, [treated, term, interaction(treated, term)])
        return ChiSquareTest(float((fit.coef[3] / fit.se[3]) ** 2), 1)

    given = subgroups({"sex": SEX}, log_odds_ratio, interaction=wald)
    absent = subgroups({"sex": SEX}, log_odds_ratio)
    assert given.interaction["sex"].chisq == approx(absent.interaction["sex"].chisq, rel=1e-6)


def test_a_level_without_an_answer_keeps_its_line_and_says_why():
    level = np.where(TREATED == 1, "a", "b")
    level[:20] = "b"
    found = subgroups({"level": level}, log_odds_ratio)
    one, two = found.rows
    assert (one.estimate, one.lower, one.events) == (None, None, None)
    assert "treated" in one.why
    assert two.estimate is not None
    assert found.interaction["level"] is None
    assert "fewer than two levels" in found.why["level"]


def test_no_line_has_a_p_value():
    assert "p" not in {field.name for field in fields(ForestRow)}
    assert not hasattr(ForestRow, "p")


def test_a_missing_level_is_refused():
    with raises(AnalysisError, match="sex has missing values"):
        subgroups({"sex": [None, *SEX[1:]]}, risk_difference)
    with raises(AnalysisError, match="no subgroup"):
        subgroups({}, risk_difference)
