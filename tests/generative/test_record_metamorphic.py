"""What may change in a record without changing its answer, and what may not."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from trialwright.endpoints import (
    derive_child_pugh_increase_of,
    derive_recurrence_of,
    derive_seroclearance_of,
    derive_undetectable_of,
)

START = date(2026, 1, 10)


def on(day):
    return (START + timedelta(days=day)).isoformat()


days = st.one_of(st.integers(1, 1200), st.sampled_from([1, 84, 168, 169, 252, 729, 730, 731, 1096]))
lesions = st.fixed_dictionaries(
    {
        "site": st.sampled_from(["liver", "extrahepatic"]),
        "distance_mm": st.sampled_from([None, 5, 45]),
        "category": st.sampled_from(["LR-2", "LR-4", "LR-5", None]),
        "histology": st.sampled_from([None, None, "HCC", "benign"]),
        "new": st.sampled_from([True, True, False]),
        "lesion_id": st.sampled_from(["", "1"]),
    }
)
visits = st.lists(
    st.fixed_dictionaries(
        {
            "date": days.map(on),
            "type": st.sampled_from(["MRI", "MRI", "biopsy"]),
            "adequate": st.sampled_from([True, True, False]),
            "lesions": st.lists(lesions, max_size=2),
        }
    ),
    max_size=6,
)
amounts = st.sampled_from(["0.01", "0.049", "0.05", "0.06", "9", "9.99", "10", "58", "900"])
tests = st.lists(st.tuples(days, st.sampled_from(["", "<", ">"]), amounts), max_size=8)


def recurrence(visits, **dates):
    return derive_recurrence_of({"radical_date": on(0), "visits": visits} | dates)


def laboratory(drawn, unit="IU/mL", factor="1"):
    rows = [
        {"date": on(day), "result": sign + _scaled(amount, factor), "unit": unit}
        for day, sign, amount in drawn
    ]
    return {"treatment_start": on(0), "tests": rows}


def _scaled(amount, factor):
    return f"{Decimal(amount) * Decimal(factor):f}"


def answer(response):
    return response.status, response.onset, response.confirmed_on, response.reverted


def course(outcome):
    return outcome.status, outcome.date, outcome.all_types, outcome.evidence, outcome.interval_lower


@given(tests)
def test_the_unit_of_hbsag_changes_nothing(drawn):
    """HBS-07"""
    outcomes = {
        answer(derive_seroclearance_of(laboratory(drawn, unit, factor)).outcome)
        for unit, factor in (("IU/mL", "1"), ("mIU/mL", "1000"), ("kIU/mL", "0.001"))
    }
    assert len(outcomes) == 1


@given(tests)
def test_the_unit_of_hbv_dna_changes_nothing(drawn):
    """HBD-07"""
    outcomes = {
        answer(derive_undetectable_of(laboratory(drawn, unit, factor)).outcome.response)
        for unit, factor in (("IU/mL", "1"), ("copies/mL", "5.82"))
    }
    assert len(outcomes) == 1


@given(st.lists(st.tuples(days, st.integers(20, 50)), max_size=5))
def test_the_unit_of_albumin_changes_nothing(drawn):
    """CHP-02"""

    def outcome(unit, factor):
        rows = [
            {"date": on(day), "albumin": _scaled(amount, factor), "albumin_unit": unit, "inr": "1"}
            for day, amount in drawn
        ]
        return derive_child_pugh_increase_of({"baseline_date": on(84), "visits": rows}).outcome

    assert outcome("g/L", "1") == outcome("g/dL", "0.1")


@given(visits, st.randoms(use_true_random=False))
def test_the_order_of_visits_and_lesions_changes_nothing(drawn, random):
    shuffled = [
        visit | {"lesions": random.sample(visit["lesions"], len(visit["lesions"]))}
        for visit in random.sample(drawn, len(drawn))
    ]
    first, second = recurrence(drawn), recurrence(shuffled)
    assert course(first.outcome) == course(second.outcome)
    assert first.outcome.adjudication_pending == second.outcome.adjudication_pending
    for name, reading in first.readings.items():
        assert course(reading) == course(second.readings[name])


@given(tests, st.randoms(use_true_random=False))
def test_the_order_of_results_changes_nothing(drawn, random):
    shuffled = random.sample(drawn, len(drawn))
    for derive in (derive_seroclearance_of, derive_undetectable_of):
        first, second = derive(laboratory(drawn)).outcome, derive(laboratory(shuffled)).outcome
        assert answer(getattr(first, "response", first)) == answer(
            getattr(second, "response", second)
        )


@given(visits, visits)
def test_a_later_examination_never_changes_a_recurrence(drawn, more):
    """REC-02: the first date counts; only a lesion that was there from the start can be added."""
    first = recurrence(drawn).outcome
    if first.status == "RECURRENCE":
        later = [visit for visit in more if visit["date"] > first.date.isoformat()]
        second = recurrence(drawn + later).outcome
        assert course(first) == course(second)
        assert (first.sources, first.rules) == (second.sources, second.rules)


@given(visits, visits)
def test_a_later_clean_scan_never_shortens_follow_up(drawn, more):
    """REC-10"""
    first = recurrence(drawn).outcome
    clean = [visit | {"lesions": [], "type": "MRI"} for visit in more]
    if first.status == "CENSORED":
        assert recurrence(drawn + clean).outcome.date >= first.date


@given(tests, tests)
def test_a_later_result_never_changes_a_confirmed_response(drawn, more):
    """HBS-09: a positive inside the window is added as `reverted`, and nothing else changes."""
    first = derive_seroclearance_of(laboratory(drawn)).outcome
    if first.status == "CONFIRMED":
        later = [row for row in more if on(row[0]) > first.confirmed_on.isoformat()]
        second = derive_seroclearance_of(laboratory(drawn + later)).outcome
        assert answer(second)[:3] == answer(first)[:3]
        assert second.reverted or not first.reverted


@given(visits, days)
def test_the_data_cut_off_is_the_same_as_rows_that_never_came(drawn, cutoff):
    """REC-01, REC-10"""
    kept = [visit for visit in drawn if visit["date"] <= on(cutoff)]
    with_cutoff, without = recurrence(drawn, data_cutoff=on(cutoff)), recurrence(kept)
    assert course(with_cutoff.outcome) == course(without.outcome)
    unused = [found for found in with_cutoff.findings if "data cut-off" in found.what]
    assert bool(unused) is (len(kept) < len(drawn))
