"""Time the mixed model for repeated measures against R and statsmodels in the same run.

    python benchmarks/mmrm.py [--subjects 332 3320 33200]

13 visits, two groups, baseline, visit by group: 27 coefficients, 91 covariance parameters where the
covariance is unstructured. Prints processor seconds a fit (the machine may be shared), and the
contrast of the groups at the last visit. R's nlme has no degrees of freedom for it; R's mmrm runs
where it is installed; statsmodels has no such model, and its nearest, GEE, is timed. Figures that
an earlier run stored are marked so.
"""

import os

# Before NumPy is imported: one thread, and the processor's own kernels.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
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
import statsmodels.api as sm

from trialwright.analysis import factor, interaction, mmrm, number

VISITS = 13
TASKS = (
    ("unstructured", "satterthwaite"),
    ("unstructured", "kenward_roger"),
    ("toeplitz_heterogeneous", "satterthwaite"),
    ("ar1_heterogeneous", "satterthwaite"),
    ("compound_symmetry_heterogeneous", "satterthwaite"),
)
# Processor seconds at 332 x 13 on this class of machine, of peers that take long or are not in
# Debian: R 4.2.2, mmrm 0.3.18, nlme 3.1.162, glmmTMB 1.1.5.
STORED = (
    ("R mmrm", "unstructured, Satterthwaite", 1.14),
    ("R mmrm", "unstructured, Kenward-Roger", 30.9),
    ("R mmrm", "ar1_heterogeneous, Satterthwaite", 0.633),
    ("R nlme gls", "unstructured, no degrees of freedom", 115.0),
    ("R glmmTMB", "unstructured, no degrees of freedom", 6.62),
)


def make_visits(subjects):
    """Change of a quality-of-life score at 13 visits, some missed, some never reached."""
    rng = np.random.default_rng(subjects)
    cells = subjects * VISITS
    visit = np.tile(np.arange(1, VISITS + 1), subjects)
    arm, base = np.repeat(np.arange(subjects) % 2, VISITS), rng.normal(65, 16, subjects).round(1)
    noise = rng.normal(0, 10, (subjects, VISITS))
    for j in range(1, VISITS):
        noise[:, j] = 0.4 * noise[:, j - 1] + np.sqrt(0.84) * noise[:, j]
    effect = rng.normal(0, 9, (subjects, 1)) + rng.normal(0, 0.2, (subjects, 1)) * np.arange(VISITS)
    visits = pd.DataFrame(
        {
            "id": np.repeat(np.arange(subjects), VISITS),
            "arm": arm,
            "visit": visit,
            "base": np.repeat(base - 65, VISITS).round(1),
            "y": (2 + 0.1 * visit * (1 + arm) + (effect + noise).ravel()).round(2),
        }
    )
    left = np.repeat(rng.geometric(0.012, subjects), VISITS)
    return visits[(rng.random(cells) > 0.04) & (visit <= left)]


def fit_ours(visits, covariance, df):
    columns = {name: visits[name].to_numpy() for name in visits}
    arm, visit = factor("arm", columns["arm"]), factor("v", columns["visit"])
    fit = mmrm(
        columns["y"],
        [number("base", columns["base"]), arm, visit, interaction(arm, visit)],
        subject=columns["id"],
        visit=columns["visit"],
        covariance=covariance,
        df=df,
    )
    return fit.coef[-1], fit.se[-1], fit.df[-1]


def fit_gee(visits):
    model = sm.GEE.from_formula(
        "y ~ base + C(arm) * C(visit)",
        "id",
        visits,
        time=visits["visit"].to_numpy(),
        cov_struct=sm.cov_struct.Unstructured(),
    )
    fit = model.fit()
    return fit.params.iloc[-2], fit.bse.iloc[-2], float("nan")


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
        f"{subjects:>7}  {name:<16} {model:<46} {seconds * 1e3:10.1f} ms"
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
    for covariance, df in TASKS:
        seconds, value = processor_seconds(lambda c=covariance, d=df: fit_ours(visits, c, d))
        report(subjects, "trialwright", f"{covariance}, {df}", seconds, value)
    if not with_peers:
        return
    for package, structure, seconds, *value in run_in_r(visits):
        numbers = [float(text.replace("NA", "nan")) for text in value]
        report(subjects, f"R {package}", structure, float(seconds), numbers)
    seconds, value = processor_seconds(lambda: fit_gee(visits))
    report(subjects, "statsmodels", "GEE, working unstructured", seconds, value)
    for package, model, seconds in STORED:
        print(f"{subjects:>7}  {package:<16} {model:<46} {seconds * 1e3:10.1f} ms  not in this run")


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
    for subjects in asked.subjects:
        compare(subjects, with_peers=subjects == asked.subjects[0])
    print(load())


if __name__ == "__main__":
    main()
