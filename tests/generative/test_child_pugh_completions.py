"""Child-Pugh bounds against the scores of every completion of what is missing (CHP-04, CHP-06)."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from trialwright.instruments.child_pugh import class_of, has_deteriorated, score_child_pugh

# One value for each number of points.
BILIRUBIN = ("10", "40", "60")
ALBUMIN = ("42", "30", "20")
INR = ("1.0", "2.0", "3.0")
ASCITES = ("none", "mild", "moderate_severe")
BRAIN = ("none", "grade1-2", "grade3-4")
parts = st.tuples(
    *(st.sampled_from((*values, None)) for values in (BILIRUBIN, ALBUMIN, INR, ASCITES, BRAIN))
)


def score(bilirubin, albumin, inr, ascites, brain):
    return score_child_pugh(
        bilirubin=bilirubin,
        bilirubin_unit="umol/L",
        albumin=albumin,
        albumin_unit="g/L",
        inr=inr,
        ascites=ascites,
        encephalopathy=brain,
    )


def completed_totals(known):
    choices = (
        values if value is None else (value,)
        for value, values in zip(known, (BILIRUBIN, ALBUMIN, INR, ASCITES, BRAIN), strict=True)
    )
    return {score(*complete).total for complete in product(*choices)}


def test_every_pattern_of_components_and_gaps_has_the_bounds_of_its_points():
    """CHP-01, CHP-04: all 1024 patterns, a point counted for each column of the table"""
    components = (BILIRUBIN, ALBUMIN, INR, ASCITES, BRAIN)
    for places in product((1, 2, 3, None), repeat=5):
        known = [None if p is None else c[p - 1] for p, c in zip(places, components, strict=True)]
        found = score(*known)
        low, high = (sum(p or gap for p in places) for gap in (1, 3))
        ends = ["A" if total <= 6 else "B" if total <= 9 else "C" for total in (low, high)]
        assert (found.low, found.high) == (low, high)
        assert found.total == (None if None in places else low)
        assert found.klass == (ends[0] if ends[0] == ends[1] else None)


@given(parts)
def test_bounds_hold_every_completion_and_no_more(known):
    found, totals = score(*known), completed_totals(known)
    assert (found.low, found.high) == (min(totals), max(totals))
    assert found.possible_classes == {class_of(total) for total in totals}
    assert found.klass == (class_of(min(totals)) if len(found.possible_classes) == 1 else None)


@given(parts, parts)
def test_deterioration_is_certain_only_if_every_completion_agrees(before, after):
    first, second = completed_totals(before), completed_totals(after)
    answers = {late - early >= 2 for early in first for late in second}
    found = has_deteriorated(min(second), max(second), min(first), max(first))
    assert found == (answers.pop() if len(answers) == 1 else None)
