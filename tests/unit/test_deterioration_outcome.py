"""Which visits a deterioration rests on (CHP-06)."""

from datetime import date

from trialwright.endpoints.deterioration import LiverVisit, ScoreBounds, derive_deterioration

BASELINE = ScoreBounds(5, 5)


def visit(month, low, high=None):
    return LiverVisit(date(2026, month, 1), ScoreBounds(low, high or low), f"v{month}")


def derive(*visits, until=None):
    return derive_deterioration(
        baseline=BASELINE, visits=visits, after=date(2026, 1, 1), until=until
    )


def test_a_yes_names_its_first_visit_whatever_the_order_given():
    assert derive(visit(4, 8), visit(2, 5), visit(3, 7)).sources == ("v3",)


def test_an_open_answer_names_the_visits_that_keep_it_open():
    assert derive(visit(2, 5), visit(3, 5, 7)).sources == ("v3",)


def test_a_no_names_every_visit():
    assert derive(visit(2, 5), visit(3, 6)).sources == ("v2", "v3")


def test_baseline_and_later_visits_do_not_count():
    found = derive(visit(1, 9), visit(2, 5), visit(3, 9), until=date(2026, 2, 1))
    assert found.deteriorated is False


def test_transient_is_seen_but_not_sustained():
    assert derive(visit(2, 7), visit(3, 5)).transient is True
    assert derive(visit(2, 7), visit(3, 7)).transient is False
    assert derive(visit(2, 7)).transient is None
    assert derive(visit(2, 5), visit(3, 5)).transient is False
