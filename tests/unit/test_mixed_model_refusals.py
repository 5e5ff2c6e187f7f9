"""A mixed model that has no answer says so, and why."""

import numpy as np
from pytest import mark, raises

from trialwright.analysis import lmm
from trialwright.errors import AnalysisError

Y = [1.0, 3, 6, 8, 5, 7]
SUBJECT = [1, 1, 2, 2, 3, 3]
TIME = [0, 1, 0, 1, 0, 1]


@mark.parametrize(
    ("covariates", "options", "words"),
    [
        ({"age": [1, 2, 3, 4, 5, None]}, {}, "age has no finite value in 1 of 6 rows"),
        ({"age": [7] * 6}, {}, "age is determined by the columns before it"),
        ({}, {"intercept": False}, "no fixed effect"),
        ({"time": TIME}, {"random": ("intercept", "time")}, "no fewer than the 6 rows"),
        ({}, {"random": ("time",)}, "'time' is neither intercept nor one of the model's columns"),
        ({}, {"random": ()}, "no list of terms"),
        ({}, {"random": "intercept"}, "no list of terms"),
        ({}, {"subject": [1] * 6}, "6 rows of 1 subjects are too few"),
        ({}, {"subject": [1, 1, 2, 2, 3, None]}, "subject has missing values"),
        ({}, {"df": "residual"}, "use satterthwaite or kenward_roger"),
        ({}, {"vcov": "sandwich"}, "unknown vcov"),
        ({}, {"df": "kenward_roger", "reml": False}, "restricted maximum likelihood"),
    ],
)
def test_models_without_an_answer_are_refused(covariates, options, words):
    with raises(AnalysisError, match=words):
        lmm(Y, covariates, **({"subject": SUBJECT} | options))


def test_a_response_that_the_covariates_explain_entirely_is_refused():
    with raises(AnalysisError, match="explain the response entirely"):
        lmm(np.multiply(2, TIME), {"time": TIME}, subject=SUBJECT)
