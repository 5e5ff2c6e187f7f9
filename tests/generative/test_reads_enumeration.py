"""Causality and treatment response against slow second versions, over every combination."""

from itertools import product

from trialwright.instruments.treatment_response import (
    ALGORITHMS,
    ENHANCEMENT,
    ResponseRead,
    categorise_response,
)
from trialwright.instruments.who_umc import (
    ALTERNATIVE,
    DATA_STATUS,
    DECHALLENGE,
    DEFINITIVE,
    EXPOSURE,
    RECHALLENGE,
    TIME,
    CausalityAnswers,
    propose_causality,
)


def naive_causality(exposure, time, other, withdrawn, definitive, again, data):
    """SAF-11..SAF-13 as a list of conditions, the first that holds wins."""
    conditions = [
        ("No exposure", exposure == "no"),
        ("Unassessable", data == "cannot_be_supplemented"),
        ("Conditional", data != "sufficient"),
        ("Conditional", "unknown" in (exposure, time)),
        ("Conditional", time == "improbable" and other != "plausible"),
        ("Unlikely", time == "improbable"),
        (
            "Certain",
            (other, withdrawn, definitive) == ("excluded", "plausible", "yes")
            and again not in ("not_done", "unknown"),
        ),
        ("Probable", other in ("excluded", "unlikely") and withdrawn == "plausible"),
        ("Possible", True),
    ]
    return next(category for category, holds in conditions if holds)


def test_every_combination_of_causality_answers_agrees():
    codes = (EXPOSURE, TIME, ALTERNATIVE, DECHALLENGE, DEFINITIVE, RECHALLENGE, DATA_STATUS)
    for answers in product(*codes):
        found = propose_causality(CausalityAnswers(*answers)).category
        assert found == naive_causality(*answers), answers


CHANGES = ("new_or_increased", "stable_or_decreased", "no_prior", "")
FEATURES = ((), ("aphe",), ("washout", "similar_to_pretreatment"), ("dwi",), ("t2", "aphe"))


def naive_response(algorithm, enhancement, features, change, helped):
    """TRA-01..TRA-04; `helped` = an ancillary MRI feature was seen and is applied."""
    if enhancement == "not_assessable":
        return "LR-TR Nonevaluable"
    if enhancement in ("none", "expected_pattern"):
        return "LR-TR Nonviable"
    if algorithm == "v2017":
        named = {"aphe", "washout", "similar_to_pretreatment"} & set(features)
        return "LR-TR Viable" if enhancement == "masslike" and named else "LR-TR Equivocal"
    if algorithm == "v2024-nonradiation":
        viable = enhancement == "masslike" or helped
        return "LR-TR Viable" if viable else "LR-TR Equivocal"
    if enhancement == "masslike" and change in ("no_prior", ""):
        return None
    growing = enhancement == "masslike" and change == "new_or_increased"
    return "LR-TR Viable" if growing or helped else "LR-TR Nonprogressing"


def test_every_combination_of_response_features_agrees():
    for algorithm, enhancement, features, change, modality, applied in product(
        ALGORITHMS, ENHANCEMENT, FEATURES, CHANGES, ("MRI", "CT"), (True, False)
    ):
        read = ResponseRead(True, enhancement, features, change, modality, applied)
        helped = applied and modality == "MRI" and bool({"dwi", "t2"} & set(features))
        expected = naive_response(algorithm, enhancement, features, change, helped)
        assert categorise_response(read, algorithm).category == expected, (algorithm, read)
