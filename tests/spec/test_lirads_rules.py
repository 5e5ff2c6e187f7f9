"""LI-RADS v2018, rule by rule. A read of 15 mm is changed in one place at a time."""

from datetime import date
from decimal import Decimal

import pytest

from trialwright.instruments.inputs import InputRefused
from trialwright.instruments.lirads import categorise_lirads, tumour_in_vein_cause
from trialwright.instruments.lirads_growth import Growth, read_growth
from trialwright.instruments.lirads_read import LiradsRead
from trialwright.instruments.lirads_risk import lirads_applies
from trialwright.instruments.lirads_table import look_up

COMPLETE = {
    "at_risk": True,
    "path_proven": False,
    "treated": False,
    "not_categorizable": False,
    "tiv": "none",
    "benign": "none",
    "targetoid": False,
    "nontargetoid_m": False,
    "aphe": "nonrim",
    "size_mm": "15",
    "washout": "nonperipheral",
    "capsule": "none",
}
VALUES = {"yes": True, "no": False, "?": None}

# rule   | what differs from the complete read, "?" = not recorded  | category
TABLE = """
LIR-01 |                                                            | LR-5
LIR-01 | at_risk=no path_proven=yes                                 | NOT-APPLICABLE
LIR-01 | at_risk=? path_proven=yes                                  | CD
LIR-01 | path_proven=yes treated=yes                                | PATH
LIR-01 | path_proven=? treated=yes                                  | CD
LIR-01 | treated=yes not_categorizable=yes                          | USE-TRA
LIR-02 | not_categorizable=yes tiv=definite                         | LR-NC
LIR-02 | tiv=definite benign=definite targetoid=yes                 | LR-TIV
LIR-02 | tiv=definite aphe=? size_mm=? washout=? capsule=? benign=? | LR-TIV
LIR-02 | benign=probable targetoid=yes                              | LR-2
LIR-04 | washout=none capsule=enhancing                             | LR-4
LIR-05 | size_mm=9.9                                                | LR-4
LIR-05 | size_mm=10                                                 | LR-5
LIR-05 | size_mm=19.9 washout=none                                  | LR-3
LIR-05 | size_mm=20 washout=none                                    | LR-4
LIR-07 | aphe=unsure                                                | LR-3
LIR-07 | aphe=?                                                     | CD
LIR-07 | size_mm=?                                                  | CD
LIR-07 | washout=unsure                                             | LR-3
LIR-07 | washout=?                                                  | CD
LIR-07 | capsule=?                                                  | CD
LIR-07 | tiv=?                                                      | CD
LIR-07 | benign=?                                                   | CD
LIR-07 | targetoid=?                                                | CD
LIR-07 | nontargetoid_m=?                                           | CD
LIR-07 | targetoid=? aphe=rim size_mm=? capsule=?                   | LR-M
LIR-07 | benign=definite aphe=?                                     | LR-1
LIR-08 | targetoid=yes                                              | LR-M
LIR-08 | aphe=rim                                                   | LR-M
LIR-08 | washout=peripheral                                         | LR-M
LIR-08 | nontargetoid_m=yes                                         | LR-5
LIR-08 | nontargetoid_m=yes aphe=none                               | LR-M
LIR-08 | nontargetoid_m=yes aphe=none targetoid=?                   | LR-M
LIR-08 | nontargetoid_m=yes washout=none capsule=enhancing af_malignant=1 | LR-M
LIR-08 | nontargetoid_m=yes aphe=none size_mm=?                     | CD
LIR-09 | tiv=unsure                                                 | LR-5
LIR-11 | aphe=none af_malignant=2                                   | LR-4
LIR-11 | af_malignant=1                                             | LR-5
LIR-11 | af_benign=3                                                | LR-4
LIR-11 | aphe=none af_malignant=1 af_benign=4                       | LR-3
LIR-11 | benign=definite af_malignant=1                             | LR-1
LIR-11 | benign=probable af_malignant=1                             | LR-3
LIR-11 | benign=probable af_benign=1                                | LR-1
LIR-11 | targetoid=yes af_benign=1                                  | LR-M
LIR-12 | tie_between=LR-5|LR-4                                      | LR-4
LIR-12 | tie_between=LR-4|LR-5 af_benign=1                          | LR-4
LIR-12 | aphe=none tie_between=LR-3|LR-2                            | LR-3
LIR-12 | benign=probable tie_between=LR-2|LR-3                      | LR-3
LIR-12 | benign=definite tie_between=LR-2|LR-1                      | LR-2
LIR-12 | targetoid=yes tie_between=LR-M|LR-5                        | LR-M
LIR-12 | targetoid=yes tie_between=LR-M|LR-3                        | LR-3
LIR-12 | aphe=none tie_between=LR-M|LR-3                            | LR-3
LIR-12 | tiv=definite tie_between=LR-M|LR-TIV                       | LR-M
LIR-12 | tiv=definite tie_between=LR-TIV|LR-5                       | LR-5
LIR-12 | tie_between=LR-3|LR-4                                      | CD
LIR-12 | tie_between=LR-5|LR-3                                      | CD
LIR-12 | tie_between=LR-5                                           | CD
"""


