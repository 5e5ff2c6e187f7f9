"""Time the analysis of interval-censored events against R and lifelines in the same run.

    python benchmarks/interval_censoring.py [--rows 332 10000 100000]

Scans about every 12 weeks, each with a delay of its own, two groups. Prints processor seconds (the
machine may be shared) and the log likelihood that was reached: of two estimates of the same model
the higher one is nearer the maximum. R's packages for the nonparametric models are not in Debian.
"""

# First, before NumPy is imported: it sets one thread, and the processor's own kernels.
from cox import load, processor_seconds  # isort: skip

import argparse
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

from trialwright.analysis import aft, ic_cox, interval_log_rank, turnbull

PEERS_UP_TO = 332


def make_cohort(n):
    rng = np.random.default_rng(n)
    arm = np.arange(n) % 2
    time = rng.weibull(1.1, n) * np.where(arm == 1, 220, 160)
    scans = 12 * np.arange(1, 14) + rng.normal(0, 0.7, (n, 13))
    scans[np.arange(13) >= rng.integers(4, 14, (n, 1))] = np.inf
    left = np.where((scans < time[:, None]) & np.isfinite(scans), scans, 0).max(axis=1)
    right = np.where(scans >= time[:, None], scans, np.inf).min(axis=1)
    return left.round(2), right.round(2), arm.astype(float)


def ours(left, right, arm):
    return {
        "turnbull": lambda: turnbull(left, right).loglik,
        "log-rank": lambda: interval_log_rank(left, right, arm).chisq,
        "free baseline": lambda: ic_cox(left, right, {"arm": arm}).loglik,
        "weibull": lambda: aft(left, right, {"arm": arm}).loglik,
    }


def in_lifelines(left, right):
    def npmle():
        lifelines.KaplanMeierFitter().fit_interval_censoring(left, right)
        # It takes intervals as closed at both ends: its likelihood is another.
        return np.nan

    return {"turnbull": npmle}


def in_r(left, right, arm):
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cohort.f64"
        np.column_stack((left, right, arm)).T.tofile(file)
        script = Path(__file__).with_suffix(".R")
        repetitions = max(3, min(100, 30_000 // len(left)))
        command = ["Rscript", script, file, str(len(left)), str(repetitions)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, value, who = printed.strip().split(";")
    return who, float(seconds), float(value)


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
        for task, run in ours(*cohort).items():
            show(n, task, "trialwright", *processor_seconds(run))
        if n <= PEERS_UP_TO:
            for task, run in in_lifelines(*cohort[:2]).items():
                show(n, task, f"lifelines {version('lifelines')}", *processor_seconds(run))
        from_r = in_r(*cohort)
        if from_r:
            show(n, "weibull", *from_r)
    print(load())


if __name__ == "__main__":
    main()
