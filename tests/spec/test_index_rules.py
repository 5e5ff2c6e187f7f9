"""The indices at their cuts, in their units, and each failing alone (IDX-01..IDX-08)."""

from decimal import Decimal

import pytest

from trialwright.instruments.indices.albi import compute_albi
from trialwright.instruments.indices.apri import compute_apri
from trialwright.instruments.indices.ckd_epi import compute_egfr
from trialwright.instruments.indices.creatinine_limit import judge_creatinine
from trialwright.instruments.indices.fib4 import compute_fib4
from trialwright.instruments.indices.meld3 import compute_meld3
from trialwright.instruments.inputs import InputRefused

INPUTS = {
    "age": "52",
    "sex": "M",
    "bilirubin": "15",
    "bilirubin_unit": "umol/L",
    "albumin": "42",
    "albumin_unit": "g/L",
    "ast": "30",
    "ast_uln": "40",
    "alt": "28",
    "platelets_10e9_l": "150",
    "inr": "1.05",
    "sodium": "140",
    "creatinine": "75",
    "creatinine_unit": "umol/L",
    "creatinine_uln": "104",
    "creatinine_uln_unit": "umol/L",
    "dialysis": False,
}
COMPUTE = {
    "albi": (compute_albi, "bilirubin bilirubin_unit albumin albumin_unit"),
    "fib4": (compute_fib4, "age ast alt platelets_10e9_l"),
    "apri": (compute_apri, "ast ast_uln platelets_10e9_l"),
    "egfr": (compute_egfr, "age sex creatinine creatinine_unit"),
    "meld3": (
        compute_meld3,
        "sex bilirubin bilirubin_unit albumin albumin_unit inr sodium creatinine creatinine_unit dialysis",
    ),
    "limit": (
        judge_creatinine,
        "creatinine creatinine_unit creatinine_uln creatinine_uln_unit",
    ),
}


def compute(name, **changes):
    function, names = COMPUTE[name]
    return function(**{key: (INPUTS | changes)[key] for key in names.split()})


