"""BCLC 2022, rule by rule; "?" = not known."""

import pytest

from trialwright.instruments.bclc import bclc_0_or_a, stage_bclc
from trialwright.instruments.inputs import InputRefused

# rule | nodules mm | vessels extrahepatic | ECOG tumour-related | liver transplant | stage
TABLE = """
BCL-02 | 1 20   | no no   | 0 ?   | A ?    | 0
BCL-02 | 1 20.1 | no no   | 0 ?   | A ?    | A
BCL-03 | 1 200  | no no   | 0 ?   | A ?    | A
BCL-03 | 2 30   | no no   | 0 ?   | A ?    | A
BCL-03 | 3 30   | no no   | 0 ?   | A ?    | A
BCL-03 | 3 5    | no no   | 0 ?   | A ?    | A
BCL-04 | 3 30.1 | no no   | 0 ?   | A ?    | B
BCL-04 | 4 5    | no no   | 0 ?   | A ?    | B
BCL-05 | 1 10   | yes no  | 0 ?   | A ?    | C
BCL-05 | 1 10   | no yes  | 0 ?   | A ?    | C
BCL-05 | 1 10   | no no   | 1 yes | A ?    | C
BCL-05 | 1 10   | no no   | 2 yes | A ?    | C
BCL-06 | 1 10   | yes yes | 3 ?   | A ?    | D
BCL-06 | 1 10   | no no   | 4 no  | A ?    | D
BCL-06 | 1 10   | no no   | 0 ?   | C no   | D
BCL-06 | 1 10   | no no   | 0 ?   | C ?    | D
BCL-06 | 1 10   | no no   | 0 ?   | C yes  | REVIEW
BCL-06 | 1 10   | no no   | 3 ?   | C yes  | D
BCL-06 | 1 10   | yes no  | 0 ?   | C no   | D
BCL-07 | 1 ?    | no no   | 0 ?   | A ?    | CD
BCL-07 | 2 ?    | no no   | 0 ?   | A ?    | CD
BCL-07 | 4 ?    | no no   | 0 ?   | A ?    | B
BCL-07 | ? 10   | no no   | 0 ?   | A ?    | CD
BCL-07 | ? 40   | no no   | 0 ?   | A ?    | CD
BCL-07 | 0 ?    | no no   | 0 ?   | A ?    | CD
BCL-07 | 0 0    | yes no  | 0 ?   | A ?    | C
BCL-07 | ? ?    | yes ?   | 0 ?   | A ?    | C
BCL-07 | ? ?    | ? ?     | 3 ?   | ABC ?  | D
BCL-07 | ? ?    | ? ?     | ? ?   | C ?    | D
BCL-07 | 1 10   | ? no    | 0 ?   | A ?    | CD
BCL-07 | 1 10   | yes ?   | 0 ?   | A ?    | C
BCL-07 | 1 10   | yes no  | ? ?   | A ?    | CD
BCL-07 | 1 10   | yes no  | 0 ?   | ABC ?  | CD
BCL-07 | 1 10   | yes no  | 0 ?   | AB ?   | C
BCL-07 | 1 10   | no no   | 0 ?   | AB ?   | CD
BCL-07 | ? ?    | no no   | 0 ?   | B ?    | REVIEW
BCL-07 | 1 10   | yes no  | 0 ?   | B ?    | C
BCL-07 | 1 10   | no no   | 3 ?   | B ?    | D
BCL-07 | 1 10   | no ?    | 0 ?   | B ?    | CD
BCL-07 | 1 10   | no no   | 1 ?   | A ?    | CD
BCL-07 | 1 10   | yes no  | 1 ?   | A ?    | C
BCL-07 | 1 10   | no no   | 1 ?   | C ?    | D
BCL-07 | 1 10   | no no   | 2 ?   | B ?    | CD
BCL-07 | 1 10   | no no   | 2 no  | A ?    | 0
BCL-07 | 1 10   | no no   | 1 no  | B ?    | REVIEW
BCL-07 | 1 10   | no no   | ? no  | A ?    | CD
"""
ANSWERS = {"yes": True, "no": False, "?": None}


@pytest.mark.parametrize(
    ("rule", "nodules", "spread", "performance", "liver", "stage"),
    [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()],
)
def test_stage_from_what_is_known(rule, nodules, spread, performance, liver, stage):
    number, size = (None if word == "?" else word for word in nodules.split())
    vessels, extrahepatic = (ANSWERS[word] for word in spread.split())
    ecog, related = performance.split()
    classes, candidate = liver.split()
    found = stage_bclc(
        n_nodules=None if number is None else int(number),
        max_diam_mm=size,
        macrovascular=vessels,
        extrahepatic=extrahepatic,
        ecog=None if ecog == "?" else int(ecog),
        ps_tumour_related=ANSWERS[related],
        child_pugh_classes=classes,
        transplant_candidate=ANSWERS[candidate],
    )
    assert (found or "CD") == stage


STAGES = {"0": True, "A": True, "B": False, "C": False, "D": False, "REVIEW": None, None: None}


@pytest.mark.parametrize(("stage", "answer"), STAGES.items())
def test_inclusion_takes_0_and_a_and_leaves_review_open(stage, answer):
    """ELI-I4"""
    assert bclc_0_or_a(stage) is answer


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ecog": 5}, "use 0 to 4"),
        ({"n_nodules": -1}, "count from 0"),
        ({"max_diam_mm": "0"}, "cannot measure 0 mm"),
        ({"max_diam_mm": "-3"}, "cannot be measured"),
        ({"max_diam_mm": "two"}, "is no number"),
    ],
)
def test_a_value_that_cannot_be_is_refused(changes, words):
    known = {
        "n_nodules": 1,
        "max_diam_mm": 10,
        "macrovascular": False,
        "extrahepatic": False,
        "ecog": 0,
        "ps_tumour_related": None,
    }
    with pytest.raises(InputRefused, match=words):
        stage_bclc(**(known | changes))
