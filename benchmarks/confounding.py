"""Time propensity models and bootstraps against statsmodels, lifelines and R in the same run.

    python benchmarks/confounding.py [--rows 332]

The bootstrap refits a logistic propensity model with four covariates, weighs (stabilised) and refits
a Cox model of the treatment, 2,000 times. Peers are looped over fewer samples and their time is
scaled up to 2,000. Prints processor milliseconds (the machine may be shared) and a number of each
result. Rscript with the package survival must be installed for its row.
"""

# First, before NumPy is imported: it sets one thread, and the processor's own kernels.
from cox import load, make_cohort, processor_seconds  # isort: skip

import argparse
import os
import platform
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path

import lifelines
import numpy as np
import pandas as pd
import scipy
import statsmodels
import statsmodels.api as sm

from trialwright.analysis import (
    aipw_risk_difference,
    bootstrap_clone_censor_weight,
    bootstrap_iptw_cox,
    clone_censor_weight,
    logistic,
)

REFITS, PEER_REFITS = 2000, 100
HORIZON = 1096


def logistic_tasks(cohort):
    covariates, arm = cohort["covariates"], cohort["arm"]
    matrix = sm.add_constant(covariates)
    yield "logistic model", "ours", lambda: logistic(arm, covariates).coef[-1], 1
    yield "logistic model", "statsmodels", lambda: sm.Logit(arm, matrix).fit(disp=0).params[-1], 1


def bootstrap_tasks(cohort):
    time, event, arm, covariates = cohort.values()
    parts = (time, event, arm, covariates)
    for threads in (1, 2):
        yield (
            "2,000 refits of IPTW-Cox",
            f"ours, threads {threads}",
            lambda threads=threads: (
                bootstrap_iptw_cox(
                    *parts, n_boot=REFITS, rng=np.random.default_rng(1), threads=threads
                ).effect.std_err
            ),
            1,
        )

    def loop():
        rng, estimates = np.random.default_rng(1), []
        for _ in range(PEER_REFITS):
            drawn = rng.integers(0, len(time), len(time))
            x, z = sm.add_constant(covariates[drawn]), arm[drawn]
            p = sm.Logit(z, x).fit(disp=0).predict(x)
            w = np.where(z == 1, z.mean() / p, (1 - z.mean()) / (1 - p))
            frame = pd.DataFrame({"time": time[drawn], "event": event[drawn], "arm": z, "w": w})
            fit = lifelines.CoxPHFitter().fit(frame, "time", "event", weights_col="w")
            estimates.append(fit.params_.iloc[0])
        return np.std(estimates, ddof=1)

    yield "2,000 refits of IPTW-Cox", "statsmodels, lifelines", loop, REFITS / PEER_REFITS


def emulation_tasks(cohort):
    time, event, arm, covariates = cohort.values()
    rng = np.random.default_rng(2)
    start = np.where((arm == 1) & (time > 90), rng.integers(1, 85, len(time)), np.nan)
    options = {"horizon": HORIZON, "grace": 84}
    parts = (time, event, start, covariates)
    yield (
        "doubly robust risks",
        "ours",
        lambda: (
            aipw_risk_difference(time, event, arm, covariates, horizon=HORIZON).difference.std_err
        ),
        1,
    )
    yield (
        "clone-censor-weight",
        "ours",
        lambda: clone_censor_weight(*parts, **options).risk_difference,
        1,
    )
    yield (
        "500 refits of clone-censor-weight",
        "ours",
        lambda: (
            bootstrap_clone_censor_weight(
                *parts, **options, n_boot=500, rng=np.random.default_rng(3)
            ).risk_difference.std_err
        ),
        1,
    )


def in_r(cohort):
    """The same bootstrap in R; None where there is no R."""
    if shutil.which("Rscript") is None:
        return None
    columns = [cohort["time"], cohort["event"], cohort["arm"], *cohort["covariates"].T]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "columns"
        np.concatenate(columns).astype(float).tofile(file)
        script = Path(__file__).with_suffix(".R")
        command = ["Rscript", str(script), str(file), str(len(columns[0])), str(PEER_REFITS)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=332)
    rows = parser.parse_args().rows
    warnings.simplefilter("ignore")
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}")
    print(f"lifelines {lifelines.__version__}, statsmodels {statsmodels.__version__}")
    print(f"{platform.machine()}, {os.cpu_count()} processors, 1 BLAS thread, {load()}")
    frame = make_cohort(rows, "days")
    cohort = {
        "time": frame["time"].to_numpy(),
        "event": frame["event"].to_numpy(),
        "arm": frame["arm"].to_numpy(),
        "covariates": np.column_stack(
            (frame[["age", "bclc", "hbsag"]], np.random.default_rng(0).normal(size=rows))
        ),
    }
    for tasks in (logistic_tasks, bootstrap_tasks, emulation_tasks):
        for task, name, run, scale in tasks(cohort):
            seconds, value = processor_seconds(run)
            print(f"{task:<36} {name:<24} {1e3 * scale * seconds:12.1f} ms  {value:.6g}")
    if answer := in_r(cohort):
        milliseconds = 1e3 * float(answer[0]) * REFITS / PEER_REFITS
        name = f"R {answer[2]}, survival {answer[3]}"
        print(f"{'2,000 refits of IPTW-Cox':<36} {name:<24} {milliseconds:12.1f} ms  {answer[1]}")
    print(f"at the end {load()}")


if __name__ == "__main__":
    main()
