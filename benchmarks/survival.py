"""Time our survival estimators against lifelines in the same run.

    python benchmarks/survival.py [rows ...]

Prints the median wall time of each and their ratio (above 1: ours is faster), with the versions,
the load and the threads. Both sides get arrays or frames they like, made beforehand.
"""

import os

# Before NumPy is imported: one BLAS thread, and the processor's own kernels.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ.pop("OPENBLAS_CORETYPE", None)

import argparse
import platform
import statistics
import time
import warnings

import lifelines
import numpy as np
import pandas as pd
import scipy
from lifelines.statistics import logrank_test

from trialwright.analysis.proportional_hazards.cox import compute_cox
from trialwright.analysis.survival.kaplan_meier import compute_kaplan_meier
from trialwright.analysis.survival.log_rank import compute_log_rank
from trialwright.analysis.survival.survival_times import SurvivalTimes

REPETITIONS = 5
COVARIATES = ("arm", "age", "bclc", "hbsag")


def make_cohort(n):
    """A cohort like the study's: whole days, two groups, 16 months of accrual, cut at month 52."""
    rng = np.random.default_rng(n)
    cohort = pd.DataFrame(
        {
            "arm": rng.permutation(np.arange(n) % 2),
            "age": rng.normal(55, 9, n).clip(18, 70).round(1),
            "bclc": rng.random(n) < 0.6,
            "hbsag": rng.normal(2.8, 0.8, n).round(2),
        }
    ).astype(float)
    risk = -0.5 * cohort["arm"] + 0.012 * (cohort["age"] - 55) + 0.35 * cohort["bclc"]
    months, followed = rng.exponential(50 / np.exp(risk)), 52 - rng.uniform(0, 16, n)
    cohort["event"] = (months <= followed).astype(int)
    cohort["time"] = np.ceil(np.minimum(months, followed) * 30.4375)
    return cohort


def comparisons(cohort):
    """Name of the task, our function, theirs. Ours checks its input inside the clock, too."""
    time_, event, arm = (cohort[name].to_numpy() for name in ("time", "event", "arm"))
    treated, covariates = arm == 1, {name: cohort[name].to_numpy() for name in COVARIATES}

    def times():
        return SurvivalTimes.from_columns(time_, event)

    yield (
        "Kaplan-Meier, limits",
        lambda: compute_kaplan_meier(times()),
        lambda: lifelines.KaplanMeierFitter().fit(time_, event).confidence_interval_,
    )
    yield (
        "log-rank, 2 groups",
        lambda: compute_log_rank(times(), arm),
        lambda: (
            logrank_test(
                time_[treated], time_[~treated], event[treated], event[~treated]
            ).test_statistic
        ),
    )
    yield (
        "Cox, 4 covariates, concordance",
        lambda: compute_cox(times(), covariates),
        lambda: lifelines.CoxPHFitter().fit(cohort, "time", "event").concordance_index_,
    )


def median_seconds(task):
    task()
    taken = []
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        task()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def print_surroundings():
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}")
    print(f"lifelines {lifelines.__version__}, pandas {pd.__version__}")
    print(f"{platform.machine()}, {os.cpu_count()} processors, 1 BLAS thread, load {load()}")


def load():
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", type=int, default=[332, 10_000])
    warnings.simplefilter("ignore")
    print_surroundings()
    for n in parser.parse_args().rows:
        for name, ours, theirs in comparisons(make_cohort(n)):
            us, them = median_seconds(ours), median_seconds(theirs)
            print(
                f"{n:>8} rows  {name:<32} ours {us * 1e3:9.2f} ms  "
                f"lifelines {them * 1e3:9.2f} ms  ratio {them / us:7.1f}"
            )
    print(f"load at the end {load()}")


if __name__ == "__main__":
    main()
