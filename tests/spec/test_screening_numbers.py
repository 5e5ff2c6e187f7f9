"""Which screening number comes next, and which a site does not give."""

import pytest

from trialwright.capture.screening_number import find_alike, misfit, next_number


@pytest.mark.parametrize(
    ("used", "first", "expected"),
    [
        ([], None, "S-0001"),
        ([], "P-001", "P-001"),
        (["S-0001", "S-0041", "S-0002"], None, "S-0042"),
        (["S-9999"], None, "S-10000"),
        (["S-0007"], "P-001", "P-001"),
        (["P-004", "S-0007"], "P-001", "P-005"),
        (["A"], None, "S-0001"),
    ],
)
def test_the_next_number_follows_the_highest_in_use(used, first, expected):
    assert next_number(used, first) == expected


@pytest.mark.parametrize("number", ["P-001", "P-010", "P-999", "P-1000"])
def test_a_number_that_counts_on_from_the_first_is_given(number):
    assert misfit(number, "P-001") == ""


@pytest.mark.parametrize("number", ["P-000", "P-01", "P-0001", "S-001", "P001", "P-00a", "p-001"])
def test_a_number_that_does_not_is_refused(number):
    assert "counts from P-001" in misfit(number, "P-001")


@pytest.mark.parametrize("number", ["", "-1", "S 1", "a/b", "受试者1", "S" * 21])
def test_a_number_that_could_not_stand_in_an_address_is_refused(number):
    assert "letters, digits and hyphens" in misfit(number)


@pytest.mark.parametrize(
    ("number", "taken"),
    [
        ("S-0002", "S-0002"),
        ("s-0002", "S-0002"),
        ("S-2", "S-0002"),
        ("S-00002", "S-0002"),
        ("S-0020", None),
        ("S0002", None),
        ("P-0002", None),
        ("ab", "AB"),
        ("S-0003", None),
    ],
)
def test_a_number_that_a_person_takes_for_another_is_not_free(number, taken):
    assert find_alike(number, ["S-0001", "S-0002", "AB"]) == taken


def test_the_proposed_number_is_one_the_site_gives():
    used = []
    for _ in range(1100):
        used.append(next_number(used, "P-001"))
        assert misfit(used[-1], "P-001") == ""
    assert len(set(used)) == 1100
