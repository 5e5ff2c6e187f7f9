"""LI-RADS treatment response, rule by rule, for the three algorithms."""

import pytest

from trialwright.instruments.inputs import InputRefused
from trialwright.instruments.treatment_response import (
    ResponseRead,
    categorise_response,
    treatment_response_applies,
)

ALGORITHM = {"2017": "v2017", "nonrad": "v2024-nonradiation", "rad": "v2024-radiation"}

# rule | algorithm | enhancement, features, change, ancillary on modality ("-" = none, "?" = not recorded) | response
TABLE = """
TRA-01 | 2017   | none             -                     - -     | Nonviable
TRA-01 | 2017   | expected_pattern -                     - -     | Nonviable
TRA-01 | 2017   | not_assessable   -                     - -     | Nonevaluable
TRA-01 | 2017   | uncertain        -                     - -     | Equivocal
TRA-01 | 2017   | uncertain        aphe                  - -     | Equivocal
TRA-01 | 2017   | uncertain        dwi                   - MRI   | Equivocal
TRA-01 | 2017   | masslike         aphe                  - -     | Viable
TRA-01 | 2017   | masslike         washout               - -     | Viable
TRA-01 | 2017   | masslike         similar_to_pretreatment - -   | Viable
TRA-01 | 2017   | masslike         aphe+washout          - -     | Viable
TRA-01 | 2017   | masslike         -                     - -     | Equivocal
TRA-01 | 2017   | masslike         dwi                   - MRI   | Equivocal
TRA-01 | 2017   | masslike         ?                     - -     | CD
TRA-01 | 2017   | ?                -                     - -     | CD
TRA-02 | nonrad | none             -                     - -     | Nonviable
TRA-02 | nonrad | expected_pattern dwi                   - MRI   | Nonviable
TRA-02 | nonrad | not_assessable   -                     - -     | Nonevaluable
TRA-02 | nonrad | masslike         -                     - -     | Viable
TRA-02 | nonrad | uncertain        -                     - -     | Equivocal
TRA-02 | nonrad | uncertain        dwi                   - -     | Equivocal
TRA-02 | nonrad | uncertain        dwi                   - MRI   | Viable
TRA-02 | nonrad | uncertain        t2                    - MRI   | Viable
TRA-02 | nonrad | uncertain        t2                    - CT    | Equivocal
TRA-02 | nonrad | uncertain        washout               - MRI   | Equivocal
TRA-02 | nonrad | uncertain        -                     - MRI   | Equivocal
TRA-02 | nonrad | uncertain        ?                     - MRI   | CD
TRA-02 | nonrad | uncertain        ?                     - CT    | Equivocal
TRA-02 | nonrad | uncertain        dwi                   - ?     | CD
TRA-03 | rad    | none             dwi                   - MRI   | Nonviable
TRA-03 | rad    | expected_pattern -                     - -     | Nonviable
TRA-03 | rad    | not_assessable   -                     - -     | Nonevaluable
TRA-03 | rad    | masslike         -   new_or_increased    -     | Viable
TRA-03 | rad    | masslike         -   stable_or_decreased -     | Nonprogressing
TRA-03 | rad    | masslike         dwi stable_or_decreased -     | Nonprogressing
TRA-03 | rad    | masslike         dwi stable_or_decreased MRI   | Viable
TRA-03 | rad    | masslike         dwi stable_or_decreased CT    | Nonprogressing
TRA-03 | rad    | masslike         -   no_prior            -     | CD
TRA-03 | rad    | masslike         -   ?                   -     | CD
TRA-04 | rad    | uncertain        -   ?                   -     | Nonprogressing
TRA-04 | rad    | masslike         -   uncertain           -     | Nonprogressing
TRA-04 | rad    | uncertain        t2  ?                   MRI   | Viable
"""


def response(algorithm, told):
    enhancement, features, change, ancillary = told.split()
    return categorise_response(
        ResponseRead(
            applies=True,
            enhancement=enhancement.strip("?"),
            features=None if features == "?" else [f for f in features.strip("-").split("+") if f],
            change=change.strip("-?"),
            modality=ancillary.strip("-?"),
            apply_ancillary=ancillary != "-",
        ),
        ALGORITHM[algorithm],
    )


@pytest.mark.parametrize(
    ("rule", "algorithm", "told", "expected"),
    [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()],
)
def test_response_of_a_treated_lesion(rule, algorithm, told, expected):
    found = response(algorithm, told)
    assert found.category == (None if expected == "CD" else f"LR-TR {expected}")
    assert rule in found.rules
    assert bool(found.missing) == (expected == "CD")


@pytest.mark.parametrize(
    ("algorithm", "tie", "expected"),
    [
        ("v2017", "LR-TR Nonviable|LR-TR Viable", "LR-TR Equivocal"),
        ("v2024-nonradiation", "LR-TR Viable|LR-TR Nonviable", "LR-TR Equivocal"),
        ("v2017", "LR-TR Equivocal|LR-TR Nonviable", None),
        ("v2024-nonradiation", "LR-TR Viable|LR-5", None),
        ("v2024-radiation", "LR-TR Viable|LR-TR Nonviable", None),
    ],
)
def test_a_tie_is_equivocal_except_after_radiation(algorithm, tie, expected):
    """TRA-04"""
    read = ResponseRead(
        applies=True,
        enhancement="masslike",
        features=("aphe",),
        change="new_or_increased",
        tie_between=tie,
    )
    found = categorise_response(read, algorithm)
    assert (found.category, found.rules[-1]) == (expected, "TRA-04")
    assert bool(found.findings) == (expected is None)


@pytest.mark.parametrize(
    ("applies", "category", "missing"),
    [(False, "NOT-APPLICABLE", ()), (None, None, ("applies",)), (True, "LR-TR Nonviable", ())],
)
def test_only_a_treated_lesion_has_a_response(applies, category, missing):
    """TRA-05"""
    found = categorise_response(ResponseRead(applies=applies, enhancement="none"), "v2017")
    assert (found.category, found.missing, found.algorithm) == (category, missing, "v2017")


# place, locoregional treatment | applies
PLACES = """
treated_lesion  yes | yes
margin          yes | yes
surgical_margin yes | yes
elsewhere       yes | no
elsewhere       ?   | no
treated_lesion  no  | no
treated_lesion  ?   | ?
?               yes | ?
"""


@pytest.mark.parametrize("line", PLACES.strip().splitlines())
def test_where_the_instrument_applies(line):
    """TRA-05"""
    answers = {"yes": True, "no": False, "?": None}
    told, expected = line.split("|")
    place, locoregional = told.split()
    found = treatment_response_applies(place.strip("?"), answers[locoregional])
    assert found is answers[expected.strip()]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"enhancement": "rim"}, "not_assessable, none, expected_pattern"),
        ({"features": ("glow",)}, "aphe, washout"),
    ],
)
def test_a_code_that_does_not_exist_is_refused(changes, words):
    with pytest.raises(InputRefused, match=words):
        categorise_response(ResponseRead(applies=True, **changes), "v2017")


def test_an_algorithm_that_does_not_exist_is_refused():
    with pytest.raises(InputRefused, match="use one of: v2017"):
        categorise_response(ResponseRead(applies=True), "v2018")
