"""Survival of real patients (STA-05): curves, log-rank test and Cox model of published data."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from reference.cases import Case
from trialwright.analysis import kaplan_meier, log_rank
from trialwright.analysis.proportional_hazards.cox import cox
from trialwright.analysis.survival.survival_times import SurvivalTimes

# Endpoint -> its time and event columns. The file's own words state these tolerances.
_ENDPOINTS = {"RFS": ("RFS", "Recurrence"), "OS": ("OS", "Death")}
_CLOSED_FORM, _ITERATED = 1e-5, 1e-3


def run(case: Case) -> None:
    """Compare every number of the file with ours, in the patients with HBsAg = 1."""
    expected = dict(case.content)
    expected.pop("_header")
    name = case.path.with_suffix(".csv").name.replace("expected_", "data_")
    patients = _load_patients(case.path.with_name(name))
    for endpoint, wanted in expected.items():
        time, event = (patients[name] for name in _ENDPOINTS[endpoint])
        _check_endpoint(SurvivalTimes.from_columns(time, event), patients, wanted)


def _check_endpoint(times: SurvivalTimes, patients: dict, wanted: dict) -> None:
    for title, value in wanted.items():
        if title == "logrank_code1_vs_code2":
            _check_log_rank(log_rank(times.time, times.event, patients["BCLC"]), value)
        elif title == "cox_efron_age_bclc2":
            _check_cox(times, patients, value)
        else:
            _check_curve(times.rows(_SUBGROUPS[title](patients["BCLC"])), value)


_SUBGROUPS = {
    "HBsAg+ all": lambda stage: stage > 0,
    "HBsAg+ BCLC code 1": lambda stage: stage == 1,
    "HBsAg+ BCLC code 2": lambda stage: stage == 2,
}


def _check_curve(times: SurvivalTimes, wanted: dict) -> None:
    assert (times.n, times.n_events) == (wanted["n"], wanted["events"])
    survival = wanted["KM_survival_at_months"]
    got = kaplan_meier(times.time, times.event).at([float(month) for month in survival]).surv
    assert np.allclose(got, list(survival.values()), rtol=0, atol=_CLOSED_FORM)


def _check_log_rank(test, wanted: dict) -> None:
    assert abs(test.chisq - wanted["chi2_1df"]) <= _CLOSED_FORM
    assert abs(test.p - wanted["p"]) <= _CLOSED_FORM


def _check_cox(times: SurvivalTimes, patients: dict, wanted: dict) -> None:
    fit = cox(times.time, times.event, {"age": patients["Age"], "bclc2": patients["BCLC"] == 2})
    assert list(fit.names) == list(wanted)
    for coef, se, row in zip(fit.coef, fit.se, wanted.values(), strict=True):
        assert abs(coef - row["coef"]) <= _ITERATED
        assert abs(se - row["se"]) <= _ITERATED


def _load_patients(path: Path) -> dict[str, np.ndarray]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = [row for row in csv.DictReader(lines) if row["HBsAg"] == "1"]
    needed = ("Age", "BCLC", *(name for pair in _ENDPOINTS.values() for name in pair))
    return {name: np.array([float(row[name]) for row in rows]) for name in needed}


RUNNERS = {"expected_hepatocellular": run}
