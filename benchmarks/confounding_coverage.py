"""How often 95 % limits of weighted and doubly robust estimates cover the truth, by simulation.

    python benchmarks/confounding_coverage.py [--trials 1000] [--emulations 200]

332 participants a trial. The sicker (x) are treated more, and have the event sooner; the treatment
multiplies the hazard by 0.5. The truth is that of 2,000,000 participants, all of them followed under
either treatment. Clone-censor-weight: the sicker start sooner within 84 days, the treatment
multiplies the hazard by 0.6 from its start, and the truth is that of 2,000,000 participants on each
strategy. Prints coverage with its Monte Carlo error, bias, and the mean standard error over the
standard deviation of the estimates.
"""

import os

# Before NumPy is imported: one thread.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

import argparse

import numpy as np
import scipy

from trialwright.analysis import (
    aipw_risk_difference,
    bootstrap_clone_censor_weight,
    bootstrap_iptw_cox,
    clone_censor_weight,
    cox,
    iptw_cox,
)
from trialwright.errors import AnalysisError

N, MANY = 332, 2_000_000
HORIZON, GRACE = 1096, 84
DAILY, CONFOUNDING = 0.0007, 0.5


def draw(rng, n, treated=None):
    """Follow-up in days, treatment and covariate; `treated` for all, or as x has it."""
    x = rng.normal(size=n)
    z = rng.random(n) < 1 / (1 + np.exp(-0.8 * x)) if treated is None else np.full(n, treated)
    day = np.ceil(rng.exponential(1 / (DAILY * np.exp(CONFOUNDING * x + np.log(0.5) * z))))
    lost = np.ceil(rng.uniform(700, 1600, n))
    return np.minimum(day, lost), day <= lost, z, x, day


def point_truth():
    rng = np.random.default_rng(1)
    both = [draw(rng, MANY, treated) for treated in (True, False)]
    time, event, z = (np.concatenate([part[i] for part in both]) for i in range(3))
    risks = [np.mean(part[4] <= HORIZON) for part in both]
    return cox(time, event, {"z": z}).coef[0], risks[0] - risks[1]


def point_estimates(rng, results):
    time, event, z, x, _ = draw(rng, N)
    for kind in ("stabilised", "ate"):
        effect = iptw_cox(time, event, z, {"x": x}, kind=kind).effect
        results.setdefault(f"IPTW-Cox {kind}, robust", []).append(on_log_scale(effect))
    for limits in ("percentile", "bca", "normal"):
        effect = bootstrap_iptw_cox(
            time, event, z, {"x": x}, n_boot=500, limits=limits, rng=rng
        ).effect
        results.setdefault(f"IPTW-Cox, bootstrap {limits}", []).append(on_log_scale(effect))
    effect = aipw_risk_difference(time, event, z, {"x": x}, horizon=HORIZON).difference
    results.setdefault("AIPW risk difference", []).append(
        (effect.value, effect.std_err, effect.lower, effect.upper)
    )


def on_log_scale(effect):
    return np.log(effect.value), effect.std_err, np.log(effect.lower), np.log(effect.upper)


def draw_starts(rng, n, strategy=None):
    """Follow-up, and the day of the start: as x has it, or as all on a strategy would."""
    x = rng.normal(size=n)
    start = np.ceil(rng.exponential(1 / (0.012 * np.exp(CONFOUNDING * x))))
    start[start > GRACE] = np.inf
    if strategy == "start":
        start = np.minimum(start, GRACE)
    if strategy == "control":
        start[:] = np.inf
    base, clock = DAILY * np.exp(CONFOUNDING * x), rng.exponential(size=n)
    finite = np.where(np.isfinite(start), start, 0.0)
    day = np.where(
        clock <= base * start, clock / base, finite + (clock - base * finite) / (0.6 * base)
    )
    lost = np.ceil(rng.uniform(700, 1600, n))
    time = np.minimum(np.ceil(day), lost)
    return time, np.ceil(day) <= lost, np.where(start < time, start, np.nan), x, np.ceil(day)


def emulation_truth():
    rng = np.random.default_rng(2)
    risks = [np.mean(draw_starts(rng, MANY, s)[4] <= HORIZON) for s in ("start", "control")]
    return risks[0] - risks[1]


def emulate(rng, results):
    time, event, start, x, _ = draw_starts(rng, N)
    effect = bootstrap_clone_censor_weight(
        time, event, start, {"x": x}, horizon=HORIZON, grace=GRACE, n_boot=200, rng=rng
    ).risk_difference
    results.setdefault("clone-censor-weight, risk difference", []).append(
        (effect.value, effect.std_err, effect.lower, effect.upper)
    )


def emulate_large(seed, n=20_000, trials=10):
    """Mean risk difference of large trials, whose bias is that of the method."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(trials):
        time, event, start, x, _ = draw_starts(rng, n)
        found.append(
            clone_censor_weight(time, event, start, {"x": x}, horizon=HORIZON, grace=GRACE)
        )
    differences = np.array([trial.risk_difference for trial in found])
    error = differences.std(ddof=1) / np.sqrt(trials)
    print(f"{trials} trials of {n}: mean {differences.mean():.4f} (+- {error:.4f})")


def repeat(simulate, trials, seed):
    """The results of `trials` trials, and how many had no estimate."""
    results, failed = {}, 0
    for child in np.random.SeedSequence(seed).spawn(trials):
        try:
            simulate(np.random.default_rng(child), results)
        except AnalysisError:
            failed += 1
    return results, failed


def show(results, truth, failed):
    for name, rows in results.items():
        estimate, std_err, lower, upper = np.array(rows).T
        covered = np.mean((lower <= truth(name)) & (truth(name) <= upper))
        error = np.sqrt(0.95 * 0.05 / len(rows))
        print(
            f"{name:<40} coverage {100 * covered:5.1f} (+- {100 * error:.1f})  "
            f"truth {truth(name):7.4f}  bias {estimate.mean() - truth(name):7.4f}  "
            f"SE/SD {std_err.mean() / estimate.std(ddof=1):.3f}  {len(rows)} trials, {failed} failed"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--emulations", type=int, default=200)
    given = parser.parse_args()
    print(f"NumPy {np.__version__}, SciPy {scipy.__version__}")
    log_hazard_ratio, difference = point_truth()
    results, failed = repeat(point_estimates, given.trials, 3)
    show(results, lambda name: difference if "AIPW" in name else log_hazard_ratio, failed)
    truth = emulation_truth()
    results, failed = repeat(emulate, given.emulations, 4)
    show(results, lambda name: truth, failed)
    emulate_large(5)


if __name__ == "__main__":
    main()
