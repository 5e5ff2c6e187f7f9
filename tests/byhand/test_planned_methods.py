"""Methods of analysis.yaml on a small cohort: their numbers are those of the estimators alone."""

from dataclasses import replace
from datetime import date
from math import exp

import numpy as np
import pytest

from trialwright.analysis import cox, log_rank
from trialwright.analysis.registered.run import run_analyses
from trialwright.analysis.registered.supplement_emulation import naive_results
from trialwright.analysis.registered.supplement_responses import stratified_results
from trialwright.analysis.registered.supplement_survival import weighted_log_rank_results
from trialwright.definition.analyses import Analysis
from trialwright.endpoints.derived import Derived, EndpointRow, ParticipantRow

N = 60


def person(number):
    baseline = {"age": 40 + number % 30, "procedure": "resection" if number % 3 else "ablation"}
    return ParticipantRow(
        participant=f"P{number}",
        group="NA_PEGIFN" if number % 2 else "NA",
        origins={"T_R": date(2026, 1, 1), "T_E": date(2026, 2, 1)},
        eligibility="ELIGIBLE",
        not_passed={},
        disposition="followed",
        ends=(),
        baseline=baseline,
        enrolled_on=date(2026, 2, 1),
        first_doses={"PEGIFN": date(2026, 2, 1 + number % 20)} if number % 2 else {},
    )


def outcome(number, day, event):
    return EndpointRow(
        endpoint="recurrence",
        reading="",
        participant=f"P{number}",
        group=person(number).group,
        status="RECURRENCE" if event else "CENSORED",
        event=event,
        date=None,
        day=day,
        entry_day=31,
        sources=("x",),
        rules=("REC-01",),
    )


@pytest.fixture(scope="module")
def course():
    """Days and events of everybody, drawn once."""
    rng = np.random.default_rng(5)
    return rng.integers(60, 1096, N), rng.random(N) < 0.6


@pytest.fixture
def plan(prtras001_plan, course):
    """An analysis of the study, with the drawn course of everybody."""

    def make(identifier, **changed):
        found = prtras001_plan(identifier)
        days, events = course
        rows = tuple(outcome(i, int(days[i]), bool(events[i])) for i in range(N))
        derived = Derived(tuple(person(i) for i in range(N)), rows)
        declared = found.analysis.model_copy(update=changed)
        assert isinstance(declared, Analysis)
        return replace(found, analysis=declared, derived=derived)

    return make


def values(rows):
    return {(row.variable, row.level, row.statistic): row.value for row in rows}


def test_a_weighted_test_within_strata_is_that_of_the_estimator(plan, course):
    days, events = course
    got = values(weighted_log_rank_results(plan("log_rank_strata", strata=("procedure",))))
    strata = [person(i).baseline["procedure"] for i in range(N)]
    arm = [i % 2 for i in range(N)]
    alone = log_rank(days, events, arm, entry=np.full(N, 31), strata=strata, rho=1.0)
    assert got["", "", "chisq"] == pytest.approx(alone.chisq, rel=1e-11)


def test_ever_against_never_is_refused_unless_it_is_called_naive_and_biased(plan):
    (refused,) = naive_results(plan("exposure", method="naive_ever_never"))
    assert refused.value is None
    assert "credits the treatment with the time" in refused.note
    rows = list(naive_results(plan("exposure", called="naive, biased")))
    assert {row.level for row in rows} == {"naive, biased"}


def test_the_naive_ratio_is_that_of_a_cox_model_of_the_group(plan, course):
    days, events = course
    time = days - 31
    rows = values(naive_results(plan("exposure", called="naive, biased")))
    start = np.array([i % 20 if i % 2 else np.nan for i in range(N)])
    ever = ~np.isnan(start) & (start <= time)
    alone = cox(time, events, {"ever": ever.astype(float)})
    found = rows["called", "naive, biased", "hazard_ratio"]
    assert found == pytest.approx(exp(alone.coef[0]), rel=1e-9)


def test_responses_within_strata_need_strata(plan):
    (row,) = stratified_results(plan("hbsag_loss_strata", strata=(), endpoint="recurrence"))
    assert row.note == "two groups are compared within declared strata"


def test_an_analysis_of_nobody_says_so_and_stops_nothing(prtras001_plan):
    definition = prtras001_plan("iptw_cox").definition
    rows = run_analyses(definition, Derived((), ()))
    told = {row.analysis: row.note for row in rows if row.statistic == "estimate"}
    assert told["iptw_cox"] == "nobody in NA and NA_PEGIFN is at risk"
    assert told["qol_mmrm"] == "nobody answered at these weeks"
