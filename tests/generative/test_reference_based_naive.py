"""Reference-based draws against the conditional means they are drawn around."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from trialwright.analysis import pool_rubin, reference_based_imputation, tipping_point
from trialwright.errors import AnalysisError

N, VISITS, SHIFT = 400, 4, np.array([1.0, 2.0, 3.0, 4.0])
GROUP = np.repeat(["NA", "NA+PEG"], N // 2)
TREATED = GROUP == "NA+PEG"
ROOT = np.linalg.cholesky(0.5 + 0.5 * np.eye(VISITS))


def trial(seed=1):
    """Complete outcomes, and what is left of them: a third of the treated leaves after visit 2,
    a tenth of all miss visit 2 only.
    """
    rng = np.random.default_rng(seed)
    base = rng.normal(size=N)
    whole = base[:, None] + TREATED[:, None] * SHIFT + rng.normal(size=(N, VISITS)) @ ROOT.T
    seen = whole.copy()
    seen[np.ix_(TREATED & (rng.random(N) < 0.33), [2, 3])] = np.nan
    seen[(rng.random(N) < 0.1) & ~np.isnan(seen[:, 2]), 1] = np.nan
    return whole, seen, base


WHOLE, SEEN, BASE = trial()
LEFT = np.isnan(SEEN[:, 3])


def impute(strategy="jump_to_reference", response=SEEN, **options):
    return reference_based_imputation(
        response,
        GROUP,
        reference="NA",
        covariates={"base": BASE},
        strategy=strategy,
        rng=np.random.default_rng(3),
        **({"m": 40, "burn_in": 50, "thin": 5} | options),
    )


def expected_after_dropout(strategy):
    """Means of visits 3 and 4 of those who left, at least squares' parameters, written out."""
    x = np.column_stack([np.ones(N), BASE])
    complete = ~np.isnan(SEEN).any(axis=1)
    fits = {}
    for treated in (False, True):
        # Drop-out and gaps are at random, so the complete cases estimate the parameters.
        rows = complete & (treated == TREATED)
        coef = np.linalg.lstsq(x[rows], SEEN[rows], rcond=None)[0]
        residual = SEEN[rows] - x[rows] @ coef
        fits[treated] = x @ coef, residual.T @ residual / (rows.sum() - 2)
    (other, of_other), (own, of_own) = fits[False], fits[True]
    before = own[:, :2] if strategy != "copy_reference" else other[:, :2]
    covariance = (
        of_own if strategy in ("missing_at_random", "last_mean_carried_forward") else of_other
    )
    after = {
        "missing_at_random": own[:, 2:],
        "jump_to_reference": other[:, 2:],
        "copy_reference": other[:, 2:],
        "copy_increments_in_reference": other[:, 2:] + (own[:, [1]] - other[:, [1]]),
        "last_mean_carried_forward": own[:, [1, 1]],
    }[strategy]
    slope = np.linalg.solve(covariance[:2, :2], covariance[:2, 2:])
    return after + (SEEN[:, :2] - before) @ slope


@pytest.mark.parametrize(
    "strategy",
    [
        "missing_at_random",
        "jump_to_reference",
        "copy_reference",
        "copy_increments_in_reference",
        "last_mean_carried_forward",
    ],
)
def test_draws_lie_around_the_means_of_the_strategy(strategy):
    rows = LEFT & ~np.isnan(SEEN[:, 1])
    got = impute(strategy).values[:, rows, 2:].mean(axis=0)
    away = got - expected_after_dropout(strategy)[rows]
    # Means of 40 draws with SD about 1, in 60 participants, around estimates of 100 or so.
    assert_allclose(away.mean(axis=0), 0, atol=0.12)
    assert away.std(axis=0).max() < 0.35


def test_without_a_strategy_the_answer_is_that_of_the_complete_data():
    """Missing at random: the pooled means are near the true ones and wider than complete ones."""
    outcomes = impute("missing_at_random")
    treated = outcomes.values[:, TREATED, 3]
    n = TREATED.sum()
    pooled = pool_rubin(treated.mean(axis=1), treated.var(axis=1, ddof=1) / n, complete_df=n - 1)
    assert abs(pooled.estimate - WHOLE[TREATED, 3].mean()) < 2.5 * np.sqrt(pooled.between)
    assert pooled.se > WHOLE[TREATED, 3].std() / np.sqrt(n)
    assert 0.1 < pooled.fraction_missing < 0.4


def test_assumptions_are_ordered_by_how_much_benefit_they_keep():
    """The groups move apart: at random keeps most of the effect, jumping to the reference least."""
    names = (
        "missing_at_random",
        "copy_increments_in_reference",
        "copy_reference",
        "jump_to_reference",
    )
    means = [impute(name).values[:, LEFT & TREATED, 3].mean() for name in names]
    assert means == sorted(means, reverse=True)
    assert means[0] - means[-1] > 2


