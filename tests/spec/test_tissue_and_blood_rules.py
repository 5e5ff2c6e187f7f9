"""PD-L1 scores, T cells in tissue and T cells in blood (TIS-01..TIS-04, FLO-01..FLO-04)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from trialwright.instruments.flow_cytometry import (
    GATES,
    PD1_MASKED,
    THERAPY_UNKNOWN,
    derive_t_cells,
)
from trialwright.instruments.inputs import InputRefused
from trialwright.instruments.pdl1 import score_pdl1
from trialwright.instruments.t_cell_infiltration import (
    compute_cohort_cutoff,
    compute_density,
    score_t_cell_infiltration,
)

# rule | PD-L1+ tumour cells | PD-L1+ immune cells | tumour cells | status | TPS | CPS
PDL1 = """
TIS-01 | 50  | 75  | 500 | OK         | 10  | 25
TIS-01 | 0   | 0   | 100 | OK         | 0   | 0
TIS-02 | 120 | 80  | 200 | OK         | 60  | 100
TIS-02 | 120 | 81  | 200 | OK         | 60  | 100
TIS-02 | 50  |     | 500 | OK         | 10  | -
TIS-03 | 5   | 3   | 99  | INADEQUATE | -   | -
TIS-03 |     | 3   | 99  | INADEQUATE | -   | -
TIS-03 | 100 | 3   | 99  | ERR        | -   | -
TIS-03 | 201 |     | 200 | ERR        | -   | -
TIS-03 |     | 3   | 200 | CD         | -   | -
TIS-03 | 5   | 3   |     | CD         | -   | -
"""


def rows(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def number(cell):
    return None if cell == "-" else Fraction(cell)


def pdl1(tumour, immune, viable):
    return score_pdl1(pdl1_pos_tumour=tumour, pdl1_pos_lympho_macro=immune, viable_tumour=viable)


@pytest.mark.parametrize(("rule", "tumour", "immune", "viable", "status", "tps", "cps"), rows(PDL1))
def test_pdl1_scores_are_given_only_for_a_section_that_can_be_read(
    rule, tumour, immune, viable, status, tps, cps
):
    found = pdl1(tumour, immune, viable)
    assert (found.status or "CD", found.tps, found.cps) == (status, number(tps), number(cps))


@pytest.mark.parametrize(
    ("tumour", "immune", "answers"),
    [
        (2, 1, (True, False, True, False)),
        (1, 0, (False, False, False, False)),
        (100, 0, (True, True, True, True)),
        (2, 18, (True, False, True, True)),
        (99, 0, (True, False, True, True)),
        (2, None, (True, False, None, None)),
    ],
)
def test_the_cut_offs_of_the_record_are_categories_with_the_cut_included(tumour, immune, answers):
    """TIS-03"""
    found = pdl1(tumour, immune, 200)
    assert answers == (
        found.tps_at_least_1,
        found.tps_at_least_50,
        found.cps_at_least_1,
        found.cps_at_least_10,
    )


def test_what_is_missing_is_named():
    assert pdl1(None, 3, None).missing == ("pdl1_pos_tumour", "viable_tumour")
    assert pdl1(5, None, 200).missing == ("pdl1_pos_lympho_macro",)


# rule | viability | lymphocytes | CD3+ | CD8+ | CD8+PD-1+ | status
FLOW = """
FLO-02 | 92   | 60000 | 40000 | 14000 | 3500  | OK
FLO-03 | 92   | 60000 | 60001 | 14000 | 3500  | ERR
FLO-03 | 92   | 60000 | 40000 | 40001 | 3500  | ERR
FLO-03 | 92   | 60000 | 40000 | 14000 | 14001 | ERR
FLO-03 | 92   | 60000 |       | 60001 | 3500  | ERR
FLO-03 | 60   | 300   | 200   | 201   |       | ERR
FLO-03 | 92   | 500   | 500   | 500   | 500   | OK
FLO-04 | 70   | 60000 | 40000 | 500   | 0     | OK
FLO-04 | 69.9 | 60000 | 40000 | 500   | 0     | INADEQUATE
FLO-04 | 70   | 60000 | 40000 | 499   | 0     | INADEQUATE
FLO-04 |      | 60000 | 40000 | 499   | 0     | INADEQUATE
FLO-04 | 60   | 60000 |       | 14000 | 3500  | INADEQUATE
FLO-04 | 92   | 499   |       |       |       | INADEQUATE
FLO-04 |      | 60000 | 40000 | 14000 | 3500  | CD
FLO-04 | 92   | 60000 | 40000 | 14000 |       | CD
"""


def flow(viability, lymphocytes, cd3, cd8, pd1, therapy=False):
    return derive_t_cells(
        viability_pct=viability,
        lymphocytes=lymphocytes,
        cd3_pos=cd3,
        cd8_pos=cd8,
        cd8_pd1_pos=pd1,
        anti_pd1_therapy=therapy,
    )


@pytest.mark.parametrize("row", rows(FLOW))
def test_a_sample_is_wrong_before_it_is_too_small(row):
    _, *counts, status = row
    found = flow(*counts)
    assert (found.status or "CD") == status
    assert (found.pd1_of_cd8 is None) == (status != "OK")


def test_each_proportion_names_its_parent():
    """FLO-02"""
    found = flow("92", 60000, 40000, 14000, 3500)
    assert (found.cd8_of_cd3, found.pd1_of_cd8) == (35, 25)
    assert (found.pd1_of_cd3, found.pd1_of_lymphocytes) == (Fraction(35, 4), Fraction(35, 6))


def test_gating_ends_with_the_four_counts_of_the_form():
    """FLO-01"""
    assert [gate.split()[0] for gate in GATES[3:]] == [
        "lymphocytes",
        "CD45+",
        "CD3+",
        "CD8+",
        "PD-1+",
    ]


@pytest.mark.parametrize(
    ("therapy", "flags"), [(True, (PD1_MASKED,)), (None, (THERAPY_UNKNOWN,)), (False, ())]
)
def test_treatment_that_masks_pd1_is_flagged(therapy, flags):
    """FLO-04"""
    assert flow("92", 60000, 40000, 14000, 3500, therapy).flags == flags


CUTOFFS = {"cd3_ct_cutoff": 200, "cd3_im_cutoff": 300, "cd8_im_cutoff": 150}

# CD3 centre | CD3 margin | CD8 centre | CD8 margin | score, or its bounds (TIS-04)
DENSITIES = """
200 | 300 | 93    | 150 | 4
199 | 299 | 92.99 | 149 | 0
200 | 299 | 93    | 149 | 2
200 |     | 93    | 149 | 2-3
    |     |       |     | 0-4
