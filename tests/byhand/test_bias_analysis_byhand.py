"""Quantitative bias analysis with numbers small enough for paper."""

import numpy as np
import pytest
from pytest import approx

from trialwright.analysis import (
    Trapezoid,
    confounder_bias,
    e_value,
    misclassified_outcome,
    negative_control,
    probabilistic_confounder_bias,
    probabilistic_outcome_bias,
)
from trialwright.analysis.confounding.treatment_effect import difference_effect, ratio_effect
from trialwright.errors import AnalysisError


def rng():
    return np.random.default_rng(7120750)


def test_the_bias_factor_is_a_ratio_of_mean_risks():
    """A confounder that triples the risk, in half of the treated and a quarter of the controls:
    (1 + 2/2) / (1 + 2/4) = 4/3; a ratio of 2 is 3/2 without it.
    """
    got = confounder_bias(
        2.0, ratios=[1, 3], prevalence_treated=[0.5], prevalence_control=[0.25, 0.5], lower=1.2
    )
    assert got.factor == approx(np.array([[[1, 1]], [[4 / 3, 1]]]))
    assert got.adjusted[1, 0, 0] == approx(1.5)
    assert got.lower[1, 0, 0] == approx(0.9)
    assert got.upper is None


def test_a_confounder_of_the_strength_of_the_e_value_explains_the_effect_away():
    """All treated and a share f of the controls have it; the E-value is the strength at which
    the largest bias of strengths E and E, E^2/(2E - 1), is the whole effect.
    """
    strength = e_value(2.0).point
    got = confounder_bias(
        2.0, ratios=[strength], prevalence_treated=[1.0], prevalence_control=[1 / strength]
    )
    assert got.adjusted == approx(np.array([[[1.0]]]))


def test_recorded_events_are_corrected_for_their_errors():
    """30 of 100 recorded with sensitivity 0.8 and specificity 0.9: (0.3 - 0.1) / 0.7 = 2/7 true.
    Of the controls, 45 of 100: (0.45 - 0.1) / 0.7 = 1/2.
    """
    got = misclassified_outcome(
        events_treated=30, n_treated=100, events_control=45, n_control=100,
        sensitivity=0.8, specificity=0.9,
    )  # fmt: skip
    assert (got.risk_treated, got.risk_control) == approx((2 / 7, 1 / 2))
    assert (got.risk_ratio, got.risk_difference) == approx((4 / 7, -3 / 14))


def test_groups_may_be_looked_at_differently():
    got = misclassified_outcome(
        events_treated=30, n_treated=100, events_control=45, n_control=100,
        sensitivity=(1.0, 0.9), specificity=1.0,
    )  # fmt: skip
    assert (got.risk_treated, got.risk_control) == approx((0.3, 0.5))


def test_errors_that_the_data_exclude_give_no_number():
    """With specificity 0.8 a fifth of those without event would be recorded; only 0.1 were."""
    got = misclassified_outcome(
        events_treated=10, n_treated=100, events_control=45, n_control=100,
        sensitivity=0.8, specificity=0.8,
    )  # fmt: skip
    assert np.isnan(got.risk_treated)
    assert np.isnan(got.risk_ratio)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"events_treated": 101}, "101 of 100 is not a proportion"),
        ({"sensitivity": 0.4, "specificity": 0.6}, "no better than chance"),
    ],
)
def test_impossible_recording_is_refused(change, words):
    given = {"events_treated": 30, "n_treated": 100, "events_control": 45, "n_control": 100}
    with pytest.raises(AnalysisError, match=words):
        misclassified_outcome(**{**given, "sensitivity": 0.9, "specificity": 0.9, **change})


def test_certain_beliefs_give_the_deterministic_answer():
    """Ratio 3, prevalences 1/2 and 1/4: factor 4/3, so 2 becomes 1.5 in every draw; random error
    then spreads it as the observed one, log-normal.
    """
    got = probabilistic_confounder_bias(
        ratio_effect("risk ratio", np.log(2.0), 0.2, 0.95),
        ratio=Trapezoid(3, 3, 3, 3),
        prevalence_treated=Trapezoid(0.5, 0.5, 0.5, 0.5),
        prevalence_control=Trapezoid(0.25, 0.25, 0.25, 0.25),
        n_draws=40_000,
        rng=rng(),
    )
    assert got.systematic == approx((1.5, 1.5, 1.5))
    spread = np.exp(1.959964 * 0.2)
    assert got.total == approx((1.5, 1.5 / spread, 1.5 * spread), rel=0.02)


def test_draws_that_the_data_exclude_are_counted():
    """Specificity is uniform on [0.8, 1]; 10 of 100 recorded exclude those below 0.9, half."""
    got = probabilistic_outcome_bias(
        events_treated=10, n_treated=100, events_control=45, n_control=100,
        sensitivity_treated=Trapezoid(1, 1, 1, 1), sensitivity_control=Trapezoid(1, 1, 1, 1),
        specificity_treated=Trapezoid(0.8, 0.8, 1, 1), specificity_control=Trapezoid(1, 1, 1, 1),
        n_draws=4_000, rng=rng(),
    )  # fmt: skip
    assert 1900 < got.n_impossible < 2300


def test_a_trapezoid_is_drawn_with_its_mean_and_its_ends():
    """Area of rise, top and fall 1/2, 1, 1 of [0, 1, 2, 4]: the part below 1 is 1/5, below 2
    3/5.
    """
    drawn = Trapezoid(0, 1, 2, 4).draw(rng(), 100_000)
    assert (drawn.min() >= 0, drawn.max() <= 4) == (True, True)
    assert np.mean(drawn < 1) == approx(0.2, abs=0.005)
    assert np.mean(drawn < 2) == approx(0.6, abs=0.005)
    assert np.mean(drawn < 3) == approx(0.9, abs=0.005)


def test_the_same_generator_gives_the_same_draws():
    belief = Trapezoid(0, 1, 2, 4)
    assert (belief.draw(rng(), 5) == belief.draw(rng(), 5)).all()


def test_a_trapezoid_out_of_order_is_refused():
    with pytest.raises(AnalysisError, match="ascending order"):
        Trapezoid(0, 2, 1, 3)


def test_a_negative_control_says_whether_no_effect_is_within_the_limits():
    clean = negative_control("fracture", lambda: ratio_effect("hazard ratio", 0.1, 0.2, 0.95))
    biased = negative_control(
        "fracture", lambda: difference_effect("risk difference", 0.1, 0.02, 0.9)
    )
    assert (clean.compatible, clean.expected) == (True, 1.0)
    assert (biased.compatible, biased.expected) == (False, 0.0)
    assert "NOT compatible with the expected 0" in str(biased)


def test_an_effect_that_cannot_be_determined_is_an_error():
    with pytest.raises(AnalysisError, match="hazard ratio cannot be determined"):
        ratio_effect("hazard ratio", float("nan"), 0.2, 0.95)


def test_a_label_stands_beside_the_number():
    effect = ratio_effect("hazard ratio", 0.0, 0.5, 0.95, label="naive, biased")
    assert str(effect) == "hazard ratio 1 (95 % limits 0.375 to 2.66) [naive, biased]"
