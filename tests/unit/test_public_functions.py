"""Every public function of the analysis reads alike: columns first, options by name, frozen results."""

import inspect
import re
from dataclasses import FrozenInstanceError, fields, is_dataclass
from typing import get_args, get_origin, get_type_hints

import numpy as np
from pytest import mark, raises

from trialwright import analysis
from trialwright.analysis import log_rank

FUNCTIONS = {
    name: getattr(analysis, name)
    for name in analysis.__all__
    if inspect.isfunction(getattr(analysis, name))
}
# What describes or arranges data, and follows from no paper.
NO_ESTIMATOR = {
    "check_time_zero",
    "contrasts",
    "count_by_stratum",
    "cox_by_subgroup",
    "factor",
    "fine_gray_weighted_cox",
    "interaction",
    "logistic_by_subgroup",
    "missing_patterns",
    "newcombe_paired_difference",
    "number",
    "propensity_overlap",
    "risk_difference_by_subgroup",
    "subgroups",
    "tipping_point",
}
# What gives an array as it is, or nothing but an error.
PLAIN = {"check_time_zero", "profile_limits", "truncate_weights", "weigh_propensity"}


def parameters(name):
    return inspect.signature(FUNCTIONS[name]).parameters.values()


@mark.parametrize("name", FUNCTIONS)
def test_options_are_given_by_name(name):
    by_place = [p for p in parameters(name) if p.kind is not p.KEYWORD_ONLY]
    assert [p.name for p in by_place if p.default is not p.empty] == []
    assert [p.name for p in parameters(name) if p.kind is p.VAR_KEYWORD] == []


@mark.parametrize("name", FUNCTIONS)
def test_follow_up_comes_first_as_time_and_event(name):
    names = [p.name for p in parameters(name) if p.kind is not p.KEYWORD_ONLY]
    if "time" in names and "participant" not in names:
        assert names[0] == "time"
        assert names[1] in {"event", "cause"}
    if "response" in names:
        assert names[0] == "response"


@mark.parametrize("name", FUNCTIONS)
def test_a_docstring_says_which_input_is_refused_and_which_paper_is_followed(name):
    text = inspect.getdoc(FUNCTIONS[name])
    summary, _, _ = text.partition("\n\n")
    assert summary.endswith(".") or name == "number"
    # Some refer to the errors of the function whose columns they take.
    assert re.search(r"Raises|[Ee]verything else as in|errors (are those|as in)|Errors as", text)
    assert name in NO_ESTIMATOR or re.search(r"\b(1[89]|20)\d\d\b|[a-z]+_[a-z_]+`", text)


@mark.parametrize("name", sorted(FUNCTIONS.keys() - PLAIN))
def test_a_result_is_frozen(name):
    kind = get_type_hints(FUNCTIONS[name])["return"]
    if get_origin(kind) is tuple:
        kind = get_args(kind)[0]
    assert is_dataclass(kind)
    assert kind.__dataclass_params__.frozen
    assert fields(kind)


def test_a_field_of_a_result_cannot_be_changed():
    result = log_rank([1.0, 2.0, 3.0, 4.0], np.ones(4), ["a", "b", "a", "b"])
    with raises(FrozenInstanceError):
        result.p = 0.01
