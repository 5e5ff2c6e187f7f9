"""A naive three-valued evaluator agrees with the rule language on random expressions."""

from hypothesis import given
from hypothesis import strategies as st

from trialwright.definition.rules import Rule

NAMES = ("a", "b", "c", "d")


def _and(left, right):
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _or(left, right):
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def naive(tree, values):
    kind, *parts = tree
    if kind == "name":
        return values.get(parts[0])
    if kind == "unknown":
        return None
    if kind == "if":
        condition = naive(parts[0], values)
        return None if condition is None else naive(parts[1 if condition else 2], values)
    found = [naive(part, values) for part in parts]
    if kind == "not":
        return None if found[0] is None else not found[0]
    return _and(*found) if kind == "and" else _or(*found)


def written(tree):
    kind, *parts = tree
    if kind == "name":
        return parts[0]
    if kind == "unknown":
        return "undetermined('x')"
    texts = [f"({written(part)})" for part in parts]
    if kind == "not":
        return f"!{texts[0]}"
    if kind == "if":
        return f"{texts[0]} ? {texts[1]} : {texts[2]}"
    return {"and": " && ", "or": " || "}[kind].join(texts)


leaves = st.one_of(
    st.sampled_from(NAMES).map(lambda name: ("name", name)), st.just(("unknown",))
)  # fmt: skip
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner),
        st.tuples(st.just("if"), inner, inner, inner),
    ),
    max_leaves=12,
)
assignments = st.dictionaries(st.sampled_from(NAMES), st.booleans())


@given(trees, assignments)
def test_a_rule_is_three_valued_logic(tree, values):
    assert Rule(written(tree)).evaluate(values).value is naive(tree, values)


@given(trees, assignments, st.sampled_from(NAMES), st.booleans())
def test_what_is_decided_stays_decided_when_more_is_known(tree, values, name, value):
    before = Rule(written(tree)).evaluate(values).value
    after = Rule(written(tree)).evaluate({name: value} | values).value
    assert before is None or before is after
