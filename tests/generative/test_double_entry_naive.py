"""Settling two entries, against the definition written out item by item."""

from hypothesis import given, settings
from hypothesis import strategies as st

from study_copy import prtras001
from trialwright.capture.double_entry import differing_items, settled_content, stems_from

FORM = prtras001().forms_by_id["liver_chemistry"]
ITEMS = tuple(FORM.by_id)
PARTS = st.dictionaries(
    st.sampled_from(["value", "unit", "reason"]), st.sampled_from("ab"), min_size=1
)
ENTRIES = st.dictionaries(st.sampled_from(ITEMS), PARTS)
TURNS = st.fixed_dictionaries({item: st.sampled_from(["first", "second"]) for item in ITEMS})


@settings(max_examples=100, deadline=None)
@given(ENTRIES, ENTRIES, TURNS)
def test_each_item_is_as_the_chosen_entry_has_it_and_comes_from_one_of_both(first, second, turns):
    found = settled_content(FORM, first, second, turns)
    for item in ITEMS:
        chosen = first if turns[item] == "first" else second
        assert found.get(item) == chosen.get(item)
    assert stems_from(found, first, second)


@settings(max_examples=100, deadline=None)
@given(ENTRIES, ENTRIES)
def test_what_differs_is_what_is_not_equal_and_equal_entries_need_no_choice(first, second):
    naive = [item for item in ITEMS if first.get(item, {}) != second.get(item, {})]
    assert list(differing_items(FORM, first, second)) == naive
    assert settled_content(FORM, first, first, {}) == first


@settings(max_examples=50, deadline=None)
@given(ENTRIES, ENTRIES, st.sampled_from(ITEMS))
def test_a_value_of_neither_entry_is_found(first, second, item):
    invented = {**first, item: {"value": "invented"}}
    assert not stems_from(invented, first, second)
