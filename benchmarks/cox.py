"""Time the Cox model against R's survival and the Python peers in the same run.

    python benchmarks/cox.py [--rows 332 10000 1000000] [--peers-up-to 10000]

Four covariates, Efron's ties, times continuous or in whole days. Prints processor seconds a fit
(the machine may be shared) and the largest difference of a coefficient to R's. Ours is timed twice:
with coefficients, variance and likelihood, and with all tests and the concordance, which R also
computes. Rscript with the package survival must be installed for its row.
"""

import os

# Before NumPy is imported: one thread, and the processor's own kernels.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["NUMBA_NUM_THREADS"] = "1"
os.environ.pop("OPENBLAS_CORETYPE", None)
os.environ.pop("OPENBLAS_L2_SIZE", None)

import argparse
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import lifelines
import numba
import numpy as np
import pandas as pd
import sksurv
import statsmodels
from sksurv.linear_model import CoxPHSurvivalAnalysis
from sksurv.util import Surv
from statsmodels.duration.hazard_regression import PHReg

from trialwright.analysis import cox
from trialwright.analysis.proportional_hazards.refit import refit

COVARIATES = ("arm", "age", "bclc", "hbsag")
DAYS_PER_MONTH = 30.4375


def make_cohort(n, unit):
    """A cohort like the study's: two groups, 16 months of accrual, cut at month 52."""
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
    stay = np.minimum(months, followed)
    cohort.insert(0, "time", np.ceil(stay * DAYS_PER_MONTH) if unit == "days" else stay)
    cohort.insert(1, "event", (months <= followed).astype(float))
    return cohort


def ours(cohort):
    """Both of our tasks, each returning the coefficient of the group."""
    time_, event = cohort["time"].to_numpy(), cohort["event"].to_numpy()
    covariates = {name: cohort[name].to_numpy() for name in COVARIATES}

    def fit():
        return cox(time_, event, covariates).coef[0]

    def everything():
        result = cox(time_, event, covariates)
        _ = result.lr_test, result.score_test, result.wald_test, result.concordance
        return result.coef[0]

    return {"trialwright": fit, "trialwright, tests and concordance": everything}


def peers(cohort):
    """The same model in each Python peer, on the input it likes."""
    x, time_ = cohort[list(COVARIATES)].to_numpy(), cohort["time"].to_numpy()
    outcome = Surv.from_arrays(cohort["event"] == 1, time_)
    status = cohort["event"].astype(int).to_numpy()
    return {
        "lifelines": lambda: lifelines.CoxPHFitter().fit(cohort, "time", "event").params_["arm"],
        "scikit-survival": lambda: CoxPHSurvivalAnalysis(ties="efron").fit(x, outcome).coef_[0],
        "statsmodels": lambda: PHReg(time_, x, status=status, ties="efron").fit().params[0],
    }


def processor_seconds(task):
    """Median of three blocks of at least 50 ms, after a first run, which may compile."""
    value = task()
    start = time.process_time()
    task()
    inner = 1 + int(0.05 / max(time.process_time() - start, 1e-4))
    taken = []
    for _ in range(3):
        start = time.process_time()
        for _ in range(inner):
            task()
        taken.append((time.process_time() - start) / inner)
    return statistics.median(taken), value


def in_r(cohort):
    """Seconds, coefficient and versions from R; None where it is not installed."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cohort.f64"
        cohort.to_numpy().T.tofile(file)
        script = Path(__file__).with_suffix(".R")
        repetitions = max(3, min(200, 30_000 // len(cohort)))
        command = ["Rscript", script, file, str(len(cohort)), str(repetitions)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(printed[0]), float(printed[1]), f"R {printed[2]}, survival {printed[3]}"


def compare(n, unit, with_peers):
    cohort = make_cohort(n, unit)
    reference = in_r(cohort)
    if reference:
        seconds, coef, versions = reference
        print(f"{n:>8} {unit:<10} {versions:<36} {seconds * 1e3:10.2f} ms")
    for name, task in (ours(cohort) | (peers(cohort) if with_peers else {})).items():
        seconds, value = processor_seconds(task)
        away = f"  coefficient differs by {abs(value - coef):.1e}" if reference else ""
        print(f"{n:>8} {unit:<10} {name:<36} {seconds * 1e3:10.2f} ms{away}")


def time_refits(samples=2000, n=332):
    """Bootstrap refits of a weighted model, one thread."""
    cohort = make_cohort(n, "days")
    rng = np.random.default_rng(1)
    fit = cox(
        cohort["time"],
        cohort["event"],
        {name: cohort[name] for name in COVARIATES},
        weights=rng.uniform(0.5, 2, n),
        robust=True,
    )
    counts = [np.bincount(rng.integers(0, n, n), minlength=n) for _ in range(samples)]
    start = time.process_time()
    for count in counts:
        refit(fit.data.rows.resampled(count))
    print(f"{samples} weighted refits of {n} rows: {time.process_time() - start:.2f} s")


def print_surroundings():
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, Numba {numba.__version__}")
    print(
        f"lifelines {lifelines.__version__}, scikit-survival {sksurv.__version__}, "
        f"statsmodels {statsmodels.__version__}"
    )
    print(f"{platform.machine()}, {os.cpu_count()} processors, one thread, {load()}")


def load():
    return "load " + " ".join(f"{value:.2f}" for value in os.getloadavg())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", nargs="*", type=int, default=[332, 10_000, 1_000_000])
    parser.add_argument("--peers-up-to", type=int, default=10_000)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    print_surroundings()
    for n in asked.rows:
        for unit in ("continuous", "days"):
            compare(n, unit, n <= asked.peers_up_to)
    time_refits()
    print(load())


if __name__ == "__main__":
    main()
