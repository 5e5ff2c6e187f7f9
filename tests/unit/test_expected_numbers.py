"""The comparison with reference numbers must be able to fail."""

import numpy as np
from pytest import mark, raises

from reference.design_terms import check_keys, event_of, term_of, terms_of
from reference.expected_numbers import check_fields


def case(**expect):
    return {"expect": expect, "rtol": dict.fromkeys(expect, 1e-9), "atol": {}}


@mark.parametrize(
    ("wanted", "got"),
    [
        (2.0, 2.00001),
        (2.0, None),
        (None, 2.0),
        ("Inf", 1e300),
        ([1, 2], [1, 2, 3]),
        ([[1, 2], [3, 4]], [[1, 2], [3, 5]]),
    ],
)
def test_a_wrong_number_or_shape_fails(wanted, got):
    with raises(AssertionError, match="value"):
        check_fields(case(value=wanted), {"value": got})


@mark.parametrize(
    ("wanted", "got"),
    [
        (2.0, [2.0]),
        ([1.0, 2.0], [[1.0], [2.0]]),
        (None, None),
        (None, float("nan")),
        ("Inf", float("inf")),
        ([None, 1], [None, 1]),
    ],
)
def test_the_same_number_passes_however_it_is_wrapped(wanted, got):
    check_fields(case(value=wanted), {"value": got})


def test_a_tolerance_for_each_column_holds_for_that_column():
    loose = {"expect": {"value": [1.0, 1.0]}, "rtol": {"value": [0, 0.1]}}
    check_fields(loose, {"value": [1.0, 1.05]})
    with raises(AssertionError, match="value"):
        check_fields(loose, {"value": [1.05, 1.0]})


def test_a_field_that_was_not_computed_fails():
    with raises(AssertionError, match="not computed: se"):
        check_fields(case(coef=1.0, se=2.0), {"coef": 1.0})


def test_labels_are_compared_word_for_word():
    with raises(AssertionError, match="names"):
        check_fields({"expect": {"names": ["arm"]}, "rtol": {}}, {"names": ["group"]})


@mark.parametrize("term", [{"square": "x"}, {"log": "x", "base": 2}])
def test_an_unknown_term_is_an_error(term):
    with raises(KeyError):
        terms_of({"x": [1.0]}, [term])


def test_an_unknown_key_of_a_case_is_named():
    with raises(KeyError, match="args this runner does not know: offset"):
        check_keys({"time": "t", "offset": "x"}, {"time"})
    with raises(KeyError, match="censored"):
        event_of({}, {"column": "status", "censored": 0})


def test_the_first_term_of_an_interaction_varies_fastest():
    columns = {"g": np.array(["a", "b", "c"]), "x": np.array([1.0, 2.0, 3.0])}
    factor = {"factor": "g", "levels": ["a", "b", "c"], "reference": "a"}
    assert term_of(columns, {"interaction": [factor, "x"]}).names == ("gb:x", "gc:x")
    assert term_of(columns, {"interaction": ["x", factor]}).names == ("x:gb", "x:gc")
