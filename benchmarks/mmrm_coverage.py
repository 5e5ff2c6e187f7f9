"""How often the 95 % limits of a repeated-measures contrast cover the truth, by simulation.

    python benchmarks/mmrm_coverage.py [--repetitions 2000]

Two groups of equal size, four visits, unstructured covariance, 20 % of the subjects drop out at
random after each visit. The truth: no difference of the groups at the last visit. Prints coverage,
its Monte Carlo error, the mean standard error over the standard deviation of the estimates, and the
rejection rate of the joint test of group at all visits, nominal 5 %.
"""

import os

# Before NumPy is imported: one thread.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

import argparse
import contextlib

import numpy as np
import scipy

from trialwright.analysis import contrasts, factor, interaction, linear_contrast, mmrm, number
from trialwright.errors import AnalysisError

VISITS = 4
METHODS = {
    "Satterthwaite, model variance": {"df": "satterthwaite"},
    "Kenward-Roger": {"df": "kenward_roger"},
    "Kenward-Roger, linear": {"df": "kenward_roger", "vcov": "kenward_roger_linear"},
}
COVARIANCE = np.array(
    [[150, 60, 55, 40], [60, 170, 80, 60], [55, 80, 190, 95], [40, 60, 95, 220]], dtype=float
)


def draw(rng, subjects):
    """Columns of one trial without any effect of the group."""
    root = np.linalg.cholesky(COVARIANCE)
    outcome = rng.normal(size=(subjects, VISITS)) @ root.T
    base = rng.normal(65, 16, subjects)
    outcome += -0.3 * (base - 65)[:, None] + np.arange(VISITS)
    stay = rng.geometric(0.2, subjects)
    visit = np.tile(np.arange(1, VISITS + 1), subjects)
    seen = visit <= np.repeat(stay, VISITS)
    arm = np.repeat(np.arange(subjects) % 2, VISITS)
    columns = (np.repeat(np.arange(subjects), VISITS), visit, arm, np.repeat(base, VISITS))
    return tuple(column[seen] for column in (*columns, outcome.ravel()))


def analyse(trial, options):
    """Estimate, standard error, whether the limits cover 0, whether the joint test rejects."""
    subject, visit, arm, base, outcome = trial
    arm, visits = factor("arm", arm), factor("visit", visit)
    terms = [number("base", base), arm, visits, interaction(arm, visits)]
    fit = mmrm(outcome, terms, subject=subject, visit=visit, **options)
    found = contrasts(fit, of="arm", plus=1, minus=0, by="visit")
    last = found.estimates
    joint = linear_contrast(fit, found.rows).test
    covered = last.lower[-1] <= 0 <= last.upper[-1]
    return last.estimate[-1], last.se[-1], covered, joint.p < 0.05


def simulate(subjects, repetitions):
    rng = np.random.default_rng(subjects)
    results = {name: [] for name in METHODS}
    for _ in range(repetitions):
        trial = draw(rng, subjects)
        for name, options in METHODS.items():
            # A trial that has no answer counts as refused, not as covered or not covered.
            with contextlib.suppress(AnalysisError):
                results[name].append(analyse(trial, options))
    return {name: np.array(rows, dtype=float) for name, rows in results.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=2000)
    repetitions = parser.parse_args().repetitions
    print(f"NumPy {np.__version__}, SciPy {scipy.__version__}, {repetitions} trials each")
    for subjects in (24, 48, 96, 332):
        for name, rows in simulate(subjects, repetitions).items():
            estimate, se, covered, rejected = rows.T
            error = np.sqrt(0.95 * 0.05 / len(rows))
            print(
                f"{subjects:>5} subjects  {name:<30} coverage {covered.mean():.3f} +- {error:.3f}"
                f"  mean SE / SD {se.mean() / estimate.std():.3f}  joint test {rejected.mean():.3f}"
                f"  refused {repetitions - len(rows)}",
                flush=True,
            )


if __name__ == "__main__":
    main()
