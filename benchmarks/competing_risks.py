"""Time competing risks against R and the Python peers in the same run.

    python benchmarks/competing_risks.py [--rows 332 10000 100000]

Recurrence and death, two groups, continuous times, four covariates. Prints processor seconds (the
machine may be shared) and a number of each result: the statistic of Gray's test, the standard error
of the first coefficient, the last value of the incidence. Rscript with cmprsk and survival must be
installed for its rows; comprisk and greenwood are left out where they are not.
"""

# First, before NumPy is imported: it sets one thread, and the processor's own kernels.
from cox import load, processor_seconds  # isort: skip

import argparse
import importlib.util
import os
import platform
import shutil
import subprocess
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path

import lifelines
import numpy as np
import pandas as pd

from trialwright.analysis import (
    aalen_johansen,
    fine_gray,
    fine_gray_weighted_cox,
    gray_test,
)

COVARIATES = ("arm", "age", "bclc", "hbsag")
CAUSES = [1, 2]


def make_cohort(n):
    """A cohort like the study's: 16 months of accrual, cut at month 52; death as a rival."""
    rng = np.random.default_rng(n)
    arm = rng.permutation(np.arange(n) % 2).astype(float)
    age, bclc = rng.normal(55, 9, n).clip(18, 70).round(1), (rng.random(n) < 0.6).astype(float)
    hbsag = rng.normal(2.8, 0.8, n).round(2)
    recurrence = rng.exponential(50 / np.exp(-0.5 * arm + 0.012 * (age - 55) + 0.35 * bclc))
    death = rng.exponential(1 / (0.006 * np.exp(0.03 * (age - 55))))
    end = 52 - rng.uniform(0, 16, n)
    time = np.minimum(np.minimum(recurrence, death), end)
    cause = np.select([time == end, time == recurrence], [0, 1], 2)
    return time, cause, np.column_stack((arm, age, bclc, hbsag))


def ours(time, cause, x):
    one = {"cause_of_interest": 1, "causes": CAUSES}
    tasks = {
        "gray": lambda: gray_test(time, cause, x[:, 0], causes=CAUSES).tests[0].chisq,
        "aalen-johansen": lambda: aalen_johansen(time, cause, causes=CAUSES).pstate[-1, 1],
        "fine-gray": lambda: fine_gray(time, cause, x, **one).se[0],
    }
    if len(time) <= 1000:
        tasks["weighted cox"] = lambda: fine_gray_weighted_cox(time, cause, x, **one).se[0]
    return {("trialwright", task): run for task, run in tasks.items()}


def in_python_peers(time, cause, x):
    arm = x[:, 0].astype(int)

    def in_lifelines():
        fitter = lifelines.AalenJohansenFitter(calculate_variance=True)
        return fitter.fit(time, cause, 1).cumulative_density_.iloc[-1, 0]

    tasks = {(f"lifelines {version('lifelines')}", "aalen-johansen"): in_lifelines}
    if importlib.util.find_spec("comprisk"):
        import comprisk

        name = f"comprisk {version('comprisk')}"
        tasks[name, "fine-gray"] = lambda: (
            comprisk.FineGrayRegression(cause=1, robust_se=True)
            .fit(x, time=time, event=cause)
            .se_[0]
        )
    if importlib.util.find_spec("greenwood"):
        import greenwood

        name = f"greenwood {version('greenwood')}"
        states = pd.Categorical.from_codes(cause, ["c", "recurrence", "death"])
        y = greenwood.Surv(time, event=states)
        tasks[name, "gray"] = lambda: greenwood.grays_test(y, arm, cause="recurrence").statistic
    return tasks


def in_r(time, cause, x):
    """(Who, task, seconds, value) from R; nothing where it is not installed."""
    if shutil.which("Rscript") is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cohort.f64"
        np.column_stack((time, cause, x)).T.tofile(file)
        repetitions = max(3, min(100, 30_000 // len(time)))
        script = Path(__file__).with_suffix(".R")
        command = ["Rscript", script, file, str(len(time)), str(repetitions)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = [line.split(";") for line in printed.splitlines()]
    return [(who, task, float(seconds), float(value)) for task, seconds, value, who in rows]


def show(n, task, who, seconds, value):
    print(f"{n:>8} {task:<16} {who:<28} {seconds * 1e3:10.3f} ms  {value:.10g}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", nargs="*", type=int, default=[332, 10_000, 100_000])
    warnings.simplefilter("ignore")
    print(f"Python {platform.python_version()}, NumPy {np.__version__}")
    print(f"{platform.machine()}, {os.cpu_count()} processors, one thread, {load()}")
    for n in parser.parse_args().rows:
        cohort = make_cohort(n)
        for (who, task), run in (ours(*cohort) | in_python_peers(*cohort)).items():
            show(n, task, who, *processor_seconds(run))
        for who, task, seconds, value in in_r(*cohort):
            show(n, task, who, seconds, value)
    print(load())


if __name__ == "__main__":
    main()
