"""The indices against their printed formulas in plain floats (IDX-01..IDX-07)."""

from math import log, log10, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialwright.instruments.indices.albi import compute_albi
from trialwright.instruments.indices.apri import compute_apri
from trialwright.instruments.indices.ckd_epi import compute_egfr
from trialwright.instruments.indices.fib4 import compute_fib4
from trialwright.instruments.indices.meld3 import compute_meld3


def decimals(low, high, places=1):
    return st.decimals(low, high, places=places)


ages = st.integers(18, 99)
sexes = st.sampled_from("FM")
# Value and unit, and the value in the unit of the formula.
bilirubin = st.tuples(decimals("2", "600"), st.sampled_from(("umol/L", "mg/dL")))
albumin = st.tuples(decimals("1", "60"), st.sampled_from(("g/L", "g/dL")))
creatinine = st.tuples(decimals("0.3", "900", 2), st.sampled_from(("umol/L", "mg/dL")))


def in_unit(measured, unit, factor):
    value, own = measured
    return float(value) if own == unit else float(value) * factor


@given(bilirubin, albumin)
def test_albi_is_its_formula(pigment, protein):
    found = compute_albi(
        bilirubin=pigment[0],
        bilirubin_unit=pigment[1],
        albumin=protein[0],
        albumin_unit=protein[1],
    )
    formula = log10(in_unit(pigment, "umol/L", 17.1)) * 0.66 - 0.085 * in_unit(protein, "g/L", 10)
    assert float(found.value) == pytest.approx(formula, abs=1e-9)
    grades = [g for g, top in (("1", -2.60), ("2a", -2.27), ("2b", -1.39)) if formula <= top + 1e-9]
    assert found.modified_grade == (grades[0] if grades else "3")


@given(ages, decimals("5", "900"), decimals("5", "900"), decimals("5", "500"))
def test_fib4_is_its_formula(age, ast, alt, platelets):
    found = compute_fib4(age=age, ast=ast, alt=alt, platelets_10e9_l=platelets)
    formula = age * float(ast) / (float(platelets) * sqrt(float(alt)))
    assert float(found.value) == pytest.approx(formula, rel=1e-12)
    if min(abs(formula - 1.45), abs(formula - 3.25)) > 1e-9:
        assert found.band == ["low", "indeterminate", "high"][(formula > 1.45) + (formula > 3.25)]


@given(decimals("5", "900"), decimals("20", "60"), decimals("5", "500"))
def test_apri_is_its_formula(ast, limit, platelets):
    found = compute_apri(ast=ast, ast_uln=limit, platelets_10e9_l=platelets)
    formula = float(ast) / float(limit) / float(platelets) * 100
    assert float(found.value) == pytest.approx(formula, rel=1e-12)


@given(ages, sexes, creatinine)
def test_egfr_is_its_formula(age, sex, level):
    found = compute_egfr(age=age, sex=sex, creatinine=level[0], creatinine_unit=level[1])
    k, a = (0.7, -0.241) if sex == "F" else (0.9, -0.302)
    ratio = in_unit(level, "mg/dL", 1 / 88.4) / k
    formula = 142 * min(ratio, 1) ** a * max(ratio, 1) ** -1.2 * 0.9938**age
    formula *= 1.012 if sex == "F" else 1
    assert float(found.value) == pytest.approx(formula, rel=1e-9)


@given(
    sexes,
    bilirubin,
    albumin,
    creatinine,
    decimals("100", "160"),
    decimals("0.5", "9", 2),
    st.booleans(),
)
def test_meld_is_its_formula(sex, pigment, protein, level, sodium, inr, dialysis):
    found = compute_meld3(
        sex=sex,
        bilirubin=pigment[0],
        bilirubin_unit=pigment[1],
        albumin=protein[0],
        albumin_unit=protein[1],
        creatinine=level[0],
        creatinine_unit=level[1],
        sodium=sodium,
        inr=inr,
        dialysis=dialysis,
    )
    ln_bilirubin = log(max(in_unit(pigment, "mg/dL", 1 / 17.1), 1))
    na = 137 - min(max(float(sodium), 125), 137)
    alb = 3.5 - min(max(in_unit(protein, "g/dL", 0.1), 1.5), 3.5)
    cr = log(3.0 if dialysis else min(max(in_unit(level, "mg/dL", 1 / 88.4), 1), 3))
    formula = 1.33 * (sex == "F") + 4.56 * ln_bilirubin + 0.82 * na - 0.24 * na * ln_bilirubin
    formula += 9.09 * log(max(float(inr), 1)) + 11.14 * cr + 1.85 * alb - 1.83 * alb * cr + 6
    assert float(found.unrounded) == pytest.approx(formula, abs=1e-9)
    if abs(formula % 1 - 0.5) > 1e-6:
        assert found.score == min(max(round(formula), 6), 40)