def rows(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


# bilirubin umol/L | albumin g/L | grade | mALBI
ALBI = """
1     | 30.5883 | 1 | 1
1     | 30.5882 | 2 | 2a
1000  | 50     | 2 | 2a
1000  | 49.999 | 2 | 2b
10    | 24.118 | 2 | 2b
10    | 24.117 | 3 | 3
"""


@pytest.mark.parametrize(("bilirubin", "albumin", "grade", "modified"), rows(ALBI))
def test_albi_grades_by_the_unrounded_value(bilirubin, albumin, grade, modified):
    """IDX-01, IDX-02: 1000 umol/L and 50 g/L give exactly -2.27, which still is 2a."""
    found = compute("albi", bilirubin=bilirubin, albumin=albumin)
    assert (found.grade, found.modified_grade) == (grade, modified)


# age | AST | ALT | platelets | band: squares decide, 1.45 and 3.25 are in the middle
FIB4 = """
29 | 20 | 4  | 200    | indeterminate
29 | 20 | 4  | 200.01 | low
65 | 20 | 4  | 200    | indeterminate
65 | 20 | 4  | 199.99 | high
"""


@pytest.mark.parametrize(("age", "ast", "alt", "platelets", "band"), rows(FIB4))
def test_fib4_bands_hold_both_cuts_in_the_middle(age, ast, alt, platelets, band):
    """IDX-03"""
    found = compute("fib4", age=age, ast=ast, alt=alt, platelets_10e9_l=platelets)
    assert found.band == band


def test_apri_is_ast_in_upper_limits_over_platelets():
    """IDX-04"""
    assert str(compute("apri").value) == "0.5"


# changes | score (IDX-05)
MELD = """
bilirubin=17.1 inr=0.8 creatinine=88.4 albumin=50            | 6
bilirubin=1 inr=1 creatinine=10 albumin=35 sodium=137        | 6
bilirubin=1 inr=1 creatinine=10 albumin=35 sodium=137 sex=F  | 7
bilirubin=1 inr=1 creatinine=10 albumin=15 sodium=125        | 20
bilirubin=1 inr=1 creatinine=10 albumin=1 sodium=100         | 20
bilirubin=1 inr=1 creatinine=10 albumin=25 sodium=136.2      | 9
bilirubin=500 inr=4 creatinine=500 albumin=20 sodium=125     | 40
bilirubin=17.1 inr=1 creatinine=265.2 albumin=35 sodium=137  | 18
bilirubin=17.1 inr=1 creatinine=900 albumin=35 sodium=137    | 18
bilirubin=17.1 inr=1 creatinine=70 albumin=35 sodium=137 dialysis=yes | 18
"""


@pytest.mark.parametrize(("changes", "score"), rows(MELD))
def test_meld_holds_its_floors_caps_and_limits(changes, score):
    given = dict(change.split("=") for change in changes.split())
    given["dialysis"] = given.get("dialysis") == "yes"
    assert compute("meld3", **given).score == int(score)


def test_meld_rounds_half_up():
    """IDX-05: 6 + 0.82 x 4 + 1.85 x 1.2 is 11.5, and sodium 133.01 leaves it just below."""
    only_salt_and_albumin = {"bilirubin": "1", "creatinine": "10", "inr": "1", "albumin": "23"}
    half = compute("meld3", **only_salt_and_albumin, sodium="133")
    assert (half.unrounded, half.score) == (Decimal("11.5"), 12)
    assert compute("meld3", **only_salt_and_albumin, sodium="133.01").score == 11


def test_dialysis_makes_creatinine_unnecessary_and_a_capped_creatinine_dialysis():
    """IDX-05, IDX-06"""
    assert compute("meld3", dialysis=True, creatinine=None, inr="1").score == 18
    assert compute("meld3", dialysis=None, creatinine="270").score is not None
    assert compute("meld3", dialysis=None).missing == ("dialysis",)
    assert compute("meld3", dialysis=None, creatinine=None).missing == ("creatinine", "dialysis")


# age | sex | creatinine | unit | eGFR (IDX-06)
EGFR = """
50 | M | 0.9  | mg/dL  | 104.0
50 | F | 0.7  | mg/dL  | 105.3
50 | M | 79.56 | umol/L | 104.0
50 | M | 1.8  | mg/dL  | 45.3
"""


@pytest.mark.parametrize(("age", "sex", "creatinine", "unit", "expected"), rows(EGFR))
def test_egfr_bends_at_the_creatinine_of_the_sex(age, sex, creatinine, unit, expected):
    found = compute("egfr", age=age, sex=sex, creatinine=creatinine, creatinine_unit=unit)
    assert f"{found.value:.1f}" == expected


# creatinine | unit | limit | its unit | above 1.5 times (IDX-08)
LIMIT = """
156    | umol/L | 104 | umol/L | no
156.01 | umol/L | 104 | umol/L | yes
156.01 | µmol/L | 104 | umol/L | yes
9      | mg/dL  | 104 | umol/L | CD
156.01 |        | 104 | umol/L | CD
156.01 | umol/L |     | umol/L | CD
       | umol/L | 104 | umol/L | CD
"""


@pytest.mark.parametrize(("value", "unit", "limit", "limit_unit", "answer"), rows(LIMIT))
def test_creatinine_is_compared_with_the_limit_in_its_own_unit(
    value, unit, limit, limit_unit, answer
):
    found = judge_creatinine(
        creatinine=value,
        creatinine_unit=unit,
        creatinine_uln=limit,
        creatinine_uln_unit=limit_unit,
    )
    assert {True: "yes", False: "no", None: "CD"}[found.exceeded] == answer
    assert bool(found.missing) == (answer == "CD")


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("albi", {"bilirubin": "2", "bilirubin_unit": "mg/dL", "bilirubin_si": "34.2"}),
        ("meld3", {"bilirubin": "2", "bilirubin_unit": "mg/dL", "bilirubin_si": "34.2"}),
        ("albi", {"albumin": "3.1", "albumin_unit": "g/dL", "albumin_si": "31"}),
        ("meld3", {"albumin": "3.1", "albumin_unit": "g/dl", "albumin_si": "31"}),
        ("egfr", {"creatinine": "1.5", "creatinine_unit": "mg/dL", "creatinine_si": "132.6"}),
        ("meld3", {"creatinine": "1.5", "creatinine_unit": "mg/dL", "creatinine_si": "132.6"}),
    ],
)
def test_the_unit_changes_nothing(name, same):
    """IDX-07"""
    analyte = next(iter(same))
    converted = same.pop(f"{analyte}_si")
    assert compute(name, **same) == compute(name, **{analyte: converted})


@pytest.mark.parametrize("name", COMPUTE)
@pytest.mark.parametrize("absent", INPUTS)
def test_a_missing_input_is_named_where_it_is_needed_and_harms_no_other_index(name, absent):
    """IDX-06: "each index that needs it, never the others"."""
    found = compute(name, **{absent: None})
    assert found.missing == ((absent,) if absent in COMPUTE[name][1].split() else ())


@pytest.mark.parametrize("name", ["albi", "meld3"])
def test_an_unknown_unit_is_never_converted(name):
    found = compute(name, bilirubin_unit="mmol/L")
    assert found.missing == ("bilirubin_unit",)


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("albi", {"bilirubin": "0"}, "bilirubin: '0' cannot be measured"),
        ("albi", {"albumin": "1e999999999"}, "cannot be measured"),
        ("egfr", {"sex": "female"}, "use F or M"),
        ("egfr", {"age": "52.5"}, "whole years"),
        ("fib4", {"age": "520"}, "whole years up to 130"),
        ("apri", {"ast": "-3"}, "cannot be measured"),
        ("meld3", {"inr": 1.2}, "no exact number"),
    ],
)
def test_a_value_that_cannot_be_is_refused(name, changes, words):
    with pytest.raises(InputRefused, match=words):
        compute(name, **changes)
