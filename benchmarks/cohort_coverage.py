"""How often 95 % limits cover the truth of the synthetic cohort, by simulation.

    python benchmarks/cohort_coverage.py [--trials 4000] [--many 300000]

Each trial is 332 participants of PRTRAS 001 drawn from the model of the synthetic cohort
(studies/prtras001/synthetic.yaml): who they are, which group they are given by indication, when
their recurrence begins under either treatment, when they die or leave. Nothing is typed and no scan
is missed, so that only the estimators are judged. Truths come from the declared parameters, or from
`--many` participants all of whose potential outcomes are known. Prints a Markdown table.
"""

import os

# Before NumPy is imported: one thread.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

import argparse
import platform
from math import log, log10
from pathlib import Path
from time import process_time

import numpy as np
import scipy

from trialwright.analysis import (
    aipw_risk_difference,
    contrasts,
    cox,
    factor,
    interaction,
    iptw_cox,
    kaplan_meier,
    mmrm,
    number,
    rmst,
)
from trialwright.definition.load import load_definition
from trialwright.errors import AnalysisError
from trialwright.instruments.qlqc30 import QUALITY_ITEMS, score_qlqc30
from trialwright.synthetic.baseline import draw_baseline
from trialwright.synthetic.course import draw_course
from trialwright.synthetic.draws import Subject, stream
from trialwright.synthetic.hazard import DAYS_PER_YEAR
from trialwright.synthetic.indication import ANALOGUE, PEGINTERFERON
from trialwright.synthetic.parameters import Parameters
from trialwright.synthetic.quality_of_life import (
    draw_answers,
    draw_usual_health,
    health_on,
    questionnaire_missed,
)
from trialwright.synthetic.recurrence import recurrence_model
from trialwright.synthetic.timeline import draw_timeline

STUDY = Path(__file__).parents[1] / "studies" / "prtras001"
N, HORIZON = 332, 1096
WEEKS = (12, 24, 48, 96)
SEED, MANY_SEED, QUALITY_SEED = 20251201, 20251202, 20251203


def read_model():
    parameters = Parameters(load_definition(STUDY).synthetic)
    return parameters, recurrence_model(parameters)


def draw_people(seed, first, n, parameters, model):
    """Columns of the `n` people from number `first` on who are free of recurrence at enrolment.

    Days count from T_R, infinity = never; `on_na`, `on_pegifn`: recurrence under each treatment.
    """
    rows = []
    for person_number in range(first, first + n):
        person = draw_baseline(stream(seed, person_number, Subject.BASELINE), parameters)
        timeline = draw_timeline(
            stream(seed, person_number, Subject.TIMELINE), person_number, parameters
        )
        rng = stream(seed, person_number, Subject.COURSE)
        course = draw_course(rng, person, timeline, model, parameters)
        rows.append(
            (
                course.group == PEGINTERFERON,
                *(course.outcomes[group].recurrence for group in (ANALOGUE, PEGINTERFERON)),
                *(course.outcomes[group].death for group in (ANALOGUE, PEGINTERFERON)),
                min(course.dropout, course.transplant),
                timeline.enrolment,
                timeline.peginterferon,
                (parameters.cutoff - timeline.radical).days,
                person.age,
                person.log10_hbsag,
                person.cirrhosis,
                person.microvascular,
            )
        )
    names = (
        "treated on_na on_pegifn death_na death_pegifn leaves enrolled start cutoff age hbsag "
        "cirrhosis invasion"
    )
    table = np.array(rows, dtype=float)
    table[np.isnan(table)] = np.inf
    people = dict(zip(names.split(), table.T, strict=True))
    free = np.minimum(people["on_na"], people["on_pegifn"]) > people["enrolled"]
    return {name: column[free] for name, column in people.items()}


def follow(people, treated):
    """Last day and whether it is a recurrence, in days from T_R, under the treatments `treated`."""
    recurs = np.where(treated == 1, people["on_pegifn"], people["on_na"])
    dies = np.where(treated == 1, people["death_pegifn"], people["death_na"])
    ends = np.minimum(np.minimum(dies, people["leaves"]), people["cutoff"])
    # A death on the day of a recurrence comes after it.
    return np.minimum(recurs, ends), recurs <= ends


# Every estimate is a row (estimate, standard error, lower, upper) under its name.


