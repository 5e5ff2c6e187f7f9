"""The supplement on a study of a few participants whose answers can be counted by hand."""

from math import sqrt

import pytest

from trialwright.analysis.registered.effects import pooled, ratio_rows
from trialwright.analysis.registered.supplement_confounding import e_value_results
from trialwright.analysis.results import ResultRow


class _Cohort:
    """What the rows of an effect need of a cohort."""

    n, sources = 10, ("recurrence/1",)

    def __init__(self, plan):
        self.plan = plan


@pytest.fixture
def plan(prtras001_plan):
    return prtras001_plan("weighted_cox")


def test_a_ratio_is_shown_on_its_own_scale_with_limits_of_its_logarithm(plan):
    rows = {row.statistic: row.value for row in ratio_rows(_Cohort(plan), "hazard_ratio", 0.0, 1.0)}
    assert rows["hazard_ratio"] == 1.0
    assert rows["lower"] * rows["upper"] == pytest.approx(1.0)
    assert rows["p"] == 1.0


def test_imputed_sets_are_pooled_by_rubins_rules(plan):
    """Estimates 1 and 3 with variance 1 each: mean 2, within 1, between 2, total 1 + 1.5 x 2 = 4."""
    rows = list(pooled(_Cohort(plan), "risk_difference", [(1.0, 1.0), (3.0, 1.0)], float))
    value, lower = (
        next(r.value for r in rows if r.statistic == s) for s in ("risk_difference", "lower")
    )
    # Rubin's degrees of freedom (m - 1)(1 + W / ((1 + 1/m) B))^2 = (1 + 1/3)^2 = 16/9.
    from scipy.special import stdtrit

    assert value == 2.0
    assert lower == pytest.approx(2 - stdtrit(16 / 9, 0.975) * 2)


def test_the_e_value_of_a_hazard_ratio_follows_its_formula(plan, prtras001_plan):
    """HR 0.25 of a common outcome: RR = (1 - 0.5^0.5) / (1 - 0.5^2), E of its inverse."""
    told = [
        ResultRow(
            "T", "weighted_cox", "at_risk", "contrast", name, value, "", "weighted_cox", 9, ("r",)
        )
        for name, value in (("hazard_ratio", 0.25), ("lower", 0.2), ("upper", 1.1))
    ]
    rows = list(e_value_results(prtras001_plan("e_values"), tuple(told)))
    found = {(r.level, r.statistic): r.value for r in rows}
    ratio = (1 - 0.5**2) / (1 - sqrt(0.5))
    assert found["weighted_cox", "e_value"] == pytest.approx(ratio + sqrt(ratio * (ratio - 1)))
    assert found["weighted_cox", "e_value_limit"] == 1.0  # the limits hold 1
    assert found["iptw_cox", "e_value"] is None  # no result to explain
