"""The true course: an effect of exactly the declared size, and confounding that biases the naive one.

Only what is true is drawn here, for many people; nothing is typed. Four standard errors of a log
hazard ratio are 0.2 with 1500 events.
"""

from functools import cache
from math import exp
from statistics import mean

import pytest

from simulated import SEED, parameters, simulation
from trialwright.analysis import cox
from trialwright.synthetic.baseline import draw_baseline
from trialwright.synthetic.course import draw_course
from trialwright.synthetic.draws import Subject, stream
from trialwright.synthetic.hazard import DAYS_PER_YEAR
from trialwright.synthetic.timeline import draw_timeline
from trialwright.synthetic.virology import draw_hbsag

N = 4000
H = 1096
GROUPS = ("NA", "NA_PEGIFN")


@cache
def truths():
    """Person, timeline and course of many people."""
    drawn = []
    for number in range(1, N + 1):
        person = draw_baseline(stream(SEED, number, Subject.BASELINE), parameters())
        timeline = draw_timeline(stream(SEED, number, Subject.TIMELINE), number, parameters())
        rng = stream(SEED, number, Subject.COURSE)
        course = draw_course(rng, person, timeline, simulation().model, parameters())
        drawn.append((person, timeline, course))
    return drawn


def _hazard_ratio(rows, strata=()):
    """From (days or None, entry, peginterferon) rows, followed to three years."""
    fit = cox(
        [min(day or H, H) for day, _, _ in rows],
        [day is not None and day <= H for day, _, _ in rows],
        {"peginterferon": [float(g) for _, _, g in rows]},
        entry=[entry for _, entry, _ in rows],
        strata=strata,
    )
    return exp(fit.coef[0])


def _at_risk(day, entry):
    return day is None or day > entry


def _actual():
    for person, timeline, course in truths():
        day, entry = course.actual.recurrence, timeline.enrolment
        if _at_risk(day, entry):
            yield person, (day, entry, course.group == "NA_PEGIFN")


def _potential_ratio():
    rows = [
        (course.outcomes[group].recurrence, timeline.enrolment, group == "NA_PEGIFN")
        for _, timeline, course in truths()
        for group in GROUPS
        if _at_risk(course.outcomes[group].recurrence, timeline.enrolment)
    ]
    return _hazard_ratio(rows)


def test_under_an_analogue_alone_44_percent_recur_within_three_years():
    days = [course.outcomes["NA"].recurrence for _, _, course in truths()]
    assert mean(day is not None and day <= H for day in days) == pytest.approx(0.44, abs=0.03)


def test_peginterferon_multiplies_each_persons_hazard_by_exactly_the_declared_ratio():
    checked = 0
    for person, timeline, course in truths()[:500]:
        alone, added = (course.outcomes[group].recurrence for group in GROUPS)
        hazard = simulation().model.hazard(person)
        start = timeline.peginterferon / DAYS_PER_YEAR
        if alone is None or added is None or alone <= timeline.peginterferon:
            assert alone == added or alone is None
            continue
        gained = [
            hazard.cumulative(d / DAYS_PER_YEAR) - hazard.cumulative(start) for d in (alone, added)
        ]
        a_day = 2 * max(hazard.rates) / DAYS_PER_YEAR
        assert gained[0] == pytest.approx(0.6 * gained[1], abs=a_day)
        checked += 1
    assert checked > 300


def test_nobody_recurs_or_dies_earlier_because_of_peginterferon():
    for _, _, course in truths():
        alone, added = (course.outcomes[group] for group in GROUPS)
        assert (added.recurrence or 10**9) >= (alone.recurrence or 10**9)
        assert (added.death or 10**9) >= (alone.death or 10**9)


def test_the_treated_are_younger_with_less_hbsag_and_less_cirrhosis():
    by_group = {g: [p for p, _, course in truths() if course.group == g] for g in GROUPS}
    for name in ("age", "log10_hbsag", "cirrhosis"):
        alone, added = (mean(getattr(p, name) for p in by_group[g]) for g in GROUPS)
        assert added < alone, name
    assert len(by_group["NA_PEGIFN"]) / N == pytest.approx(0.5, abs=0.05)


def test_propensities_overlap_so_that_weighting_can_work():
    propensities = sorted(course.propensity for _, _, course in truths())
    assert propensities[0] > 0.02 and propensities[-1] < 0.98


def test_the_naive_ratio_flatters_peginterferon_and_the_adjusted_one_does_not():
    """SYN-10: the naive ratio lies below the one of the potential outcomes.

    Within strata of all modifiers the ratio is the conditional one of 0.6.
    """
    people, rows = zip(*_actual(), strict=True)
    modifiers = [
        f"{p.microvascular}{p.age >= 50}{p.log10_hbsag >= 3.602}{p.cirrhosis}" for p in people
    ]
    naive, adjusted = _hazard_ratio(rows), _hazard_ratio(rows, strata=(modifiers,))
    assert naive < 0.95 * _potential_ratio()
    assert naive < adjusted
    assert adjusted == pytest.approx(0.6, abs=0.1)


@pytest.mark.parametrize(
    ("group", "low", "expected", "tolerance"),
    [
        ("NA", None, 0.0075, 0.006),
        ("NA_PEGIFN", True, 0.25, 0.035),
        ("NA_PEGIFN", False, 0.02, 0.015),
    ],
)
def test_hbsag_is_lost_as_often_as_declared(group, low, expected, tolerance):
    lost = []
    for number, (person, _, _) in enumerate(truths(), start=1):
        if low is None or low == (10**person.log10_hbsag <= 1500):
            rng = stream(SEED, number, Subject.VIROLOGY)
            lost.append(draw_hbsag(rng, person, parameters())[group].lost is not None)
    assert mean(lost) == pytest.approx(expected, abs=tolerance)