def read_from(changes):
    told = dict(pair.split("=") for pair in changes.split())
    values = {name: VALUES.get(text, text) for name, text in told.items()}
    counts = {name: int(values[name]) for name in values if name.startswith("af_")}
    return LiradsRead(**(COMPLETE | values | counts))


@pytest.mark.parametrize(
    ("rule", "changes", "category"),
    [
        (first.strip(), middle.strip(), last.strip())
        for line in TABLE.strip().splitlines()
        for first, rest in [line.split("|", 1)]
        for middle, last in [rest.rsplit("|", 1)]
    ],
)
def test_category_of_an_observation(rule, changes, category):
    found = categorise_lirads(read_from(changes))
    assert (found.category or "CD") == category


# what differs from the complete read | the rules that decided
DECIDED_BY = """
at_risk=no                                 | LIR-01
not_categorizable=yes                      | LIR-10
tiv=definite                               | LIR-09
targetoid=yes                              | LIR-08
targetoid=yes tie_between=LR-M,LR-3        | LIR-08 LIR-12
washout=none                               | LIR-03
washout=none af_malignant=1                | LIR-03 LIR-11
                                           | LIR-04
tie_between=LR-5,LR-4                      | LIR-04 LIR-12
at_risk=? capsule=?                        | LIR-01 LIR-07
"""


@pytest.mark.parametrize("line", DECIDED_BY.strip("\n").splitlines())
def test_a_category_names_the_rules_that_decided_it(line):
    changes, rules = line.split("|")
    assert categorise_lirads(read_from(changes.replace(",", "|"))).rules == tuple(rules.split())


GRID = """
none      | LR-3 LR-3 LR-3 LR-3 LR-4
one       | LR-3 LR-4 LR-4 ?    LR-5
two       | LR-4 LR-4 LR-4 LR-5 LR-5
"""
COLUMNS = ((False, 19), (False, 20), (True, 9), (True, 10), (True, 20))


@pytest.mark.parametrize("line", GRID.strip().splitlines())
def test_the_table_of_major_features(line):
    """LIR-03"""
    number, cells = line.split("|")
    features = {"none": 0, "one": 1, "two": 2}[number.strip()]
    for (aphe, size), cell in zip(COLUMNS, cells.split(), strict=True):
        if cell != "?":
            got, _ = look_up(
                nonrim_aphe=aphe,
                size_mm=size,
                capsule=features > 0,
                washout=features > 1,
                growth=False,
            )
            assert got == cell


@pytest.mark.parametrize(
    ("capsule", "washout", "growth", "category"),
    [(1, 0, 0, "LR-4"), (0, 1, 0, "LR-5"), (0, 0, 1, "LR-5")],
)
def test_one_feature_at_10_to_19_mm_depends_on_which(capsule, washout, growth, category):
    """LIR-04"""
    got = look_up(nonrim_aphe=True, size_mm=12, capsule=capsule, washout=washout, growth=growth)
    assert got == (category, "LIR-04")


# prior size and date | size and date | growth
GROWTH = """
8    2026-09-01 | 12   2027-03-01 | threshold
8    2026-08-31 | 12   2027-02-28 | threshold
8    2026-08-31 | 12   2027-03-01 | none
8    2026-09-01 | 11.9 2027-03-01 | none
8    2026-08-31 | 15.9 2027-03-01 | none
8    2026-08-31 | 16   2027-03-01 | subthreshold
0    2026-09-01 | 10   2027-03-01 | subthreshold
0    2026-09-01 | 9    2027-03-01 | none
12   2026-09-01 | 8    2027-03-01 | none
"""


@pytest.mark.parametrize("line", GROWTH.strip().splitlines())
def test_growth_between_two_examinations(line):
    """LIR-06"""
    prior, now, growth = (cell.split() for cell in line.split("|"))
    read = LiradsRead(
        **(COMPLETE | {"size_mm": now[0], "prior_size_mm": prior[0]}),
        prior_date=date.fromisoformat(prior[1]),
        scan_date=date.fromisoformat(now[1]),
    )
    assert categorise_lirads(read).threshold_growth is (growth == ["threshold"])
    found = read_growth(
        size_mm=Decimal(now[0]),
        scan_date=read.scan_date,
        prior_size_mm=Decimal(prior[0]),
        prior_date=read.prior_date,
    )
    assert found.growth == Growth(growth[0])


def test_without_a_prior_examination_growth_is_absent():
    """LIR-06"""
    found = categorise_lirads(LiradsRead(**COMPLETE))
    assert (found.category, found.threshold_growth) == ("LR-5", None)


