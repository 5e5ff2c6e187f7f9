"""The response engine against a slow second version that looks at every pair of results."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trialwright.endpoints.response import LabTest
from trialwright.endpoints.seroclearance import derive_seroclearance
from trialwright.endpoints.undetectable import derive_undetectable
from trialwright.instruments.calendar import add_months

T_T = date(2026, 1, 31)
WINDOW_END = date(2028, 1, 31)
NEGATIVE, UNDECIDABLE, POSITIVE, NO_TEST = "<0.01", "<30", "500", "invalid"

# Days on which the distances just reach or just miss their limits are drawn often.
days = st.one_of(
    st.integers(-40, 1000),
    st.sampled_from([0, 1, 28, 168, 169, 180, 181, 182, 183, 184, 561, 562, 729, 730, 731, 899]),
)
samples = st.lists(
    st.tuples(days, st.sampled_from([NEGATIVE] * 5 + [UNDECIDABLE, POSITIVE, NO_TEST])), max_size=9
)


def worst_of_each_day(results):
    order = [NEGATIVE, UNDECIDABLE, POSITIVE]
    worst = {}
    for number, text in results:
        day = T_T + timedelta(days=number)
        if number > 0 and text != NO_TEST:
            worst[day] = max(worst.get(day, NEGATIVE), text, key=order.index)
    return worst


def by_pairs(worst, far_enough, negative):
    """Status, onset and confirmation, from pairs (a, b) of negative days without positive between."""
    lost = sorted(day for day, text in worst.items() if text in negative)
    kept = [day for day in worst if day not in lost]
    begun = [day for day in lost if day <= WINDOW_END]
    pairs = [
        (a, b)
        for a in begun
        for b in lost
        if far_enough(a, b) and not any(a < day < b for day in kept)
    ]
    inside = [pair for pair in pairs if pair[1] <= WINDOW_END]
    if inside:
        return "CONFIRMED", *min(inside)
    if pairs:
        return "CONFIRMED_LATE", *min(pairs)
    still_open = [a for a in begun if not any(day > a for day in kept)]
    return ("UNCONFIRMED", min(still_open), None) if still_open else ("NOT_ACHIEVED", None, None)


def slow_response(results, far_enough):
    worst = worst_of_each_day(results)
    if not any(day <= WINDOW_END for day in worst):
        return "NO_DATA", None, None, False
    strict = by_pairs(worst, far_enough, {NEGATIVE})
    lenient = by_pairs(worst, far_enough, {NEGATIVE, UNDECIDABLE})
    if lenient[0] == "CONFIRMED" != strict[0]:
        return "CANNOT_DETERMINE", None, None, False
    reverted = strict[0] == "CONFIRMED" and any(
        text == POSITIVE and strict[2] < day <= WINDOW_END for day, text in worst.items()
    )
    return *strict, reverted


def answer(outcome):
    return outcome.status, outcome.onset, outcome.confirmed_on, outcome.reverted


def lab_tests(results):
    return [LabTest(T_T + timedelta(days=day), text, "IU/mL") for day, text in results]


@given(samples)
def test_seroclearance_agrees_with_every_pair_of_samples(results):
    outcome = derive_seroclearance(treatment_start=T_T, tests=lab_tests(results))
    assert answer(outcome) == slow_response(results, lambda a, b: (b - a).days >= 168)


@given(samples)
def test_undetectable_agrees_with_every_pair_of_samples(results):
    outcome = derive_undetectable(treatment_start=T_T, tests=lab_tests(results)).response
    assert answer(outcome) == slow_response(results, lambda a, b: add_months(a, 6) <= b)


@given(samples)
def test_literal_adjacency_is_never_met_without_the_response(results):
    outcome = derive_undetectable(treatment_start=T_T, tests=lab_tests(results))
    if outcome.literal_adjacent:
        assert outcome.response.status == "CONFIRMED"


@given(samples, st.randoms(use_true_random=False))
def test_the_order_of_the_results_does_not_matter(results, random):
    shuffled = random.sample(results, len(results))
    first = derive_seroclearance(treatment_start=T_T, tests=lab_tests(results))
    assert first == derive_seroclearance(treatment_start=T_T, tests=lab_tests(shuffled))
