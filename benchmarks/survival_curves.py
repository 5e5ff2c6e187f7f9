"""Time curves and the log-rank test against R's survival and the Python peers in the same run.

    python benchmarks/survival_curves.py [--rows 332 10000 1000000]

Two groups, times continuous or in whole days; each program gets the input it likes. Prints processor seconds (the machine may be shared)
and a number of each result: the last value of a curve, the test statistic. Our curve is timed with
S and its standard error, which statsmodels computes, and with log-log limits and the cumulative
hazard as well, which R, lifelines (limits) and scikit-survival (limits) compute. Rscript with the
package survival must be installed for its rows.
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
import scipy
import sksurv
import statsmodels
from lifelines.statistics import logrank_test
from sksurv.compare import compare_survival
from sksurv.nonparametric import kaplan_meier_estimator
from sksurv.util import Surv
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from trialwright.analysis import kaplan_meier, log_rank, rmst


def curve_tasks(time, event, arm):
    """Kaplan-Meier in each group; each task returns the last value of S in group 1."""
    in_groups = [arm == 1, arm == 0]
    happened, status = event == 1, event.astype(int)

    def plain():
        curves = [kaplan_meier(time[g], happened[g]) for g in in_groups]
        return curves[0].surv[-1]

    def everything():
        curves = [kaplan_meier(time[g], happened[g]) for g in in_groups]
        _ = [(curve.lower, curve.upper, curve.cumhaz, curve.std_chaz) for curve in curves]
        return curves[0].surv[-1]

    def in_lifelines():
        fits = [lifelines.KaplanMeierFitter().fit(time[g], event[g]) for g in in_groups]
        _ = [fit.confidence_interval_ for fit in fits]
        return fits[0].survival_function_.iloc[-1, 0]

    def in_sksurv():
        fits = [
            kaplan_meier_estimator(happened[g], time[g], conf_type="log-log") for g in in_groups
        ]
        return fits[0][1][-1]

    def in_statsmodels():
        fits = [SurvfuncRight(time[g], status[g]) for g in in_groups]
        return fits[0].surv_prob[-1]

    return {
        "trialwright": plain,
        "trialwright, limits and hazard": everything,
        "statsmodels": in_statsmodels,
        "lifelines": in_lifelines,
        "scikit-survival": in_sksurv,
    }


def test_tasks(time, event, arm):
    """The log-rank test of two groups; each task returns the statistic."""
    in_groups, happened = [arm == 1, arm == 0], event == 1
    outcome, status = Surv.from_arrays(happened, time), event.astype(int)

    def in_lifelines():
        times, events = ([column[g] for g in in_groups] for column in (time, event))
        return logrank_test(*times, *events).test_statistic

    return {
        "trialwright": lambda: log_rank(time, happened, arm).chisq,
        "statsmodels": lambda: survdiff(time, status, arm)[0],
        "lifelines": in_lifelines,
        "scikit-survival": lambda: compare_survival(outcome, arm)[0],
    }


def mean_tasks(time, event, arm):
    """Restricted means, which no peer computes with limits; returns the difference."""
    tau, happened = float(np.quantile(time, 0.7)), event == 1
    return {"trialwright": lambda: rmst(time, happened, arm, tau=tau).difference.estimate}


TASKS = {"curves": curve_tasks, "log-rank": test_tasks, "restricted means": mean_tasks}


def in_r(cohort):
    """(Task, seconds, value, versions) from R; nothing where it is not installed."""
    if shutil.which("Rscript") is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cohort.f64"
        cohort[["time", "event", "arm"]].to_numpy().T.tofile(file)
        script = Path(__file__).with_suffix(".R")
        repetitions = max(3, min(200, 100_000 // len(cohort)))
        command = ["Rscript", script, file, str(len(cohort)), str(repetitions)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in printed.splitlines()]
    return [(task, float(s), float(v), f"R {r}, survival {p}") for task, s, v, r, p in rows]


def compare(n, unit):
    cohort = make_cohort(n, unit)
    columns = [cohort[name].to_numpy() for name in ("time", "event", "arm")]
    columns[2] = columns[2].astype(int)
    for task, seconds, value, versions in in_r(cohort):
        show(n, unit, task, versions, seconds, value)
    for task, tasks in TASKS.items():
        for name, run in tasks(*columns).items():
            seconds, value = processor_seconds(run)
            show(n, unit, task, name, seconds, value)


def show(n, unit, task, name, seconds, value):
    print(f"{n:>8} {unit:<10} {task:<16} {name:<31} {seconds * 1e3:10.3f} ms  {value:.10g}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", nargs="*", type=int, default=[332, 10_000, 1_000_000])
    warnings.simplefilter("ignore")
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}")
    print(
        f"lifelines {lifelines.__version__}, scikit-survival {sksurv.__version__}, "
        f"statsmodels {statsmodels.__version__}"
    )
    print(f"{platform.machine()}, {os.cpu_count()} processors, one thread, {load()}")
    for n in parser.parse_args().rows:
        for unit in ("continuous", "days"):
            compare(n, unit)
    print(load())


if __name__ == "__main__":
    main()