def estimate_from_enrolment(people, results):
    """Analyses of groups as they are, and weighted, on the clock of enrolment."""
    z = people["treated"]
    time, event = follow(people, z)
    time = time - people["enrolled"]
    for scale in ("plain", "log", "log-log"):
        curve = kaplan_meier(time[z == 0], event[z == 0], conf_type=scale).at([HORIZON])
        row = curve.surv[0], curve.std_err[0], curve.lower[0], curve.upper[0]
        results.setdefault(f"Kaplan-Meier at 3 years, {scale}", []).append(row)
    gap = rmst(time, event, z, tau=HORIZON).difference
    std_err = (gap.upper - gap.lower) / 2 / 1.959963984540054
    row = gap.estimate, std_err, gap.lower, gap.upper
    results.setdefault("Difference of restricted means to 3 years", []).append(row)
    indication = {name: people[name] for name in ("age", "hbsag", "cirrhosis")}
    for kind in ("stabilised", "overlap"):
        effect = iptw_cox(time, event, z, indication, kind=kind).effect
        row = log(effect.value), effect.std_err, log(effect.lower), log(effect.upper)
        results.setdefault(f"IPTW-Cox, {kind} weights, robust", []).append(row)
    outcome = indication | {"invasion": people["invasion"]}
    effect = aipw_risk_difference(
        time, event, z, indication, horizon=HORIZON, outcome_covariates=outcome
    ).difference
    row = effect.value, effect.std_err, effect.lower, effect.upper
    results.setdefault("AIPW risk difference at 3 years", []).append(row)


def modelled_rows(people, parameters):
    """Rows of a participant cut where the model's hazard changes, with its covariates.

    The clock is T_R with entry at enrolment; the treatment acts from its start, microvascular
    invasion up to two years, age and HBsAg after them.
    """
    time, event = follow(people, people["treated"])
    change = parameters.number("early_years") * DAYS_PER_YEAR
    start = np.where(people["treated"] == 1, people["start"], np.inf)
    cuts = np.sort(np.column_stack([people["enrolled"], start, np.full(len(time), change)]))
    begins = np.maximum(cuts, people["enrolled"][:, None])
    ends = np.minimum(np.column_stack([cuts[:, 1:], np.full(len(time), np.inf)]), time[:, None])
    who, piece = np.nonzero(ends > begins)
    entry, last = begins[who, piece], ends[who, piece]
    early = entry < change
    older = people["age"] >= parameters.number("older_age")
    high = people["hbsag"] >= log10(parameters.number("high_hbsag"))
    covariates = {
        "peginterferon": (entry >= start[who]).astype(float),
        "invasion to 2 years": people["invasion"][who] * early,
        "age 50 after 2 years": older[who] * ~early,
        "HBsAg after 2 years": high[who] * ~early,
        "cirrhosis": people["cirrhosis"][who],
    }
    return last, event[who] & (last == time[who]), covariates, entry, who


def estimate_hazards(people, parameters, results):
    """The Cox model that the synthetic hazards follow, with model and robust variance."""
    last, event, covariates, entry, who = modelled_rows(people, parameters)
    for name, robust in (("model", False), ("robust", True)):
        fit = cox(
            last,
            event,
            covariates,
            entry=entry,
            robust=robust,
            **({"cluster": who} if robust else {"subject": who}),
        )
        for term, estimate, std_err in zip(fit.names, fit.coef, fit.se, strict=True):
            if term == "peginterferon" or not robust:
                reach = 1.959963984540054 * std_err
                row = estimate, std_err, estimate - reach, estimate + reach
                results.setdefault(f"Cox, {term}, {name} variance", []).append(row)


def draw_quality(rng, people, parameters, complete=False):
    """Global health (n x 1 + visits) at enrolment and `WEEKS` after it; NaN where not answered."""
    time, event = follow(people, people["treated"])
    stops = people["start"] + 7 * parameters.number("pegifn_weeks")
    scores = np.full((len(time), 1 + len(WEEKS)), np.nan)
    for row in range(len(time)):
        usual = draw_usual_health(rng, parameters)
        for occasion, week in enumerate((0, *WEEKS)):
            day = people["enrolled"][row] + 7 * week
            treated = people["treated"][row] == 1 and people["start"][row] <= day <= stops[row]
            after = bool(event[row]) and time[row] <= day
            health = health_on(usual, treated, after, parameters)
            answers = draw_answers(rng, health, parameters)
            score = score_qlqc30({item: answers[item] for item in QUALITY_ITEMS}).score("QL2")
            missed = questionnaire_missed(rng, occasion, parameters)
            left = people["leaves"][row] < day
            if score is not None and (complete or not (missed or left)):
                scores[row, occasion] = score
    return scores


def estimate_quality(rng, people, parameters, results):
    scores = draw_quality(rng, people, parameters)
    seen = ~np.isnan(scores[:, 1:]) & ~np.isnan(scores[:, :1])
    who, occasion = np.nonzero(seen)
    arm, visit = factor("arm", people["treated"][who]), factor("visit", occasion)
    base = number("base", scores[who, 0])
    terms = [base, arm, visit, interaction(arm, visit), interaction(base, visit)]
    change = scores[who, 1 + occasion] - scores[who, 0]
    for name, options in (
        ("Satterthwaite", {"df": "satterthwaite"}),
        ("Kenward-Roger, linear", {"df": "kenward_roger", "vcov": "kenward_roger_linear"}),
    ):
        fit = mmrm(change, terms, subject=who, visit=occasion, **options)
        found = contrasts(fit, of="arm", plus=1.0, minus=0.0, by="visit").estimates
        for place in (0, len(WEEKS) - 1):
            row = found.estimate[place], found.se[place], found.lower[place], found.upper[place]
            results.setdefault(f"MMRM at {WEEKS[place]} weeks, {name}", []).append(row)