@pytest.mark.parametrize(
    ("prior", "missing"),
    [
        ({"prior_size_mm": "8", "scan_date": date(2027, 3, 1)}, ("prior_date",)),
        ({"prior_size_mm": "0", "scan_date": date(2027, 3, 1)}, ("prior_date",)),
        ({"prior_date": date(2027, 1, 1), "scan_date": date(2027, 3, 1)}, ("prior_size_mm",)),
        ({"prior_date": date(2027, 1, 1), "prior_size_mm": "8"}, ("scan_date",)),
    ],
)
def test_half_a_prior_examination_sends_the_read_back(prior, missing):
    """LIR-06"""
    found = categorise_lirads(LiradsRead(**COMPLETE, **prior))
    assert (found.category, found.missing, found.threshold_growth) == (None, missing, None)


def test_a_prior_examination_after_the_scan_is_a_finding():
    dates = {"prior_date": date(2027, 3, 1), "scan_date": date(2027, 3, 1), "prior_size_mm": 8}
    found = categorise_lirads(LiradsRead(**COMPLETE, **dates))
    assert found.category is None
    assert "is not before" in found.findings[0]


def test_everything_that_is_still_needed_is_named_in_order():
    """LIR-07"""
    found = categorise_lirads(LiradsRead(aphe="nonrim", size_mm="15", washout="nonperipheral"))
    assert found.category is None
    assert found.missing == (
        *("at_risk", "path_proven", "treated", "not_categorizable", "tiv", "benign"),
        *("targetoid", "nontargetoid_m", "capsule"),
    )


def test_nothing_is_asked_for_behind_the_step_that_decides():
    found = categorise_lirads(LiradsRead(path_proven=True))
    assert found.missing == ("at_risk",)


# aphe washout size | LR-5 v2018, LR-5 in the record's words, disagree
FLAGS = """
nonrim nonperipheral 15 | yes yes no
nonrim nonperipheral 8  | no  no  no
nonrim none          22 | no  no  no
none   nonperipheral 22 | no  no  no
nonrim unsure        15 | no  no  no
nonrim nonperipheral ?  | ?   ?   ?
rim    ?             15 | no  no  no
"""


@pytest.mark.parametrize("line", FLAGS.strip().splitlines())
def test_both_readings_of_lr5_are_kept(line):
    """LIR-13"""
    features, flags = (cell.split() for cell in line.split("|"))
    named = dict(zip(("aphe", "washout", "size_mm"), features, strict=True))
    values = {name: VALUES.get(text, text) for name, text in named.items()}
    found = categorise_lirads(LiradsRead(**(COMPLETE | values)))
    got = (found.lr5_v2018, found.lr5_record_literal, found.lr5_readings_disagree)
    assert got == tuple(VALUES[flag] for flag in flags)


def test_lr5_without_washout_is_no_lr5_in_the_words_of_the_record():
    """LIR-13"""
    found = categorise_lirads(
        LiradsRead(**(COMPLETE | {"size_mm": 22, "washout": "none", "capsule": "enhancing"}))
    )
    assert (found.lr5_v2018, found.lr5_record_literal) == (True, False)
    assert found.lr5_readings_disagree is True


# age | cirrhosis, hepatitis B, HCC | vascular, congenital | at risk
RISK = """
51 | no no yes  | no no  | yes
51 | no yes ?   | no no  | yes
51 | no no no   | ? ?    | no
51 | no ? no    | no no  | ?
17 | yes yes ?  | no no  | no
?  | yes yes no | no no  | ?
51 | yes yes no | yes no | no
51 | yes yes no | ? no   | ?
51 | yes no no  | no yes | no
"""


@pytest.mark.parametrize("line", RISK.strip().splitlines())
def test_who_is_at_risk(line):
    """LIR-01"""
    age, risks, excluded, answer = (cell.split() for cell in line.split("|"))
    found = lirads_applies(
        **dict(
            zip(
                ("cirrhosis", "chronic_hepatitis_b", "current_or_prior_hcc"),
                map(VALUES.get, risks),
                strict=True,
            )
        ),
        age=None if age == ["?"] else int(age[0]),
        vascular_cirrhosis=VALUES[excluded[0]],
        congenital_hepatic_fibrosis=VALUES[excluded[1]],
    )
    assert found is VALUES[answer[0]]


@pytest.mark.parametrize(
    ("contiguous", "cause"),
    [("LR-5", "definitely HCC"), ("LR-M", "may be non-HCC malignancy"), (None, "probably HCC")],
)
def test_the_cause_of_tumour_in_vein_is_reported(contiguous, cause):
    """LIR-09"""
    assert tumour_in_vein_cause(contiguous) == cause


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"aphe": "bright"}, "use one of: nonrim, rim, none, unsure"),
        ({"size_mm": "0"}, "cannot measure 0 mm"),
        ({"size_mm": "-4"}, "cannot be measured"),
        ({"size_mm": 12.5}, "no exact number"),
        ({"af_benign": -1}, "count from 0"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(changes, words):
    with pytest.raises(InputRefused, match=words):
        categorise_lirads(LiradsRead(**(COMPLETE | changes)))
