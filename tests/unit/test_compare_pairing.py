"""Entries of lists are matched by the name people know them by."""

import pytest

from trialwright.record.compare.pairing import Pair, pair_entries


def outcomes(*measures):
    return [{"measure": measure} for measure in measures]


def test_an_outcome_is_found_by_its_measure_wherever_it_stands():
    pairs = pair_entries("primaryOutcomes", outcomes("A", "B"), outcomes("B", "A"))
    assert pairs == (Pair(0, 1), Pair(1, 0))


def test_a_reworded_measure_is_the_same_outcome():
    before = outcomes("3-year recurrence rate by MRI")
    after = outcomes("Overall survival", "3-year recurrence rate by CT")
    assert pair_entries("primaryOutcomes", before, after) == (
        Pair(0, 1, near=True),
        Pair(None, 0),
    )


def test_another_measure_is_another_outcome():
    pairs = pair_entries("primaryOutcomes", outcomes("Survival"), outcomes("Recurrence"))
    assert pairs == (Pair(0, None), Pair(None, 0))


def test_an_entry_with_another_name_and_all_else_the_same_was_renamed():
    rest = {"type": "DRUG", "description": "one tablet of 0.5 mg by mouth each day for a year"}
    before, after = [{"name": "Group 1", **rest}], [{"name": "Entecavir", **rest}]
    assert pair_entries("interventions", before, after) == (Pair(0, 0, near=True),)


def test_of_two_entries_with_one_name_the_first_is_the_first():
    pairs = pair_entries("interventions", [{"name": "X"}] * 2, [{"name": "X"}])
    assert pairs == (Pair(0, 0), Pair(1, None))


def test_a_place_is_its_facility_and_city():
    here = {"facility": "Research Site", "city": "Paris"}
    there = {"facility": "Research Site", "city": "Lyon"}
    assert pair_entries("locations", [here, there], [there, here]) == (Pair(0, 1), Pair(1, 0))


@pytest.mark.parametrize("name", ["groups", "meshes"])
def test_a_list_of_results_is_matched_by_its_own_identifier(name):
    before, after = [{"id": "a"}, {"id": "b"}], [{"id": "b"}]
    assert pair_entries(name, before, after) == (Pair(0, None), Pair(1, 0))


def test_entries_without_any_name_are_matched_by_position():
    assert pair_entries("denoms", [{"n": 1}, {"n": 2}], [{"n": 3}]) == (Pair(0, 0), Pair(1, None))


def test_texts_are_their_own_names():
    assert pair_entries("keywords", ["a", "b"], ["b", "c"]) == (
        Pair(0, None),
        Pair(1, 0),
        Pair(None, 1),
    )