def find_truths(many, parameters, model):
    """Name of an estimate, or how it begins -> its truth."""
    people = draw_people(MANY_SEED, 1, many, parameters, model)
    wait, z = people["enrolled"], people["treated"]
    recurs = np.where(z == 1, people["on_pegifn"], people["on_na"]) - wait
    both = [follow(people, np.full(len(z), arm)) for arm in (0, 1)]
    time = np.concatenate([time - wait for time, _ in both])
    event = np.concatenate([event for _, event in both])
    arm = np.repeat([0.0, 1.0], len(z))
    propensity = iptw_cox(*both[0], z, {n: people[n] for n in ("age", "hbsag", "cirrhosis")})
    p = propensity.weights.model.fitted
    marginal = cox(time, event, {"arm": arm}).coef[0]
    overlap = cox(time, event, {"arm": arm}, weights=np.tile(p * (1 - p), 2)).coef[0]
    risks = [np.mean(people[name] - wait <= HORIZON) for name in ("on_na", "on_pegifn")]
    to_horizon = np.minimum(recurs, HORIZON)
    table = parameters.number
    return {
        "Kaplan-Meier": np.mean(recurs[z == 0] > HORIZON),
        "Difference": to_horizon[z == 1].mean() - to_horizon[z == 0].mean(),
        "IPTW-Cox, stabilised": marginal,
        "IPTW-Cox, overlap": overlap,
        "AIPW": risks[1] - risks[0],
        "Cox, peginterferon": log(table("hazard_ratio")),
        "Cox, invasion": log(table("microvascular_early_hr")),
        "Cox, age": log(table("age50_late_hr")),
        "Cox, HBsAg": log(table("hbsag4000_late_hr")),
        "Cox, cirrhosis": log(table("cirrhosis_hr")),
    } | quality_truths(min(many, 60_000), parameters, model)


def quality_truths(many, parameters, model):
    """Least squares at each visit where nobody misses a questionnaire: what MMRM estimates."""
    people = draw_people(MANY_SEED + 1, 1, many, parameters, model)
    rng = np.random.default_rng(MANY_SEED)
    scores = draw_quality(rng, people, parameters, complete=True)
    found = {}
    for place, week in enumerate(WEEKS, start=1):
        used = ~np.isnan(scores[:, [0, place]]).any(axis=1)
        base = scores[used, 0]
        design = np.column_stack([np.ones(used.sum()), people["treated"][used], base])
        change = scores[used, place] - base
        found[f"MMRM at {week} weeks"] = np.linalg.lstsq(design, change, rcond=None)[0][1]
    return found


def truth_of(name, truths):
    return next(truth for begins, truth in truths.items() if name.startswith(begins))


def simulate(trials, parameters, model):
    """Name -> rows of estimates; and how many analyses had no answer."""
    results, refused = {}, 0
    qualities = np.random.SeedSequence(QUALITY_SEED).spawn(trials)
    for trial in range(trials):
        people = draw_people(SEED, 1 + trial * N, N, parameters, model)
        rng = np.random.default_rng(qualities[trial])
        for estimate in (
            lambda p=people: estimate_from_enrolment(p, results),
            lambda p=people: estimate_hazards(p, parameters, results),
            lambda p=people, r=rng: estimate_quality(r, p, parameters, results),
        ):
            try:
                estimate()
            except AnalysisError:
                refused += 1
    return results, refused


def show(results, truths):
    print("| 95 % limits | truth | bias (Monte Carlo error) | mean SE / SD | coverage (error) |")
    print("| --- | --- | --- | --- | --- |")
    for name, rows in results.items():
        estimate, std_err, lower, upper = np.array(rows).T
        truth, trials = truth_of(name, truths), len(rows)
        # Limits that do not exist cover nothing: NaN compares as False.
        covered = np.mean((lower <= truth) & (truth <= upper))
        spread = estimate.std(ddof=1)
        print(
            f"| {name} | {truth:.3f} | {estimate.mean() - truth:.3f} ({spread / trials**0.5:.3f}) "
            f"| {std_err.mean() / spread:.2f} "
            f"| {100 * covered:.1f} ({100 * (covered * (1 - covered) / trials) ** 0.5:.1f}) |"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=4000)
    parser.add_argument("--many", type=int, default=300_000)
    asked = parser.parse_args()
    parameters, model = read_model()
    truths = find_truths(asked.many, parameters, model)
    results, refused = simulate(asked.trials, parameters, model)
    show(results, truths)
    print(
        f"\n{asked.trials} trials of {N}, truths from {asked.many} participants; {refused} analyses "
        f"without an answer. Python {platform.python_version()}, NumPy "
        f"{np.__version__}, SciPy {scipy.__version__}, {process_time():.0f} s of processor time."
    )


if __name__ == "__main__":
    main()
