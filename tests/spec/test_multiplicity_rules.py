"""One primary question, then the secondary ones by their declared order or by Holm (STA-13)."""

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx, mark, raises

from trialwright.analysis import Family, fixed_sequence, gatekeeping, hochberg, holm
from trialwright.errors import AnalysisError

R = json.loads((Path(__file__).parents[2] / "reference/r/proportions.json").read_text())["adjusted"]
P = dict(zip("abcdef", R["p"], strict=True))
p_values = st.lists(st.floats(0, 1), min_size=1, max_size=6).map(
    lambda values: {str(i): p for i, p in enumerate(values)}
)


def adjusted(answers):
    return [answer.adjusted for answer in answers]


def rejected(answers):
    return [answer.name for answer in answers if answer.rejected]


@mark.parametrize(("procedure", "name"), [(holm, "holm"), (hochberg, "hochberg")])
def test_adjusted_p_values_are_those_of_p_adjust(procedure, name):
    assert adjusted(procedure(P)) == approx(R[name], rel=1e-14)


def test_holm_by_hand():
    """0.01, 0.04, 0.03: times 3, then 2 for 0.03, then 1 for 0.04, which may not fall below."""
    answers = holm({"a": 0.01, "b": 0.04, "c": 0.03})
    assert adjusted(answers) == approx([0.03, 0.06, 0.06])
    assert rejected(answers) == ["a"]


def test_hochberg_by_hand():
    """The largest, 0.04, is at most 0.05: all are rejected."""
    assert rejected(hochberg({"a": 0.01, "b": 0.04, "c": 0.03})) == ["a", "b", "c"]


def test_a_sequence_stops_at_the_first_question_not_rejected():
    answers = fixed_sequence({"hbsag": 0.01, "hbv_dna": 0.2, "child_pugh": 0.0001})
    assert rejected(answers) == ["hbsag"]
    assert adjusted(answers) == [0.01, 0.2, 0.2]


@mark.parametrize(("primary", "expected"), [(0.03, ["recurrence", "hbsag", "hbv_dna"]), (0.06, [])])
def test_secondary_questions_wait_for_the_primary_one(primary, expected):
    secondary = {"hbsag": 0.01, "hbv_dna": 0.04, "child_pugh": 0.3, "quality_of_life": 0.001}
    answers = gatekeeping(
        [Family({"recurrence": primary}), Family(secondary, "fixed_sequence")], alpha=0.05
    )
    assert rejected(answers) == expected
    assert [answer.family for answer in answers] == [1, 2, 2, 2, 2]
    assert all(answer.adjusted >= primary for answer in answers)


def smallest_alpha(p, procedure, name):
    """The alpha at which the textbook steps reject, found by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if name in procedure(p, middle) else (middle, high)
    return high


def holm_steps(p, alpha):
    rejected_names = set()
    for k, (name, value) in enumerate(sorted(p.items(), key=lambda item: item[1])):
        if value > alpha / (len(p) - k):
            break
        rejected_names.add(name)
    return rejected_names


def hochberg_steps(p, alpha):
    ordered = sorted(p.items(), key=lambda item: item[1])
    for k in range(len(p), 0, -1):
        if ordered[k - 1][1] <= alpha / (len(p) - k + 1):
            return {name for name, _ in ordered[:k]}
    return set()


@settings(deadline=None)
@given(p_values)
def test_an_adjusted_p_value_is_the_smallest_alpha_that_rejects(p):
    for procedure, steps in ((holm, holm_steps), (hochberg, hochberg_steps)):
        for answer in procedure(p):
            if answer.adjusted < 1:
                expected = smallest_alpha(p, steps, answer.name)
                assert answer.adjusted == approx(expected, abs=1e-12)


@settings(deadline=None)
@given(p_values)
def test_hochberg_rejects_what_holm_rejects(p):
    for one, two in zip(hochberg(p), holm(p), strict=True):
        assert one.p <= one.adjusted <= two.adjusted


@mark.parametrize("p", [None, float("nan"), 1.2, -0.1])
def test_a_question_without_an_answer_is_refused(p):
    with raises(AnalysisError, match="hbsag has the p-value"):
        holm({"hbsag": p, "hbv_dna": 0.01})


def test_requests_that_mean_nothing_are_refused():
    with raises(AnalysisError, match="unknown procedure 'bonferoni'"):
        gatekeeping([Family({"a": 0.1}, "bonferoni")])
    with raises(AnalysisError, match=r"asked twice: \['a'\]"):
        gatekeeping([Family({"a": 0.1}), Family({"a": 0.2})])
    with raises(AnalysisError, match="nothing is asked"):
        holm({})
    with raises(AnalysisError, match="alpha 5 is not between 0 and 1"):
        holm({"a": 0.1}, alpha=5)
