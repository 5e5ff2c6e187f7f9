"""Proof that the bands of every laboratory term cover all values once, and a slow second version."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trialwright.instruments.ctcae.bands import absolute
from trialwright.instruments.ctcae.laboratory import LabResult, grade_laboratory
from trialwright.instruments.ctcae.laboratory_table import LABORATORY_TERMS

# Lower limits of normal of the two sexes, in the unit of the table; above the limit of grade 1.
LOWER_LIMITS = {
    "Neutrophil count decreased": ("1.8", "2.0"),
    "Platelet count decreased": ("125", "150"),
    "White blood cell decreased": ("3.5", "4.0"),
    "Lymphocyte count decreased": ("0.8", "1.1"),
    "Anemia": ("115", "130"),
    "Anemia, molar": ("7.1", "8.1"),
    "Hypoalbuminemia": ("35", "40"),
    "Hyponatremia": ("130", "135"),
}


def scales_with_limits():
    """Every scale of every term, unit and state, with each lower limit it can be given."""
    for term in LABORATORY_TERMS.values():
        for number, table in enumerate(term.tables):
            limits = LOWER_LIMITS.get(term.name + (", molar" if number else ""), ("1",))
            for state, scales in (("when not", table.when_not), ("when", table.when)):
                for scale in scales:
                    for lln in limits:
                        label = f"{term.name}, {', '.join(table.units)}, {state}, {lln}"
                        yield pytest.param(scale, Fraction(lln), id=label)


def ends(band, lln):
    """A band as two cuts of the line: (value, 1) lies just above the value, (value, 0) just below."""
    high = lln if band.below_lln else band.high
    low_end = (Fraction(0), 0) if band.low is None else (band.low, int(not band.low_included))
    high_end = None if high is None else (high, int(band.high_included and not band.below_lln))
    return low_end, high_end


def uncovered_or_double(bands, lln):
    """The places where one band does not begin where another ends."""
    pairs = sorted((ends(band, lln) for band in bands), key=lambda pair: pair[0])
    filled = [pair for pair in pairs if pair[0] != pair[1]]
    return [(first, second) for first, second in pairwise(filled) if first[1] != second[0]]


@pytest.mark.parametrize(("scale", "lln"), list(scales_with_limits()))
def test_bands_neither_overlap_nor_leave_a_gap(scale, lln):
    assert uncovered_or_double(scale.bands, lln) == []
    pairs = sorted((ends(band, lln) for band in scale.bands), key=lambda pair: pair[0])
    # One end of the graded values is open or zero: nothing beyond the worst grade is without one.
    assert pairs[0][0] == (0, 0) or pairs[-1][1] is None


@pytest.mark.parametrize(("scale", "lln"), list(scales_with_limits()))
def test_worse_values_never_have_a_lower_grade(scale, lln):
    pairs = sorted((ends(band, lln)[0], band.grade) for band in scale.bands)
    grades = [grade for _, grade in pairs]
    rising = scale.bands[0].low is not None and not scale.bands[0].below_lln
    assert grades == sorted(grades, reverse=not rising)


@pytest.mark.parametrize(
    "cells",
    [
        ("<LLN-1.5", "<1.4-1.0", "<1.0"),
        ("<LLN-1.5", "<1.6-1.0", "<1.0"),
        ("<LLN-1.5", "", "<1.0"),
        (">1-3", "3-5", ">5"),
        ("1-3", ">3-5", "5-20"),
    ],
)
def test_the_proof_finds_a_gap_and_an_overlap(cells):
    assert uncovered_or_double(absolute(*cells).bands, Fraction(2))


# Slow second version: thresholds as a reader of CTCAE would tick them off, from the worst down.


def ticks_below(value, lln, *limits):
    """Grades of a falling term: below the last limit is the worst."""
    for number in range(len(limits), 0, -1):
        if value < limits[number - 1]:
            return number + 1
    return 1 if value < lln else 0


def ticks_above(value, reference, *multiples, first_included=False):
    """Grades of a rising term: above the last multiple is the worst."""
    for number in range(len(multiples), 1, -1):
        if value > multiples[number - 1] * reference:
            return number
    start = multiples[0] * reference
    return int(value > start or (first_included and value == start))


FALLING = {
    "Neutrophil count decreased": ("1.5", "1.0", "0.5"),
    "Platelet count decreased": ("75", "50", "25"),
    "White blood cell decreased": ("3.0", "2.0", "1.0"),
    "Lymphocyte count decreased": ("0.8", "0.5", "0.2"),
}
NORMAL = {
    "Alanine aminotransferase increased": ("1", "3", "5", "20"),
    "Aspartate aminotransferase increased": ("1", "3", "5", "20"),
    "Blood bilirubin increased": ("1", "1.5", "3", "10"),
    "GGT increased": ("1", "2.5", "5", "20"),
    "Alkaline phosphatase increased": ("1", "2.5", "5", "20"),
}
FIRST_ABNORMAL = {
    "Alanine aminotransferase increased": ("1.5", True),
    "Aspartate aminotransferase increased": ("1.5", True),
    "Blood bilirubin increased": ("1", False),
    "GGT increased": ("2", True),
    "Alkaline phosphatase increased": ("2", True),
}
tenths = st.integers(0, 400).map(lambda n: Decimal(n) / 10)
limits = st.integers(1, 60).map(lambda n: Decimal(n) / 10)


@settings(deadline=None)
@given(term=st.sampled_from(sorted(FALLING)), value=tenths, lln=limits, in_mm3=st.booleans())
def test_counts_agree_in_every_unit(term, value, lln, in_mm3):
    """CTC-02, CTC-10, CTC-11, CTC-12, CTC-13: a change of unit changes nothing"""
    cuts = [Decimal(cut) for cut in FALLING[term]]
    factor, unit = (1000, "/mm3") if in_mm3 else (1, "10^9/L")
    found = grade_laboratory(LabResult(term, value * factor, unit, lln=lln * factor))
    assert found.grade == ticks_below(value, lln, *cuts)


@settings(deadline=None)
@given(
    term=st.sampled_from(sorted(NORMAL)),
    value=tenths,
    uln=limits,
    baseline=st.none() | limits,
    baseline_uln=st.none() | limits,
)
def test_enzymes_agree_in_every_baseline_state(term, value, uln, baseline, baseline_uln):
    """CTC-05, CTC-15, CTC-16, CTC-17"""
    multiples = [Decimal(text) for text in NORMAL[term]]
    reference, included = uln, False
    if baseline is not None and baseline > (baseline_uln or uln):
        first, included = FIRST_ABNORMAL[term]
        multiples[0], reference = Decimal(first), baseline
    unit = "umol/L" if "bilirubin" in term else "U/L"
    found = grade_laboratory(
        LabResult(term, value, unit, uln=uln, baseline=baseline, baseline_uln=baseline_uln)
    )
    assert found.grade == ticks_above(value, reference, *multiples, first_included=included)
    assert found.flag == ("BASELINE_MISSING" if baseline is None else "")


@settings(deadline=None)
@given(value=tenths, uln=limits, baseline=st.none() | limits)
def test_creatinine_takes_the_worse_of_two_measures(value, uln, baseline):
    """CTC-18"""
    by_uln = ticks_above(value, uln, Decimal(1), Decimal("1.5"), Decimal(3), Decimal(6))
    by_baseline = 0
    if baseline is not None:
        by_baseline = 3 if value > 3 * baseline else 2 if 2 * value > 3 * baseline else 0
    found = grade_laboratory(
        LabResult("Creatinine increased", value, "umol/L", uln=uln, baseline=baseline)
    )
    assert found.grade == max(by_uln, by_baseline)


known = {
    "lln": st.none() | limits,
    "uln": st.none() | limits,
    "baseline": st.none() | limits,
    "on_anticoagulant": st.none() | st.booleans(),
    "symptomatic": st.none() | st.booleans(),
    "hours_above_40": st.none() | st.sampled_from((1, 24, 25)),
}
NUMBERS = {"lln": "1.4", "uln": "1.1", "baseline": "1.0", "hours_above_40": "30"}


@settings(deadline=None)
@given(
    term=st.sampled_from(sorted(LABORATORY_TERMS)), value=tenths, told=st.fixed_dictionaries(known)
)
def test_what_is_missing_settles_the_grade_inside_its_range(term, value, told):
    """CTC-04, CTC-05, and the traps below the table"""
    unit = next(iter(LABORATORY_TERMS[term].tables[0].units))
    first = LabResult(term, value, unit, **told)
    before = grade_laboratory(first)
    assert (before.grade is None) <= bool(before.missing and before.flag)
    answers = {
        name: {"intervention": "oral"}.get(name, NUMBERS.get(name, True)) for name in before.missing
    }
    after = grade_laboratory(LabResult(term, value, unit, **{**told, **answers}))
    if before.grade is None and before.flag != "ANTICOAG_UNKNOWN":
        assert before.low <= after.low <= after.high <= before.high
    assert not after.missing or after.flag == "BASELINE_MISSING"
