"""How often 95 % limits of mixed models and of imputed data hold the truth.

    python benchmarks/imputation_coverage.py [--trials 500]

Each line draws trials with a known effect and counts the limits that hold it, with the Monte Carlo
error of the count. Mixed models: 8 and 30 participants a group, 6 visits, random slopes, so that
degrees of freedom matter. Imputation: 120 participants, 4 visits, a third gone by the last one:
the treated sooner the higher they were before, the others the lower; and the complete cases, which
are then biased.
"""

import argparse
from math import sqrt

import numpy as np

from trialwright.analysis import (
    impute_chained,
    lmm,
    number,
    pool_rubin,
    reference_based_imputation,
)
from trialwright.analysis.numeric.confidence import t_quantile

EFFECT = 0.9
VISITS = 4
ROOT = np.linalg.cholesky(0.5 + 0.5 * np.eye(VISITS))


def mixed_model(per_group, df):
    def covers(rng):
        subjects = 2 * per_group
        subject, time = np.repeat(np.arange(subjects), 6), np.tile(np.arange(6.0), subjects)
        arm = (subject % 2).astype(float)
        u = rng.normal(size=(subjects, 2)) * [2.0, 0.7]
        y = u[subject, 0] + (u[subject, 1] + EFFECT * arm) * time + rng.normal(size=len(time))
        kept = rng.random(len(time)) < 0.85
        terms = [number("arm", arm), number("time", time), number("both", arm * time)]
        terms = [number(term.name, term.columns[kept, 0]) for term in terms]
        fit = lmm(y[kept], terms, subject=subject[kept], random=("intercept", "time"), df=df)
        reach = t_quantile(fit.df[3], 0.95) * fit.se[3]
        return abs(fit.coef[3] - EFFECT) <= reach

    return covers


def draw_dropout(rng, n=120):
    """Group, baseline, and outcomes with what is left after drop-out at random."""
    group, base = (np.arange(n) % 2).astype(float), rng.normal(size=n)
    noise = rng.normal(size=(n, VISITS)) @ ROOT.T
    seen = base[:, None] + noise + group[:, None] * EFFECT * np.arange(VISITS) / (VISITS - 1)
    for visit in range(1, VISITS):
        before = seen[:, visit - 1]
        risk = 0.35 / (1 + np.exp(1.5 * before * (1 - 2 * group)))
        gone = np.isnan(before) | (rng.random(n) < risk)
        seen[gone, visit] = np.nan
    return group, base, seen


def last_visit(group, base, values):
    """Difference of the groups at the last visit, its variance, and degrees of freedom."""
    x = np.column_stack([np.ones(len(group)), group, base])
    inverse = np.linalg.inv(x.T @ x)
    coef = inverse @ x.T @ values
    residual = values - x @ coef
    df = len(values) - 3
    return coef[1], inverse[1, 1] * (residual @ residual) / df, df


def complete_cases(rng):
    group, base, seen = draw_dropout(rng)
    kept = ~np.isnan(seen[:, -1])
    estimate, variance, df = last_visit(group[kept], base[kept], seen[kept, -1])
    return abs(estimate - EFFECT) <= t_quantile(df, 0.95) * sqrt(variance)


def pooled(group, base, versions):
    found = [last_visit(group, base, values) for values in versions]
    answer = pool_rubin([f[0] for f in found], [f[1] for f in found], complete_df=found[0][2])
    return answer.lower <= EFFECT <= answer.upper


def by_visit(rng):
    group, base, seen = draw_dropout(rng)
    outcomes = reference_based_imputation(
        seen,
        group,
        reference=0.0,
        strategy="missing_at_random",
        covariates={"base": base},
        m=20,
        burn_in=50,
        thin=5,
        rng=rng,
    )
    return pooled(group, base, outcomes.values[:, :, -1])


def chained(method):
    def covers(rng):
        group, base, seen = draw_dropout(rng)
        visits = {f"visit{j}": seen[:, j] for j in range(VISITS)}
        imputed = impute_chained(
            {"group": group, "base": base} | visits,
            methods=dict.fromkeys(list(visits)[1:], method),
            iterations=5,
            rng=rng,
        )
        return pooled(group, base, [data[f"visit{VISITS - 1}"] for data in imputed.data])

    return covers


TASKS = {
    "mixed model, 8 a group, Satterthwaite": mixed_model(8, "satterthwaite"),
    "mixed model, 8 a group, Kenward-Roger": mixed_model(8, "kenward_roger"),
    "mixed model, 30 a group, Satterthwaite": mixed_model(30, "satterthwaite"),
    "mixed model, 30 a group, Kenward-Roger": mixed_model(30, "kenward_roger"),
    "complete cases (biased)": complete_cases,
    "multivariate normal, missing at random": by_visit,
    "chained equations, linear": chained("linear"),
    "chained equations, predictive mean": chained("predictive_mean"),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=500)
    trials = parser.parse_args().trials
    for name, covers in TASKS.items():
        share = np.mean([covers(np.random.default_rng([7, trial])) for trial in range(trials)])
        error = sqrt(share * (1 - share) / trials)
        print(f"{name:<40} {100 * share:5.1f} % +- {100 * error:.1f} of {trials} trials")


if __name__ == "__main__":
    main()
