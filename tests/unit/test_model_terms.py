import numpy as np
import pytest

from trialwright.analysis import factor, interaction, number
from trialwright.analysis.numeric.terms import model_matrix, read_terms
from trialwright.errors import AnalysisError


def test_a_factor_has_a_column_for_each_level_but_the_reference():
    term = factor("stage", ["A", "0", "B", "A"], levels=["0", "A", "B"], reference="A")
    assert term.names == ("stage0", "stageB")
    assert term.columns.tolist() == [[0, 0], [1, 0], [0, 1], [0, 0]]


def test_levels_are_sorted_and_the_first_is_the_reference_unless_said():
    assert factor("site", [2.0, 1.0, 10.0]).names == ("site2", "site10")


def test_the_first_terms_columns_vary_fastest_in_an_interaction():
    product = interaction(factor("a", ["x", "y", "z"]), number("b", [1, 2, 3]))
    assert product.names == ("ay:b", "az:b")
    both = interaction(factor("a", ["x", "y", "z"]), factor("b", ["p", "q", "r"]))
    assert both.names == ("ay:bq", "az:bq", "ay:br", "az:br")
    assert both.columns.tolist() == [[0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1]]


@pytest.mark.parametrize(
    ("values", "options", "said"),
    [
        (["A", None], {}, "missing values"),
        ([1.0, np.nan], {}, "missing values"),
        (["A", "A"], {}, "nothing to compare"),
        (["A", "B"], {"reference": "C"}, "nothing to compare"),
        (["A", "C"], {"levels": ["A", "B"]}, "C in row 2"),
    ],
)
def test_a_factor_that_cannot_be_read_is_refused_by_name(values, options, said):
    with pytest.raises(AnalysisError, match=said) as refused:
        factor("stage", values, **options)
    assert "stage" in str(refused.value)


def test_covariates_are_columns_by_name_terms_or_a_matrix():
    by_name = read_terms({"age": [1, 2], "sex": [0, 1]}, 2)
    assert [term.names for term in by_name] == [("age",), ("sex",)]
    assert [term.name for term in read_terms(np.ones((2, 3)), 2)] == ["x1", "x2", "x3"]
    with pytest.raises(AnalysisError, match="2 rows, there are 3"):
        read_terms({"age": [1, 2]}, 3)
    with pytest.raises(AnalysisError, match="given twice"):
        read_terms([number("age", [1, 2]), number("age", [1, 2])], 2)


def test_the_intercept_comes_first_and_belongs_to_no_term():
    terms = read_terms([number("age", [1, 2]), factor("sex", ["f", "m"])], 2)
    names, matrix, of_term = model_matrix(terms, 2)
    assert names == ("(Intercept)", "age", "sexm")
    assert matrix.tolist() == [[1, 1, 0], [1, 2, 1]]
    assert of_term.tolist() == [-1, 0, 1]
