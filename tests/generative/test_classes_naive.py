"""Risk measures against a comparison of every record with every other."""

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from trialwright.sharing.classes import derive_classes
from trialwright.sharing.diversity import derive_diversity

values = st.sampled_from(["x", "y", None])
tables = st.lists(st.tuples(values, values, st.sampled_from("abc")), min_size=1, max_size=25)


@given(tables)
def test_sizes_and_risks_agree_with_looking_at_every_pair(table):
    records = [row[:2] for row in table]
    alike = [sum(other == record for other in records) for record in records]
    risks = [Fraction(1, size) for size in alike]
    classes = derive_classes(records)
    assert classes.size_of_record == tuple(alike)
    assert classes.discernibility == sum(alike)
    assert (classes.prosecutor_max, classes.prosecutor_min) == (max(risks), min(risks))
    assert classes.prosecutor_average == sum(risks) / len(risks)
    at_risk = Fraction(sum(risk > Fraction(1, 3) for risk in risks), len(risks))
    assert classes.records_at_risk(Fraction(1, 3)) == at_risk


@given(tables)
def test_closeness_is_the_largest_difference_over_all_sets_of_outcomes(table):
    """Half the sum of absolute differences is the gain of the best set to bet on."""
    diversity = derive_diversity(derive_classes([r[:2] for r in table]), [r[2] for r in table])
    overall = Counter(r[2] for r in table)
    for key, t in diversity.t_by_class.items():
        inside = Counter(r[2] for r in table if r[:2] == key)
        gains = [
            Fraction(inside[v], inside.total()) - Fraction(overall[v], overall.total())
            for v in "abc"
        ]
        assert t == sum(gain for gain in gains if gain > 0)


@given(tables, st.integers(1, 3))
def test_entropy_in_whole_numbers_agrees_with_floats_away_from_the_boundary(table, wanted):
    diversity = derive_diversity(derive_classes([r[:2] for r in table]), [r[2] for r in table])
    if diversity.entropy_l != approx(wanted, rel=1e-9):
        assert diversity.meets_entropy_l(wanted) == (diversity.entropy_l > wanted)
