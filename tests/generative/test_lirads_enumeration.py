"""LI-RADS against a slow second version, over all features, size boundaries and blanks."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from trialwright.instruments.lirads import categorise_lirads
from trialwright.instruments.lirads_read import (
    APHE,
    BENIGN,
    CAPSULE,
    TUMOUR_IN_VEIN,
    WASHOUT,
    LiradsRead,
)

SIZES = tuple(map(Decimal, ("9.99", "10", "19.99", "20")))
SCAN, PRIOR = date(2027, 3, 1), date(2026, 12, 7)
ADVICE = ((0, 0), (2, 0), (0, 1), (1, 1))
CELLS = {
    # (APHE, size band) -> category with none, one, two features; "c" = capsule decides
    (False, 0): "333",
    (False, 1): "333",
    (False, 2): "344",
    (True, 0): "344",
    (True, 1): "3c5",
    (True, 2): "455",
}
FEWER, MORE = {"5": "4", "4": "3", "3": "2", "2": "1"}, {"2": "3", "3": "4"}


def cell_of(read, grown):
    """LIR-03, LIR-04, with two or more features without APHE below 20 mm giving LR-4."""
    features = [read.capsule == "enhancing", read.washout == "nonperipheral", grown]
    band = (read.size_mm >= 10) + (read.size_mm >= 20)
    bright = read.aphe == "nonrim"
    if not bright and band < 2:
        return "4" if sum(features) >= 2 else "3"
    cell = CELLS[bright, band][min(2, sum(features))]
    return {"c": "4" if features[0] else "5"}.get(cell, cell)


def naive_category(read, grown):
    """A complete read of an untreated observation at risk, in the words of the rules."""
    if read.tiv == "definite":
        return "LR-TIV"
    if read.benign == "definite":
        return "LR-1"
    step = "2" if read.benign == "probable" else None
    if step is None:
        if read.targetoid or read.aphe == "rim" or read.washout == "peripheral":
            return "LR-M"
        step = cell_of(read, grown)
        if read.nontargetoid_m and step != "5":
            return "LR-M"
    if read.af_malignant and not read.af_benign:
        step = MORE.get(step, step)
    if read.af_benign and not read.af_malignant:
        step = FEWER[step]
    return f"LR-{step}"


def complete_read(tiv="none", benign="none", **features):
    return LiradsRead(True, False, False, False, tiv, benign, scan_date=SCAN, **features)


def test_every_combination_of_features_agrees():
    """LIR-02..LIR-11"""
    for aphe, size, washout, capsule, m, advice, grown in product(
        APHE, SIZES, WASHOUT, CAPSULE, product((True, False), repeat=2), ADVICE, (True, False)
    ):
        prior = (size * 2 / 3 if grown else size, PRIOR)
        read = complete_read(
            targetoid=m[0],
            nontargetoid_m=m[1],
            aphe=aphe,
            size_mm=size,
            washout=washout,
            capsule=capsule,
            prior_size_mm=prior[0].quantize(Decimal("0.0001"), rounding="ROUND_DOWN"),
            prior_date=prior[1],
            af_malignant=advice[0],
            af_benign=advice[1],
        )
        found = categorise_lirads(read)
        assert found.category == naive_category(read, grown), read
        assert found.threshold_growth is grown
        literal = aphe == "nonrim" and washout == "nonperipheral" and size >= 10
        assert found.lr5_record_literal is literal


def test_every_early_step_agrees():
    """LIR-02, LIR-09, LIR-10"""
    for tiv, benign, advice in product(TUMOUR_IN_VEIN, BENIGN, ADVICE):
        read = complete_read(
            tiv,
            benign,
            targetoid=False,
            nontargetoid_m=False,
            aphe="nonrim",
            size_mm=Decimal(15),
            washout="none",
            capsule="none",
            af_malignant=advice[0],
            af_benign=advice[1],
        )
        assert categorise_lirads(read).category == naive_category(read, grown=False)


def maybe(values):
    return st.sampled_from((None, *values))


yes_no = maybe((True, False))
reads = st.builds(
    LiradsRead,
    at_risk=yes_no,
    path_proven=yes_no,
    treated=yes_no,
    not_categorizable=yes_no,
    tiv=maybe(TUMOUR_IN_VEIN),
    benign=maybe(BENIGN),
    targetoid=yes_no,
    nontargetoid_m=yes_no,
    aphe=maybe(APHE),
    size_mm=maybe(SIZES),
    washout=maybe(WASHOUT),
    capsule=maybe(CAPSULE),
)
ANSWERS = {
    **dict.fromkeys(
        ("at_risk", "path_proven", "treated", "not_categorizable", "targetoid", "nontargetoid_m"),
        (True, False),
    ),
    "tiv": TUMOUR_IN_VEIN,
    "benign": BENIGN,
    "aphe": APHE,
    "size_mm": SIZES,
    "washout": WASHOUT,
    "capsule": CAPSULE,
}


def test_any_answers_left_out_on_the_way_to_the_table_are_named_and_no_others():
    """LIR-07: every pattern of missing answers of a read that reaches the table."""
    features = {"aphe": "nonrim", "size_mm": Decimal(15), "washout": "none", "capsule": "none"}
    whole = complete_read(targetoid=False, nontargetoid_m=False, **features)
    assert categorise_lirads(whole).category == "LR-3"
    for kept in product((True, False), repeat=len(ANSWERS)):
        blank = {name for name, keep in zip(ANSWERS, kept, strict=True) if not keep}
        found = categorise_lirads(replace(whole, **dict.fromkeys(blank)))
        assert set(found.missing) == blank
        assert (found.category is None) is bool(blank)


@settings(deadline=None)
@given(reads, st.data())
def test_a_category_once_known_survives_every_further_answer(read, data):
    """LIR-02, LIR-07"""
    before = categorise_lirads(read)
    blank = [name for name in ANSWERS if getattr(read, name) is None]
    fuller = replace(
        read, **{name: data.draw(st.sampled_from(ANSWERS[name]), name) for name in blank}
    )
    if before.category:
        assert categorise_lirads(fuller).category == before.category
    else:
        assert set(before.missing) <= set(blank)


@settings(deadline=None)
@given(reads, st.data())
def test_what_is_named_as_missing_is_enough(read, data):
    """LIR-07"""
    missing = categorise_lirads(read).missing
    answers = {name: data.draw(st.sampled_from(ANSWERS[name]), name) for name in missing}
    assert categorise_lirads(replace(read, **answers)).category
