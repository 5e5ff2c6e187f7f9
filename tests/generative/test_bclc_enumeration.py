"""BCLC stage against a slow second version: complete the missing inputs in every way and look."""

from decimal import Decimal
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from trialwright.instruments.bclc import stage_bclc
from trialwright.instruments.bclc_missing import missing_for_bclc

YES_NO = (True, False)
NUMBERS = (1, 2, 3, 4, 9)
SIZES = tuple(Decimal(text) for text in ("1", "20", "20.1", "30", "30.1", "90"))


def complete_stage(number, size, vessels, outside, ecog, related, liver, candidate):
    """The rules in their own order, for one participant of whom everything is known."""
    if ecog >= 3:
        return "D"
    if liver == "C" and not candidate:
        return "D"
    if liver == "C":
        return "REVIEW"
    if vessels or outside or (ecog > 0 and related):
        return "C"
    if liver == "B":
        return "REVIEW"
    if number == 1:
        return "0" if size <= 20 else "A"
    return "A" if number <= 3 and size <= 30 else "B"


def completions(known, possible):
    return possible if known is None else (known,)


def enumerated_stage(number, size, vessels, outside, ecog, related, livers, candidate):
    stages = {
        complete_stage(*facts)
        for facts in product(
            completions(number, NUMBERS),
            completions(size, SIZES),
            completions(vessels, YES_NO),
            completions(outside, YES_NO),
            completions(ecog, range(5)),
            completions(related, YES_NO),
            livers,
            (candidate,),
        )
    }
    return stages.pop() if len(stages) == 1 else None


maybe_yes_no = st.sampled_from((*YES_NO, None))


@given(
    number=st.sampled_from((*NUMBERS, None)),
    size=st.sampled_from((*SIZES, None)),
    vessels=maybe_yes_no,
    outside=maybe_yes_no,
    ecog=st.sampled_from((*range(5), None)),
    related=maybe_yes_no,
    livers=st.sets(st.sampled_from("ABC"), min_size=1),
    candidate=maybe_yes_no,
)
def test_a_missing_input_matters_exactly_when_it_could_change_the_stage(
    number, size, vessels, outside, ecog, related, livers, candidate
):
    """BCL-07"""
    found = stage_bclc(
        n_nodules=number,
        max_diam_mm=size,
        macrovascular=vessels,
        extrahepatic=outside,
        ecog=ecog,
        ps_tumour_related=related,
        child_pugh_classes=livers,
        transplant_candidate=candidate,
    )
    facts = (number, size, vessels, outside, ecog, related, livers, candidate)
    assert found == enumerated_stage(*facts)


NAMES = (
    *("n_nodules", "max_diam_mm", "macrovascular", "extrahepatic", "ecog", "ps_tumour_related"),
    "child_pugh_classes",
)


def changes_the_stage(place, answers, candidate):
    """Whether, everything else completed in some way, the answers at one place give other stages."""
    others = [(None,) if at == place else answers[at] for at in range(len(answers))]
    for facts in product(*others):
        stages = {
            complete_stage(*facts[:place], answer, *facts[place + 1 :], candidate)
            for answer in answers[place]
        }
        if len(stages) > 1:
            return True
    return False


UNKNOWN_CAUSE = {"number": 1, "size": SIZES[0], "vessels": False, "outside": False}


@settings(max_examples=40)
@example(**UNKNOWN_CAUSE, ecog=None, related=None, livers={"A"}, candidate=None)
@example(**UNKNOWN_CAUSE, ecog=1, related=None, livers={"A"}, candidate=None)
@given(
    number=st.sampled_from((*NUMBERS, None)),
    size=st.sampled_from((*SIZES, None)),
    vessels=maybe_yes_no,
    outside=maybe_yes_no,
    ecog=st.sampled_from((*range(5), None)),
    related=maybe_yes_no,
    livers=st.sets(st.sampled_from("ABC"), min_size=1),
    candidate=maybe_yes_no,
)
def test_what_is_missing_is_what_could_change_the_stage(
    number, size, vessels, outside, ecog, related, livers, candidate
):
    """BCL-07: an input that cannot change the stage is not needed."""
    told = (number, size, vessels, outside, ecog, related)
    possible = (NUMBERS, SIZES, YES_NO, YES_NO, tuple(range(5)), YES_NO)
    answers = [*map(completions, told, possible), tuple(livers)]
    facts = dict(zip(NAMES, (*told, livers), strict=True), transplant_candidate=candidate)
    missing = missing_for_bclc(**facts)
    assert missing == tuple(
        name for place, name in enumerate(NAMES) if changes_the_stage(place, answers, candidate)
    )
    assert (stage_bclc(**facts) is None) == bool(missing)