"""


@pytest.mark.parametrize(("cd3_ct", "cd3_im", "cd8_ct", "cd8_im", "score"), rows(DENSITIES))
def test_infiltration_counts_what_reaches_its_cut_off(cd3_ct, cd3_im, cd8_ct, cd8_im, score):
    found = score_t_cell_infiltration(
        cd3_ct=cd3_ct, cd3_im=cd3_im, cd8_ct=cd8_ct, cd8_im=cd8_im, **CUTOFFS
    )
    low, _, high = score.partition("-")
    assert (found.low, found.high) == (int(low), int(high or low))
    assert found.score == (None if high else int(low))


def test_a_missing_cut_off_and_missing_documentation_are_named():
    """TIS-04"""
    found = score_t_cell_infiltration(
        cd3_ct=1, cd3_im=1, cd8_ct=1, cd8_im=1, **CUTOFFS | {"cd3_im_cutoff": None}, software="X 2"
    )
    assert found.missing == ("cd3_im_cutoff",)
    assert found.undocumented == ("area_mm2", "antibody_clone")


def test_a_density_needs_its_area_and_a_cohort_gives_its_median():
    """TIS-04"""
    assert compute_density(465, "2.5") == 186
    assert compute_density(465, None) is None
    assert compute_cohort_cutoff([Fraction(3), Fraction(1), Fraction(8)]) == 3
    assert compute_cohort_cutoff([Fraction(3), Fraction(1), Fraction(8), Fraction(4)]) == Fraction(
        7, 2
    )
    assert compute_cohort_cutoff([]) is None


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: pdl1("2.5", 1, 200), "whole number"),
        (lambda: pdl1(-1, 1, 200), "cannot be measured"),
        (lambda: flow(Decimal("100.1"), 1, 1, 1, 1), "above 100 percent"),
        (lambda: compute_density(1, 0), "0 mm2"),
    ],
)
def test_a_count_that_cannot_be_is_refused(call, words):
    with pytest.raises(InputRefused, match=words):
        call()
