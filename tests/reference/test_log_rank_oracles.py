"""The log-rank family against statsmodels, which has strata, weights and late entry."""

import numpy as np
from pytest import approx, fixture
from statsmodels.duration.survfunc import survdiff

from trialwright.analysis import log_rank


@fixture(scope="module")
def data():
    """Two hundred whole-day times with ties, in three groups and two strata."""
    rng = np.random.default_rng(7120750)
    entry = rng.integers(0, 20, 200)
    return {
        "entry": entry,
        "time": entry + rng.integers(1, 60, 200),
        "event": rng.random(200) < 0.6,
        "group": rng.integers(0, 3, 200),
        "stratum": rng.integers(0, 2, 200),
    }


def agrees(ours, theirs):
    return (ours.chisq, ours.p) == (approx(theirs[0]), approx(theirs[1]))


def test_three_groups_with_late_entry(data):
    ours = log_rank(data["time"], data["event"], data["group"], entry=data["entry"])
    theirs = survdiff(data["time"], data["event"], data["group"], entry=data["entry"])
    assert agrees(ours, theirs)


def test_strata(data):
    ours = log_rank(data["time"], data["event"], data["group"], strata=[data["stratum"]])
    assert agrees(
        ours, survdiff(data["time"], data["event"], data["group"], strata=data["stratum"])
    )


def test_fleming_harrington_weight_of_survival(data):
    ours = log_rank(data["time"], data["event"], data["group"], rho=1)
    theirs = survdiff(data["time"], data["event"], data["group"], weight_type="fh", fh_p=1)
    assert agrees(ours, theirs)
