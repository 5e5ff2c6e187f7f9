"""QLQ-C30 scores from item numbers and codes alone (QOL-02..QOL-08)."""

from fractions import Fraction

import pytest

from trialwright.instruments.qlqc30 import (
    FUNCTIONAL,
    SCALES,
    SYMPTOMS,
    AnswersRejected,
    score_qlqc30,
)

ALL_ONE = dict.fromkeys(range(1, 31), 1)


def without(*items):
    return {item: code for item, code in ALL_ONE.items() if item not in items}


def test_every_item_belongs_to_one_scale():
    """QOL-02"""
    used = [item for items in (*FUNCTIONAL.values(), *SYMPTOMS.values()) for item in items]
    assert sorted([*used, 29, 30]) == list(range(1, 31))
    assert len(SCALES) == 15


def test_scores_are_exact():
    """QOL-03, QOL-04"""
    scores = score_qlqc30(ALL_ONE | {29: 4, 30: 5, 1: 2}).exact
    assert scores["QL2"] == Fraction(350, 6)
    assert scores["PF2"] == Fraction(1400, 15)
    assert score_qlqc30(ALL_ONE | {10: 2}).score("FA") == pytest.approx(100 / 9)


@pytest.mark.parametrize(
    ("scale", "enough", "too_few"),
    [
        ("PF2", (1, 2), (1, 2, 3)),
        ("EF", (21, 22), (21, 22, 23)),
        ("FA", (10,), (10, 12)),
        ("QL2", (29,), (29, 30)),
        ("RF2", (6,), (6, 7)),
        ("NV", (15,), (14, 15)),
        ("DY", (), (8,)),
        ("FI", (), (28,)),
    ],
)
def test_a_scale_needs_half_of_its_items(scale, enough, too_few):
    """QOL-06, QOL-07"""
    assert score_qlqc30(without(*enough)).score(scale) is not None
    assert score_qlqc30(without(*too_few)).score(scale) is None


def test_the_summary_needs_all_thirteen_scales_but_neither_ql2_nor_fi():
    """QOL-05"""
    assert score_qlqc30(without(28, 29, 30)).score("SUMMARY") == 100
    for items in (*FUNCTIONAL.values(), *(v for k, v in SYMPTOMS.items() if k != "FI")):
        assert score_qlqc30(without(*items)).score("SUMMARY") is None


def test_an_empty_questionnaire_has_no_scores():
    assert set(score_qlqc30({}).scores().values()) == {None}


@pytest.mark.parametrize(
    ("item", "code"),
    [(1, 5), (1, 0), (28, 7), (29, 8), (30, 0), (3, "2.5"), (3, "x"), (3, True), (3, -1), (31, 1)],
)
def test_a_code_that_does_not_exist_rejects_the_record(item, code):
    """QOL-08"""
    with pytest.raises(AnswersRejected, match=f"q{item}"):
        score_qlqc30(ALL_ONE | {item: code})


def test_every_wrong_code_is_named():
    with pytest.raises(AnswersRejected) as caught:
        score_qlqc30({1: 5, 2: 1, 30: 9})
    assert [problem.key for problem in caught.value.problems] == ["q1", "q30"]
    assert "use 1 to 7" in str(caught.value)


@pytest.mark.parametrize("blank", [None, "", " "])
def test_a_blank_is_missing_not_wrong(blank):
    assert score_qlqc30(ALL_ONE | {8: blank}).score("DY") is None


def test_codes_may_come_as_text():
    assert score_qlqc30(dict.fromkeys(ALL_ONE, "1")) == score_qlqc30(ALL_ONE)
