"""Our grading tables against the CTCAE v5.0 list itself, in every copy that is supplied."""

import re

import pytest

from trialwright.instruments.ctcae.laboratory_table import LABORATORY_TERMS
from trialwright.instruments.ctcae.term_list import check_computed_terms, load_term_list
from trialwright.synthetic.running import CTCAE_TERMS


@pytest.fixture(scope="module")
def lists(reference_dirs):
    files = sorted(path for place in reference_dirs for path in place.glob("**/ctcae/*.csv"))
    if not files:
        pytest.skip("no CTCAE list in the reference directories")
    return {path.name: load_term_list(path) for path in files}


def test_each_copy_has_every_term_we_grade_under_its_code_and_grades(lists):
    for name, terms in lists.items():
        assert check_computed_terms(terms, name) == ()


def test_each_event_the_simulation_codes_is_a_term_of_the_list(lists):
    """CTC-31"""
    for terms in lists.values():
        assert set(CTCAE_TERMS.values()) <= set(terms)


def test_each_copy_has_the_same_terms(lists):
    first, *others = lists.values()
    for other in others:
        assert {name: term.grades.keys() for name, term in first.items()} == {
            name: term.grades.keys() for name, term in other.items()
        }


NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def printed_numbers(text):
    return {float(number.replace(",", "")) for number in NUMBER.findall(text)}


def bands():
    for term in LABORATORY_TERMS.values():
        for table in term.tables:
            for scale in (*table.when_not, *table.when):
                for band in scale.bands:
                    yield term.name, scale, band


def test_each_number_we_grade_by_is_printed_in_its_grade(lists):
    """CTC-10..CTC-24: a limit belongs to the grade it stands in"""
    for terms in lists.values():
        for name, scale, band in bands():
            printed = printed_numbers(terms[name].grades[band.grade])
            if scale.of == "uln":
                printed.add(1.0)  # ULN itself is printed as a word.
            if name == "Hyponatremia":
                printed |= {number + 1 for number in printed}  # "125-129" is 125 to below 130.
            ours = {float(limit) for limit in (band.low, band.high) if limit is not None}
            assert ours <= printed, (name, band)
