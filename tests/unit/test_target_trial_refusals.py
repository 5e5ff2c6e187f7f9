"""What the emulation of a target trial refuses, and the words it does it in."""

import numpy as np
import pytest

from trialwright.analysis import (
    clone_censor_weight,
    inverse_censoring_weights,
    landmark_groups,
    naive_ever_never,
    time_dependent_exposure,
)
from trialwright.errors import AnalysisError

NEVER = np.nan
COLUMNS = {
    "time": np.array([3.0, 9, 7, 8, 9, 5]),
    "event": np.array([1, 0, 1, 1, 0, 1]),
    "start": np.array([NEVER, 1, NEVER, 2, NEVER, 1]),
    "covariates": {},
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start": [-1] + [NEVER] * 5}, "started before time zero"),
        ({"start": [NEVER] * 5}, "start has shape"),
        ({"start": ["soon"] + [NEVER] * 5}, "not a number"),
        ({"time": [0, 9, 7, 8, 9, 5]}, "not followed beyond time zero"),
        ({"grace": 9.0}, "does not end before the horizon"),
        ({"control": "sometimes"}, "unknown control strategy"),
        ({"start": [NEVER] * 6}, "nobody followed beyond the grace period started"),
        ({"competing": [1, 0, 0, 0, 0, 0]}, "by the event and by a competing event"),
        ({"model": "forest"}, "unknown model"),
        ({"interval": 0.0}, "has no length"),
        ({"covariates": {"x": [1.0] * 6}}, "x is constant"),
    ],
)
def test_a_trial_that_cannot_be_emulated_is_refused(change, words):
    with pytest.raises(AnalysisError, match=words):
        clone_censor_weight(**{"horizon": 8.0, "grace": 2.0, **COLUMNS, **change})


def test_never_may_be_none():
    start = [None if day != day else day for day in COLUMNS["start"]]
    one, two = (
        clone_censor_weight(**{**COLUMNS, "start": s}, horizon=8.0, grace=2.0)
        for s in (start, COLUMNS["start"])
    )
    assert one.risk_starters == two.risk_starters


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"censored": [1, 1, 0]}, "ends by the event and by leaving"),
        ({"time": [2, 0, 3]}, "row 2 is not followed beyond time 0"),
        ({"time": [2, -1, 3]}, "row 2 is not followed beyond time 0"),
        ({"censored": [0, 1]}, "differ in length"),
        ({"model": "pooled_logistic"}, "needs an interval"),
        ({"subject": [1, 1, 2], "entry": [0, 1, 0]}, "rows of one subject overlap"),
        ({"subject": [1, 1, 2], "entry": [0, 2, 0], "time": [2, 4, 3]}, "rows after the event"),
        ({"entry": [2, 0, 0]}, "ends where it begins"),
    ],
)
def test_follow_up_that_contradicts_itself_is_refused(change, words):
    given = {"time": [2, 4, 3], "event": [1, 0, 0], "censored": [0, 0, 1], "covariates": {}}
    with pytest.raises(AnalysisError, match=words):
        inverse_censoring_weights(**{**given, **change})


def test_groups_need_starts_on_the_clock_of_follow_up():
    with pytest.raises(AnalysisError, match="before time zero"):
        landmark_groups([3, 4], [1, 0], [-1, NEVER], at=2)
    with pytest.raises(AnalysisError, match="nobody is at risk"):
        landmark_groups([3, 4], [1, 0], [1, NEVER], at=5)
    with pytest.raises(AnalysisError, match="a lag of -1"):
        time_dependent_exposure([3, 4], [1, 0], [1, NEVER], lag=-1)
    with pytest.raises(AnalysisError, match="nobody started"):
        naive_ever_never([3, 4], [1, 0], [NEVER, NEVER], label="naive, biased")
