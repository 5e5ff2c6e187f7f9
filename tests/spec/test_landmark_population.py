"""Who is in a landmark analysis, and who is left out and why.

x event   o censored   | enters   : the landmark, day 5
"""

from pytest import raises

from trialwright.analysis import kaplan_meier, landmark
from trialwright.errors import AnalysisError

DRAWING = """
|----:--x
|----:----o
|----x
|--x
|----o
  |--:---x
     |---x
       |----o
"""


def population(**options):
    lines = [line.rstrip() for line in DRAWING.strip("\n").splitlines()]
    return landmark(
        [len(line) - 1 for line in lines],
        [line.endswith("x") for line in lines],
        entry=[line.index("|") for line in lines],
        at=5,
        **options,
    )


def test_event_or_censoring_at_the_landmark_comes_before_it():
    chosen = population()
    assert chosen.chosen.tolist() == [True, True, False, False, False, True, True, False]
    assert (chosen.event_before, chosen.censored_before) == (2, 1)


def test_who_enters_at_the_landmark_is_in_and_who_enters_later_is_counted():
    chosen = population()
    assert (chosen.n, chosen.not_entered) == (4, 1)


def test_everybody_is_in_or_left_out_for_one_reason():
    chosen = population()
    counts = (chosen.n, chosen.not_entered, chosen.event_before, chosen.censored_before)
    assert sum(counts) == len(chosen.chosen)


def test_on_the_old_clock_all_enter_at_the_landmark():
    chosen = population()
    assert chosen.time.tolist() == [8, 10, 9, 9]
    assert chosen.entry.tolist() == [5, 5, 5, 5]


def test_a_reset_clock_starts_at_the_landmark():
    chosen = population(reset_clock=True)
    assert (chosen.time.tolist(), chosen.entry) == ([3, 5, 4, 4], None)


def test_both_clocks_give_the_same_curve():
    old, new = population(), population(reset_clock=True)
    on_old = kaplan_meier(old.time, old.event, entry=old.entry)
    on_new = kaplan_meier(new.time, new.event)
    assert on_old.surv.tolist() == on_new.surv.tolist()
    assert (on_old.time - 5).tolist() == on_new.time.tolist()


def test_a_landmark_that_nobody_reaches_is_refused():
    with raises(AnalysisError, match="nobody is at risk at the landmark 9"):
        landmark([3, 9], [1, 0], at=9)
    with raises(AnalysisError, match="no time from 0 on"):
        landmark([3, 9], [1, 0], at=-1)
