"""How a rule is run: faults of the rule are told from gaps in the data, in any thread."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from trialwright.definition.rule_text import calls, comparisons, words
from trialwright.definition.rules import Rule, RuleFault


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("a && b", {"a": True, "b": 1}),
        ("a > 3", {"a": "x"}),
        ("a", {"a": "yes"}),
        ("above(a, '1')", {"a": "F"}),
        ("not_after(a, b)", {"a": "2026-02-30", "b": "2026-03-01"}),
        ("above(a)", {"a": 1}),
    ],
)
def test_a_value_of_a_wrong_type_is_a_fault_of_the_rule(rule, values, capfd):
    with pytest.raises(RuleFault):
        Rule(rule).evaluate(values)
    assert capfd.readouterr() == ("", "")


def test_names_and_functions_are_listed_once_and_sorted():
    rule = Rule("b || answered('c') || above(a, '1') || b")
    assert rule.names == ("a", "b", "c")
    assert rule.functions == ("above", "answered")


def test_one_rule_answers_in_many_threads_at_once():
    rule = Rule("a || interval_at_most(low, high, 6)")
    cases = [{"a": False, "low": 5, "high": n} for n in range(5, 13)] * 50
    alone = [rule.evaluate(case) for case in cases]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(rule.evaluate, cases)) == alone


def test_reasons_of_one_evaluation_do_not_reach_the_next():
    rule = Rule("interval_at_most(low, high, 6)")
    assert rule.evaluate({"low": 6, "high": 7}).reasons == ("the value lies between 6 and 7",)
    assert rule.evaluate({"low": 5, "high": 6}).reasons == ()


def test_words_of_a_rule_keep_quoted_signs_together():
    assert [word.text for word in words("a=='x, (y)' || n>=10")] == [
        "a", "==", "x, (y)", "||", "n", ">=", "10",
    ]  # fmt: skip


def test_arguments_are_counted_at_their_own_depth():
    (outer, inner) = calls("f([1, 2], g(a, b), ')')")
    assert (outer.function, len(outer.arguments)) == ("f", 3)
    assert (inner.function, len(inner.arguments)) == ("g", 2)


def test_a_comparison_is_found_either_way_round():
    found = {
        (c.name, c.literal.text) for c in comparisons("a == 'x' || 'y' != b || c in ['p', 'q']")
    }
    assert found == {("a", "x"), ("b", "y"), ("c", "p"), ("c", "q")}
