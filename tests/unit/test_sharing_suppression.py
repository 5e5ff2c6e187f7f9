"""Who is suppressed, drawn as small cohorts, and checked on any cohort."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialwright.errors import ReleaseRefused
from trialwright.sharing.suppression import derive_suppressed, released_classes

M, F, OLD = ("40-49", "M"), ("40-49", "F"), ("80-89", "M")


def cohort(**classes):
    """`cohort(a=(M, 6))`: six people a1 to a6 with the profile M."""
    return {
        f"{name}{n}": profile
        for name, (profile, size) in classes.items()
        for n in range(1, size + 1)
    }


def test_nobody_is_suppressed_where_every_class_is_large_enough():
    assert derive_suppressed(cohort(a=(M, 6), b=(F, 5)), 5) == frozenset()


def test_everyone_in_a_class_that_is_too_small_is_suppressed():
    people = cohort(a=(M, 6), b=(F, 3), c=(OLD, 2))
    assert derive_suppressed(people, 5) == {"b1", "b2", "b3", "c1", "c2"}


def test_one_rare_person_never_stands_alone_among_the_suppressed():
    """Otherwise the one suppressed row is that person: the smallest class joins."""
    people = cohort(a=(M, 9), b=(F, 5), c=(OLD, 1))
    assert derive_suppressed(people, 5) == {"c1", "b1", "b2", "b3", "b4", "b5"}


def test_of_two_classes_of_one_size_the_first_by_value_joins():
    people = cohort(a=(M, 5), b=(F, 5), c=(OLD, 1))
    assert derive_suppressed(people, 5) == {"c1", "b1", "b2", "b3", "b4", "b5"}


def test_a_missing_value_is_a_class_of_its_own():
    people = cohort(a=(M, 6), b=(("40-49", None), 5))
    assert derive_suppressed(people, 5) == frozenset()


def test_a_study_smaller_than_one_class_is_not_shared():
    with pytest.raises(ReleaseRefused, match="4 participants are fewer than the smallest class"):
        derive_suppressed(cohort(a=(M, 4)), 5)


def test_suppressed_people_are_no_class():
    people = cohort(a=(M, 6), b=(F, 3), c=(OLD, 2))
    classes = released_classes(people, derive_suppressed(people, 5))
    assert classes.sizes == {M: 6}


profiles = st.lists(
    st.tuples(st.sampled_from(["30-39", "40-49", None]), st.sampled_from("MF")),
    min_size=5,
    max_size=60,
)


@given(profiles, st.integers(2, 5))
def test_no_one_is_left_in_a_group_below_the_threshold(drawn, threshold):
    people = {f"p{i}": profile for i, profile in enumerate(drawn)}
    suppressed = derive_suppressed(people, threshold)
    shown = Counter(profile for name, profile in people.items() if name not in suppressed)
    assert all(size >= threshold for size in shown.values())
    assert not suppressed or len(suppressed) >= threshold
    rare = {name for name, profile in people.items() if drawn.count(profile) < threshold}
    assert rare <= suppressed
    assert bool(rare) == bool(suppressed)