def test_what_was_measured_stays_and_what_was_not_is_marked():
    outcomes = impute(delta=-1.0)
    known = ~np.isnan(SEEN)
    assert (outcomes.values[:, known] == SEEN[known]).all()
    assert (outcomes.imputed == ~known).all()
    assert not np.isnan(outcomes.values).any()
    assert (outcomes.after_dropout[LEFT] == [False, False, True, True]).all()
    gap = np.isnan(SEEN[:, 1]) & ~LEFT
    assert gap.any() and not outcomes.after_dropout[gap].any()


def test_a_delta_moves_only_what_follows_drop_out():
    plain, moved = impute(), impute(delta=[0, 0, -1, -2])
    difference = moved.values - plain.values
    assert_allclose(difference[:, LEFT, 2:], np.broadcast_to([-1, -2], (40, LEFT.sum(), 2)))
    assert (difference[:, ~LEFT] == 0).all()
    assert (plain.shifted([0, 0, -1, -2]).values == moved.values).all()


def test_nobody_is_given_an_outcome_after_death():
    response, alive = SEEN.copy(), np.ones(SEEN.shape, dtype=bool)
    dead = np.flatnonzero(LEFT)[:7]
    alive[dead, 3] = False
    outcomes = impute(response=response, alive=alive)
    assert np.isnan(outcomes.values[:, dead, 3]).all()
    assert not np.isnan(outcomes.values[:, dead, 2]).any()
    assert (outcomes.truncated == ~alive).all()
    assert not (outcomes.imputed & outcomes.truncated).any()
    assert np.isnan(outcomes.values).sum() == 40 * 7
    means = outcomes.while_alive_means()
    assert_allclose(means[:, dead], outcomes.values[:, dead, :3].mean(axis=2))
    others = np.setdiff1d(np.arange(N), dead)
    assert_allclose(means[:, others], outcomes.values[:, others].mean(axis=2))


def test_the_same_seed_gives_the_same_draws():
    assert (impute().values == impute().values).all()


def test_one_covariance_for_all_groups_gives_much_the_same_here():
    one, two = (impute(same_covariance=same).values.mean(axis=0) for same in (True, False))
    assert abs((one - two)[LEFT].mean()) < 0.15


def last_visit_difference(version):
    values = [version[side, 3] for side in (TREATED, ~TREATED)]
    variance = sum(v.var(ddof=1) / len(v) for v in values)
    return values[0].mean() - values[1].mean(), variance


def test_the_conclusion_tips_where_the_shift_eats_the_effect():
    """The estimate falls by delta times the share that was imputed, so it is a straight line."""
    outcomes = impute("missing_at_random")
    deltas = [0, -4, -8, -12, -16]
    found = tipping_point(
        outcomes, last_visit_difference, deltas, treated=TREATED, control_deltas=[0, 5]
    )
    share = LEFT[TREATED].mean()
    assert_allclose(found.estimate[:, 0], found.estimate[0, 0] + share * np.array(deltas))
    # No control participant left, so a delta among them moves nothing.
    assert_allclose(found.estimate[:, 1], found.estimate[:, 0])
    tips = found.tips[:, 0]
    assert not tips[0] and tips[-1]
    assert found.tipping_delta == deltas[int(np.argmax(tips))]
    assert (found.p[~found.tips] <= 0.05).all()


def test_a_grid_that_never_tips_says_so():
    outcomes = impute("missing_at_random", m=5)
    found = tipping_point(outcomes, last_visit_difference, [0, -0.1], treated=TREATED)
    assert found.tipping_delta is None


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"strategy": "carry_forward"}, "unknown strategy"),
        ({"m": 1}, "at least 20"),
        ({"alive": np.ones((N, 3))}, "true or false of every value"),
        ({"alive": np.full((N, VISITS), np.nan)}, "true or false of every value"),
        ({"alive": np.tile([True, False, True, True], (N, 1))}, "alive again after death"),
        ({"alive": np.tile([True, True, True, False], (N, 1))}, "a value at visit 4, after death"),
        ({"delta": np.nan}, "delta has a value that is not finite"),
        ({"response": SEEN[:, 0]}, "not participants x visits"),
        (
            {"response": np.where(TREATED[:, None], np.nan, SEEN)},
            r"visit 1 has 0 values in group NA\+PEG",
        ),
    ],
)
def test_what_cannot_be_imputed_is_refused(options, words):
    with pytest.raises(AnalysisError, match=words):
        impute(**options)


def test_a_group_smaller_than_its_covariance_is_refused():
    with pytest.raises(AnalysisError, match="too few for the covariance of 4 visits"):
        reference_based_imputation(
            SEEN[195:205], GROUP[195:205], reference="NA", rng=np.random.default_rng(1)
        )
    with pytest.raises(AnalysisError, match="'placebo' is none of the groups"):
        reference_based_imputation(SEEN, GROUP, reference="placebo", rng=np.random.default_rng(1))
