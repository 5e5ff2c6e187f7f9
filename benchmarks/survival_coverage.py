"""How often limits of curves and restricted means hold the truth, and tests reject a true null.

    python benchmarks/survival_coverage.py [--repetitions 10000] [--rows 332]

Trials of two random groups, exponential times with a covariate, 16 months of accrual cut at month
52, whole days; where entry is named, a quarter enter late by up to half a year. Truth: the survival of a mixture of
exponentials, by its formula. Nominal 0.950 and 0.050.
"""

import argparse
from math import sqrt

import numpy as np

from trialwright.analysis import kaplan_meier, log_rank, rmst, rmst_adjusted

DAYS = 30.4375
HORIZON = 36 * DAYS
# Means of the event time in days, for the two levels of the covariate.
CONTROL = np.array([40, 80]) * DAYS


def draw_trial(rng, n, ratio, late=0.0):
    """Columns of one trial; `ratio` of the hazards, treated over control; share that enter late."""
    arm, level = rng.integers(0, 2, n), rng.integers(0, 2, n)
    mean = CONTROL[level] / np.where(arm == 1, ratio, 1)
    event_time, end = rng.exponential(mean), rng.uniform(36, 52, n) * DAYS
    entry = np.where(rng.random(n) < late, rng.uniform(0, 6, n) * DAYS, 0).round()
    time = np.ceil(np.minimum(event_time, end))
    seen = time > entry
    columns = time, event_time <= end, arm, level, entry
    return [column[seen] for column in columns]


def true_survival(time, ratio):
    return np.exp(-np.multiply.outer(time, ratio / CONTROL)).mean(axis=-1)


def true_mean(tau, ratio):
    """Time is rounded up to whole days, so S of the data steps down at each day's end."""
    return float(true_survival(np.arange(tau), ratio).sum())


def limits_hold(rng, n, ratio):
    """Name of the limits -> whether they hold the truth, in one trial."""
    return late_limits_hold(rng, n, ratio) | early_limits_hold(rng, n, ratio)


def late_limits_hold(rng, n, ratio):
    time, event, arm, _, entry = draw_trial(rng, n, ratio, late=0.25)
    treated, day = arm == 1, np.floor(HORIZON)
    truth, hold = true_survival(day, ratio), {}
    for scale in ("plain", "log", "log-log"):
        curve = kaplan_meier(time[treated], event[treated], entry=entry[treated], conf_type=scale)
        point = curve.at([day])
        hold[f"S at 36 months, entry, {scale}"] = point.lower[0] <= truth <= point.upper[0]
    mean, difference = true_mean(day, ratio), true_mean(day, ratio) - true_mean(day, 1)
    means = rmst(time, event, arm, tau=day, entry=entry)
    hold["restricted mean, entry"] = means.treated.lower <= mean <= means.treated.upper
    contrast = means.difference
    hold["difference, entry"] = contrast.lower <= difference <= contrast.upper
    return hold


def early_limits_hold(rng, n, ratio):
    time, event, arm, level, _ = draw_trial(rng, n, ratio)
    treated, day = arm == 1, np.floor(HORIZON)
    truth, hold = true_survival(day, ratio), {}
    jackknife = {"variance": "infinitesimal_jackknife"}
    point = kaplan_meier(
        time[treated], event[treated], weights=rng.uniform(0.3, 3, treated.sum()), **jackknife
    ).at([day])
    hold["S, random weights, jackknife"] = point.lower[0] <= truth <= point.upper[0]
    difference = true_mean(day, ratio) - true_mean(day, 1)
    contrast = rmst(time, event, arm, tau=day, **jackknife).difference
    hold["difference, jackknife"] = contrast.lower <= difference <= contrast.upper
    adjusted = rmst_adjusted(time, event, arm, {"level": level}, tau=day, censoring_group=arm)
    hold["difference, adjusted"] = adjusted.lower[1] <= difference <= adjusted.upper[1]
    return hold


def tests_reject(rng, n):
    """Name of the test -> whether it rejects equal hazards, in one trial."""
    time, event, arm, level, entry = draw_trial(rng, n, 1, late=0.25)
    options = {
        "log-rank": {},
        "log-rank, strata": {"strata": level},
        "rho 1, gamma 0": {"rho": 1},
        "rho 0, gamma 1": {"gamma": 1},
        "log-rank, random weights": {"weights": rng.uniform(0.3, 3, len(time))},
    }
    return {
        f"{name}, entry": log_rank(time, event, arm, entry=entry, **given).p < 0.05
        for name, given in options.items()
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=332)
    asked = parser.parse_args()
    rng = np.random.default_rng(20261130)
    held = [limits_hold(rng, asked.rows, 0.6) for _ in range(asked.repetitions)]
    rejected = [tests_reject(rng, asked.rows) for _ in range(asked.repetitions)]
    error = sqrt(0.95 * 0.05 / asked.repetitions)
    print(f"{asked.repetitions} trials of {asked.rows}; Monte Carlo error {error:.4f}")
    for outcomes in (held, rejected):
        for name in outcomes[0]:
            print(f"{name:<32} {np.mean([outcome[name] for outcome in outcomes]):.3f}")


if __name__ == "__main__":
    main()
