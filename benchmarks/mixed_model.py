"""Time linear mixed models against R's lme4 and lmerTest, and statsmodels, in the same run.

    python benchmarks/mixed_model.py [--subjects 332 3320 33200]

13 visits, two groups, baseline, group by time; random intercepts, and random slopes of time with
an unstructured covariance. Prints processor seconds a fit (the machine may be shared), and the
coefficient of group by time with its standard error and degrees of freedom. Peers run at the first
number of subjects only; R where it is installed. Figures that an earlier run stored are marked so.
"""

import os

# Before NumPy is imported: one thread, and the processor's own kernels.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
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

import numpy as np
import pandas as pd
import scipy
import statsmodels
import statsmodels.formula.api as smf

from trialwright.analysis import interaction, lmm, number

VISITS = 13
TASKS = (
    ("intercept", "satterthwaite"),
    ("intercept", "kenward_roger"),
    ("slope", "satterthwaite"),
    ("slope", "kenward_roger"),
)
# Processor seconds at 332 x 13 on this class of machine, of Python packages that are not installed
# here. None has degrees of freedom that agree with R's.
STORED = (
    ("mixedlm-rs", "intercept, no degrees of freedom", 0.0044),
    ("mixedlm-rs", "slope, no degrees of freedom", 0.0053),
    ("mixedlm", "slope, no degrees of freedom", 0.0094),
    ("interlace", "slope, Satterthwaite of its own", 0.0793),
)


def make_visits(subjects):
    """Change of a quality-of-life score, some visits missed, some never reached."""
    rng = np.random.default_rng(subjects)
    subject, visit = np.repeat(np.arange(subjects), VISITS), np.tile(np.arange(VISITS), subjects)
    intercept, slope = rng.normal(0, 8, subjects), rng.normal(0, 2, subjects)
    visits = pd.DataFrame(
        {
            "id": subject,
            "arm": subject % 2,
            "t": visit / 4,
            "base": rng.normal(0, 16, subjects).round(1)[subject],
        }
    )
    change = 2 - 0.3 * visits["base"] + visits["t"] * (1 + visits["arm"])
    noise = rng.normal(0, 10, len(visits))
    visits["y"] = (change + intercept[subject] + slope[subject] * visits["t"] + noise).round(2)
    left = rng.geometric(0.012, subjects)[subject]
    return visits[(rng.random(len(visits)) > 0.04) & (visit < left)]


def fit_ours(visits, random, df):
    columns = {name: visits[name].to_numpy() for name in visits}
    arm, time_ = number("arm", columns["arm"]), number("t", columns["t"])
    fit = lmm(
        columns["y"],
        [number("base", columns["base"]), arm, time_, interaction(arm, time_)],
        subject=columns["id"],
        random=("intercept",) if random == "intercept" else ("intercept", "t"),
        df=df,
    )
    return fit.coef[-1], fit.se[-1], fit.df[-1]


def fit_statsmodels(visits, random):
    model = smf.mixedlm(
        "y ~ base + arm * t",
        visits,
        groups="id",
        re_formula=None if random == "intercept" else "~t",
    )
    fit = model.fit()
    return fit.params["arm:t"], fit.bse["arm:t"], float("nan")


def processor_seconds(task):
    """Median of three runs after a first."""
    value, taken = task(), []
    for _ in range(3):
        start = time.process_time()
        task()
        taken.append(time.process_time() - start)
    return statistics.median(taken), value


def report(subjects, name, model, seconds, value):
    estimate, se, df = value
    print(
        f"{subjects:>7}  {name:<16} {model:<36} {seconds * 1e3:10.1f} ms"
        f"  {estimate:9.5f} {se:9.5f} {df:8.2f}"
    )


def run_in_r(visits):
    """Rows of the R script; none where R is not installed."""
    if shutil.which("Rscript") is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "visits.csv"
        visits.to_csv(file, index=False)
        command = ["Rscript", Path(__file__).with_suffix(".R"), file]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line.split() for line in printed.splitlines()]


def compare(subjects, with_peers):
    visits = make_visits(subjects)
    for random, df in TASKS:
        seconds, value = processor_seconds(lambda r=random, d=df: fit_ours(visits, r, d))
        report(subjects, "trialwright", f"{random}, {df}", seconds, value)
    if not with_peers:
        return
    for package, model, seconds, *value in run_in_r(visits):
        numbers = [float("nan") if text == "NA" else float(text) for text in value]
        report(subjects, f"R {package}", model, float(seconds), numbers)
    for random in ("intercept", "slope"):
        seconds, value = processor_seconds(lambda r=random: fit_statsmodels(visits, r))
        report(subjects, "statsmodels", f"{random}, no degrees of freedom", seconds, value)
    for package, model, seconds in STORED:
        print(f"{subjects:>7}  {package:<16} {model:<36} {seconds * 1e3:10.1f} ms  not in this run")


def load():
    return "load " + " ".join(f"{value:.2f}" for value in os.getloadavg())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--subjects", nargs="*", type=int, default=[332, 3320, 33_200])
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    versions = (platform.python_version(), np.__version__, scipy.__version__)
    print(
        "Python {}, NumPy {}, SciPy {}".format(*versions), f"statsmodels {statsmodels.__version__}"
    )
    print(f"{platform.machine()}, {os.cpu_count()} processors, one thread, {load()}")
    for place, subjects in enumerate(asked.subjects):
        compare(subjects, with_peers=place == 0)
    print(load())


if __name__ == "__main__":
    main()
