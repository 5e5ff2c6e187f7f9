"""E-values against the worked examples of their paper, and the algebra."""

from math import exp, sqrt

import pytest
from pytest import approx

from trialwright.analysis import e_value
from trialwright.errors import AnalysisError


def test_the_paper_s_first_example():
    """VanderWeele & Ding 2017: risk ratio 3.9 (1.8 to 8.7) has E-values 7.2 and 3.0."""
    got = e_value(3.9, lower=1.8, upper=8.7)
    assert got.point == approx(7.26, abs=0.005)
    assert got.limit == approx(3.0, abs=0.005)


def test_the_paper_s_protective_example():
    """Risk ratio 0.80 (0.71 to 0.91) has E-values 1.8 and 1.4: 1/0.80 + sqrt(1.25 * 0.25)."""
    got = e_value(0.80, lower=0.71, upper=0.91)
    assert got.point == approx(1.25 + sqrt(1.25 * 0.25))
    assert (got.point, got.limit) == (approx(1.8, abs=0.05), approx(1.4, abs=0.05))


def test_limits_that_hold_no_effect_need_no_confounding():
    assert e_value(1.4, lower=0.9, upper=2.2).limit == 1.0
    assert e_value(0.7, lower=0.4, upper=1.0).limit == 1.0
    assert e_value(1.0).point == 1.0
    assert e_value(2.0).limit is None


def test_only_the_limit_nearest_to_no_effect_is_asked_for():
    assert e_value(2.0, lower=1.5).limit == approx(1.5 + sqrt(0.75))
    assert e_value(2.0, upper=2.5).limit is None


@pytest.mark.parametrize(
    ("scale", "value", "risk_ratio"),
    [
        ("hazard_ratio_rare", 0.6, 0.6),
        ("rate_ratio", 2.0, 2.0),
        # sqrt(4) = 2 and sqrt(1/4) = 1/2: (1 - 1/4) / (1 - sqrt(1/2)).
        ("hazard_ratio_common", 4.0, 0.75 / (1 - sqrt(0.5))),
        ("hazard_ratio_common", 0.25, (1 - sqrt(0.5)) / 0.75),
        ("odds_ratio_rare", 3.0, 3.0),
        ("odds_ratio_common", 4.0, 2.0),
        ("standardised_difference", -0.5, exp(-0.455)),
    ],
)
def test_every_scale_becomes_a_risk_ratio(scale, value, risk_ratio):
    got = e_value(value, scale=scale)
    assert got.risk_ratio == approx(risk_ratio)
    away = max(risk_ratio, 1 / risk_ratio)
    assert got.point == approx(away + sqrt(away * (away - 1)))


def test_a_target_other_than_no_effect():
    """To bring 3 down to 1.5 is as hard as to bring 2 down to 1; limits at 1.2 are there already."""
    got = e_value(3.0, lower=1.2, null=1.5)
    assert got.point == approx(2 + sqrt(2))
    assert got.limit == 1.0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"estimate": -1.0}, "a ratio is above 0"),
        ({"estimate": 2.0, "lower": 2.1}, "do not hold the estimate"),
        ({"estimate": 2.0, "upper": 1.9}, "do not hold the estimate"),
        ({"estimate": 2.0, "scale": "logit"}, "unknown scale"),
    ],
)
def test_impossible_input_is_refused(arguments, words):
    with pytest.raises(AnalysisError, match=words):
        e_value(**arguments)
