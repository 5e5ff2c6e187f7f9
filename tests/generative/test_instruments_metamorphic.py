"""What must not change an answer: the unit, the order of the rows, rows that come later."""

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_courses import T_R, drawn, on_day
from trialwright.endpoints.recurrence import derive_recurrence
from trialwright.endpoints.response import LabTest
from trialwright.endpoints.seroclearance import derive_seroclearance
from trialwright.endpoints.undetectable import derive_undetectable
from trialwright.instruments.ctcae.laboratory import LabResult, grade_laboratory
from trialwright.instruments.hbsag import interpret_hbsag
from trialwright.instruments.hbv_dna import interpret_hbv_dna
from trialwright.instruments.indices.albi import compute_albi
from trialwright.instruments.indices.ckd_epi import compute_egfr
from trialwright.instruments.indices.meld3 import compute_meld3

# The limits themselves, 0.05 and 10, are drawn often enough to be met.
amounts = st.one_of(
    st.integers(1, 4000), st.integers(1, 9), st.sampled_from([5, 999, 1000, 1001])
).map(lambda n: Decimal(n) / 100)


@given(amounts)
def test_the_unit_of_a_virus_marker_changes_nothing(value):
    """HBS-07, HBD-07"""
    states = {
        interpret_hbsag(str(value * factor), unit).state
        for unit, factor in (("IU/mL", 1), ("mIU/mL", 1000), ("kIU/mL", Decimal("0.001")))
    }
    assert len(states) == 1
    copies = interpret_hbv_dna(str(value * Decimal("5.82")), "copies/mL").state
    assert copies == interpret_hbv_dna(str(value), "IU/mL").state


@given(amounts)
def test_the_unit_of_a_liver_value_changes_no_index(mg_dl):
    """IDX-07"""
    by_mass = {"bilirubin": str(mg_dl), "bilirubin_unit": "mg/dL"}
    by_moles = {"bilirubin": str(mg_dl * Decimal("17.1")), "bilirubin_unit": "umol/L"}
    albumin = ({"albumin": "3.4", "albumin_unit": "g/dL"}, {"albumin": "34", "albumin_unit": "g/L"})
    assert len({compute_albi(**b, **a) for b in (by_mass, by_moles) for a in albumin}) == 1
    rest = {"sex": "F", "sodium": "131", "inr": "1.4", "dialysis": False}
    creatinine = (("1.2", "mg/dL"), (str(Decimal("1.2") * Decimal("88.4")), "umol/L"))
    scores = {
        compute_meld3(**b, **a, **rest, creatinine=c, creatinine_unit=u)
        for b in (by_mass, by_moles)
        for a in albumin
        for c, u in creatinine
    }
    assert len(scores) == 1
    rates = {compute_egfr(age=50, sex="M", creatinine=c, creatinine_unit=u) for c, u in creatinine}
    assert len(rates) == 1


@given(st.integers(1, 200))
def test_the_unit_of_a_count_or_mass_changes_no_grade(tenths):
    """CTC-02"""
    value = Decimal(tenths) / 10
    counts = {
        grade_laboratory(LabResult("Neutrophil count decreased", v, unit, lln=lln))
        for v, unit, lln in (
            (value, "10^9/L", "1.8"),
            (value, "10^3/uL", "1.8"),
            (value * 1000, "/mm3", "1800"),
        )
    }
    assert len(counts) == 1
    masses = {
        grade_laboratory(LabResult("Anemia", v, unit, lln=lln))
        for v, unit, lln in ((value, "g/dL", "12"), (value * 10, "g/L", "120"))
    }
    assert len(masses) == 1


VISITS = ("84 MRI", "168 MRI LR-4@9", "200 biopsy /HCC@9", "252 MRI LR-5@40, LR-3@9")


def recurrence_of(visits):
    return derive_recurrence(radical_date=T_R, examinations=drawn("; ".join(visits)))


@pytest.mark.parametrize("order", list(permutations(VISITS)))
def test_the_order_of_examinations_does_not_matter(order):
    assert recurrence_of(order) == recurrence_of(VISITS)


later = st.lists(
    st.tuples(
        st.integers(201, 2000),
        st.sampled_from(["MRI", "MRI unusable", "MRI LR-5@3", "biopsy /benign@9", "MRI LR-3@1"]),
    ),
    max_size=4,
)


@given(later)
def test_a_later_examination_never_changes_an_earlier_recurrence(more):
    """REC-02: the first event stands, with its date, type, interval and sources"""
    visits = [*VISITS[:3], *(f"{day} {what}" for day, what in more)]
    assert recurrence_of(visits) == recurrence_of(VISITS[:3])


results = st.lists(
    st.tuples(st.integers(500, 1500), st.sampled_from(["<0.05", "0.04", "820", "<0.1", "QNS"])),
    max_size=5,
)


@settings(deadline=None)
@given(results)
def test_a_later_result_changes_only_whether_a_confirmed_loss_reverted(more):
    """HBS-05, HBS-09: onset, date and status of a confirmed loss stand"""
    early = [(100, "<0.05"), (300, "0.03")]

    def outcome(rows):
        tests = [LabTest(on_day(day), text, "IU/mL", f"{day}") for day, text in rows]
        return derive_seroclearance(treatment_start=T_R, tests=tests)

    before, after = outcome(early), outcome([*early, *more])
    assert (after.status, after.onset, after.confirmed_on) == ("CONFIRMED", *_days(before))
    assert (before.status, before.reverted) == ("CONFIRMED", False)


def _days(outcome):
    return outcome.onset, outcome.confirmed_on


@pytest.mark.parametrize("unit", ["IU/mL", "copies/mL"])
def test_a_shift_of_all_dates_shifts_the_answer(unit):
    """No date has a meaning of its own: only distances count, months by the calendar."""
    text = {"IU/mL": "<10", "copies/mL": "<50"}[unit]

    def outcome(shift):
        tests = [LabTest(on_day(day) + timedelta(days=shift), text, unit) for day in (90, 200, 290)]
        start = T_R + timedelta(days=shift)
        found = derive_undetectable(treatment_start=start, tests=tests).response
        return found.status, (found.onset - start).days, (found.confirmed_on - start).days

    assert {outcome(shift) for shift in range(0, 2000, 7)} == {("CONFIRMED", 90, 290)}
