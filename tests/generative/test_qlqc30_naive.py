"""QLQ-C30 against the printed formulas of the scoring manual, in plain floats."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialwright.instruments.qlqc30 import score_qlqc30

ITEMS = {
    "QL2": "29 30",
    "PF2": "1 2 3 4 5",
    "RF2": "6 7",
    "EF": "21 22 23 24",
    "CF": "20 25",
    "SF": "26 27",
    "FA": "10 12 18",
    "NV": "14 15",
    "PA": "9 19",
    "DY": "8",
    "SL": "11",
    "AP": "13",
    "CO": "16",
    "DI": "17",
    "FI": "28",
}
FUNCTIONAL = ("PF2", "RF2", "EF", "CF", "SF")

answers = st.fixed_dictionaries(
    {
        item: st.one_of(st.none(), st.integers(1, 7 if item > 28 else 4), st.integers(1, 4))
        for item in range(1, 31)
    }
)


def naive(given_answers):
    scores = {}
    for scale, items in ITEMS.items():
        codes = [given_answers[int(item)] for item in items.split()]
        known = [code for code in codes if code is not None]
        if len(known) < len(codes) / 2 or not known:
            scores[scale] = None
        elif scale in FUNCTIONAL:
            scores[scale] = (1 - (fmean(known) - 1) / 3) * 100
        else:
            scores[scale] = (fmean(known) - 1) / (6 if scale == "QL2" else 3) * 100
    thirteen = [
        s if s is None or scale in FUNCTIONAL else 100 - s
        for scale, s in scores.items()
        if scale not in ("QL2", "FI")
    ]
    scores["SUMMARY"] = None if None in thirteen else fmean(thirteen)
    return scores


@given(answers)
def test_every_scale_follows_the_manual(given_answers):
    expected = naive(given_answers)
    for scale, score in score_qlqc30(given_answers).scores().items():
        assert score == (None if expected[scale] is None else pytest.approx(expected[scale]))
