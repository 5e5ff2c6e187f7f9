"""Section 11 of the clinical rules, sentence by sentence: answers and the verdict they lead to.

A row changes some answers of a participant who passes everything; `?` takes an answer away. Every
criterion that is not named in the row must still pass.
"""

import pytest

from eligible import ELIGIBLE, decision_with


def changed(text):
    pairs = (part.partition("=") for part in text.split(", ") if part)
    return {name.strip(): None if value == "?" else value for name, _, value in pairs}


ROWS = {
    "ELI-I1 18 <= completed years at consent <= 70 (70 years and 364 days pass)": """
        birth_date=2008-02-01 | PASS
        birth_date=2008-02-02 | I1 FAIL
        birth_date=1955-02-02 | PASS
        birth_date=1955-02-01 | I1 FAIL
        birth_date=2008-02-29, consent_date=2026-02-28, first_study_procedure_date=2026-03-01 | PASS
        birth_date=2027-01-01 | I1 FAIL
        birth_date=? | I1 CD
        birth_date=1975-06 | I1 CD
        birth_date=1975-02-30 | I1 CD
    """,
    "ELI-I2 quantitative >= 0.05 IU/mL or reactive": """
        hbsag_result=0.05 | PASS
        hbsag_result=0.049999 | I2 FAIL
        hbsag_result=<0.05 | I2 FAIL
        hbsag_result=<0.1 | I2 CD
        hbsag_result=>250 | PASS
        hbsag_result=1,250 | PASS
        hbsag_result=reactive, hbsag_unit=? | PASS
        hbsag_result=non-reactive, hbsag_unit=? | I2 FAIL
        hbsag_result=50, hbsag_unit=mIU/mL | PASS
        hbsag_result=49, hbsag_unit=mIU/mL | I2 FAIL
        hbsag_result=0.04, hbsag_unit=kIU/mL | PASS
        hbsag_result=820, hbsag_unit=COI | I2 CD
        hbsag_result=820, hbsag_unit=? | I2 CD
        hbsag_result=haemolysed | I2 CD
        hbsag_result=? | I2 CD
    """,
    "ELI-I3 resection or ablation, with pathology of HCC": """
        radical_procedure=ablation | PASS
        radical_procedure=transplant | I3 FAIL
        radical_procedure=other | I3 FAIL
        radical_procedure=? | I3 CD
        pathology_diagnosis=cHCC-CCA | I3 FAIL
        pathology_diagnosis=other | I3 FAIL
        pathology_diagnosis=neuroendocrine tumour | I3 FAIL
        pathology_diagnosis=? | I3 CD
        radical_procedure=?, pathology_diagnosis=other | I3 FAIL
        radical_procedure=other, pathology_diagnosis=? | I3 FAIL
    """,
    "ELI-I4 stage 0 or A; B, C and D fail; review or undetermined stays open": """
        max_diam_mm=20 | PASS
        max_diam_mm=120 | PASS
        n_nodules=3, max_diam_mm=30 | PASS
        n_nodules=2, max_diam_mm=31 | I4 FAIL
        n_nodules=4, max_diam_mm=10 | I4 FAIL
        macrovascular=yes | I4 FAIL
        extrahepatic=yes, macrovascular=? | I4 FAIL
        macrovascular=? | I4 CD
        ecog=1, ps_tumour_related=yes | I4 FAIL
        ecog=1, ps_tumour_related=no | PASS
        ecog=1 | I4 CD
        ecog=3 | I4 FAIL
        ecog=? | I4 CD
        ecog=7 | I4 CD
        max_diam_mm=? | I4 CD
        n_nodules=?, max_diam_mm=15 | I4 CD
        n_nodules=many | I4 CD
        ecog=4, bilirubin=unclear | I4 FAIL, I5 CD
    """,
    "ELI-I5 upper bound of Child-Pugh <= 6 passes, lower bound >= 7 fails": """
        bilirubin=40 | PASS
        bilirubin=40, albumin=33 | I4 CD, I5 FAIL
        bilirubin=2.5, bilirubin_unit=mg/dL | PASS
        bilirubin=14, bilirubin_unit=? | I4 CD, I5 CD
        albumin=4.2, albumin_unit=g/dL | PASS
        albumin=42, albumin_unit=mg/L | I4 CD, I5 CD
        inr=? | I4 CD, I5 CD
        inr=?, bilirubin=40 | I4 CD, I5 CD
        inr=?, bilirubin=60 | I4 CD, I5 FAIL
        inr=-1 | I4 CD, I5 CD
    """,
    "ELI-I6 expected survival is the investigator's answer, blank is undetermined": """
        expected_survival_gt_3mo=no | I6 FAIL
        expected_survival_gt_3mo=? | I6 CD
        expected_survival_gt_3mo= | I6 CD
        expected_survival_gt_3mo=probably | I6 CD
    """,
    "ELI-I7 signed, not after the first study procedure, agrees to comply": """
        consent_signed_by=legal_representative | PASS
        consent_signed_by=none | I7 FAIL
        consent_signed_by=? | I7 CD
        first_study_procedure_date=2026-01-31 | I7 FAIL
        first_study_procedure_date=? | I7 CD
        first_study_procedure_date=2026-02 | I7 CD
        agrees_to_comply=no | I7 FAIL
        agrees_to_comply=? | I7 CD
        consent_signed_by=none, agrees_to_comply=? | I7 FAIL
        consent_date=? | I1 CD, I7 CD
    """,
    "ELI-E1 any systemic treatment or transplantation ever": """
        prior_transplant=yes | E1 FAIL
        prior_chemotherapy=yes, prior_transplant=? | E1 FAIL
        prior_targeted_therapy=yes | E1 FAIL
        prior_biological_therapy=yes | E1 FAIL
        prior_biological_therapy=? | E1 CD
        prior_locoregional=yes | PASS
    """,
    "ELI-E3 allergy, or unsuitable in the investigator's eyes": """
        interferon_allergy=yes | E3 FAIL
        interferon_unsuitable_investigator=yes, interferon_allergy=? | E3 FAIL
        interferon_allergy=? | E3 CD
        interferon_unsuitable_investigator=? | E3 CD
    """,
    "ELI-E4 another chronic liver disease; anti-HCV without RNA is the investigator's to rule": """
        hav_igm=positive | E4 FAIL
        hdv=positive, hev_igm=? | E4 FAIL
        hev_igm=positive | E4 FAIL
        anti_hcv=positive, hcv_rna=positive | E4 FAIL
        anti_hcv=negative, hcv_rna=positive | E4 FAIL
        anti_hcv=?, hcv_rna=positive | E4 FAIL
        anti_hcv=positive, hcv_rna=negative | E4 CD
        anti_hcv=positive | E4 CD
        anti_hcv=negative, hcv_rna=negative | PASS
        anti_hcv=?, hcv_rna=negative | E4 CD
        anti_hcv=? | E4 CD
        anti_hcv=positive, alcoholic_liver_disease=yes | E4 FAIL
        alcoholic_liver_disease=yes, hav_igm=? | E4 FAIL
        genetic_metabolic_liver_disease=yes | E4 FAIL
        drug_induced_liver_disease=yes | E4 FAIL
        hav_igm=? | E4 CD
        hdv=? | E4 CD
        hev_igm=? | E4 CD
        drug_induced_liver_disease=? | E4 CD
    """,
    "ELI-E5 autoimmune disease, psoriasis included": """
        psoriasis=yes, autoimmune_disease=? | E5 FAIL
        autoimmune_disease=yes | E5 FAIL
        psoriasis=? | E5 CD
    """,
    "ELI-E6 severe dysfunction, decompensation ever or now, Child-Pugh C": """
        severe_liver_dysfunction=yes | E6 FAIL
        severe_liver_dysfunction=? | E6 CD
        decompensation_history=yes | E6 FAIL
        decompensation_history=? | E6 CD
        ascites=mild | E6 FAIL
        ascites=controlled | E6 FAIL
        encephalopathy=grade1-2 | E6 FAIL
        ascites=? | I4 CD, I5 CD
        encephalopathy=? | I4 CD, I5 CD
        ascites=?, encephalopathy=? | I4 CD, I5 CD
        ascites=?, decompensation_history=yes | I4 CD, I5 CD, E6 FAIL
        ascites=?, decompensation_history=? | I4 CD, I5 CD, E6 CD
        ascites=wavy | I4 CD, I5 CD
        ascites=?, encephalopathy=?, bilirubin=40 | I4 CD, I5 CD, E6 CD
        bilirubin=60, albumin=25, inr=2.5 | I4 FAIL, I5 FAIL, E6 FAIL
        bilirubin=60, albumin=25, inr=? | I4 CD, I5 FAIL, E6 CD
        bilirubin=60, albumin=25, inr=1.0 | I4 CD, I5 FAIL
    """,
    "ELI-E7 creatinine above 1.5 times its upper limit, strictly, in one unit": """
        creatinine=156 | PASS
        creatinine=156.0000001 | E7 FAIL
        creatinine=1.05, creatinine_uln=0.7, creatinine_unit=mg/dL, creatinine_uln_unit=mg/dL | PASS
        creatinine=1.06, creatinine_uln=0.7, creatinine_unit=mg/dL, creatinine_uln_unit=mg/dL | E7 FAIL
        creatinine=0.8, creatinine_unit=mg/dL | E7 CD
        creatinine_unit=µmol/L | PASS
        creatinine_unit=? | E7 CD
        creatinine_uln_unit=? | E7 CD
        creatinine_unit=?, creatinine_uln_unit=? | E7 CD
        creatinine=? | E7 CD
        creatinine_uln=? | E7 CD
        creatinine_uln=0 | E7 CD
        creatinine=high | E7 CD
        creatinine=-78 | E7 CD
        creatinine=NaN | E7 CD
    """,
    "ELI-E8, ELI-E9, ELI-E10, ELI-E11, ELI-E12, ELI-E14, ELI-E15: yes excludes, blank is undetermined": """
        severe_systemic_disease=yes | E8 FAIL
        severe_systemic_disease=? | E8 CD
        epilepsy=yes, mania=? | E9 FAIL
        depression=yes | E9 FAIL
        mania=yes | E9 FAIL
        schizophrenia=yes | E9 FAIL
        other_severe_neuropsychiatric=yes | E9 FAIL
        depression=? | E9 CD
        unstable_diabetes=yes | E10 FAIL
        unstable_hypertension=yes | E10 FAIL
        unstable_hyperthyroidism=yes | E10 FAIL
        unstable_other_endocrine=yes, unstable_diabetes=? | E10 FAIL
        unstable_other_endocrine=? | E10 CD
        retinopathy=yes | E11 FAIL
        retinopathy=? | E11 CD
        drug_abuse_history=yes | E12 FAIL
        alcoholism_history=yes, drug_abuse_history=? | E12 FAIL
        alcoholism_history=? | E12 CD
        investigator_deems_unsuitable=yes | E14 FAIL
        investigator_deems_unsuitable=? | E14 CD
        in_other_trial=yes | E15 FAIL
        in_other_trial=? | E15 CD
    """,
}
CASES = [
    pytest.param(*map(str.strip, line.split("|")), id=line.strip())
    for lines in ROWS.values()
    for line in lines.strip().splitlines()
]


@pytest.mark.parametrize(("answers", "expected"), CASES)
def test_a_criterion_is_decided_as_written(answers, expected):
    wanted = {} if expected == "PASS" else dict(part.split() for part in expected.split(", "))
    assert decision_with(**changed(answers)).not_passed() == wanted


BCC, SCC, CIS, OTHER = "skin_bcc", "skin_scc", "cervical_cis", "other"


@pytest.mark.parametrize(
    ("history", "verdict"),
    [
        ([], "PASS"),
        (None, "CD"),
        ([(BCC, "yes")], "PASS"),
        ([(BCC, "no")], "FAIL"),
        ([(SCC, "yes"), (BCC, "yes")], "PASS"),
        ([(SCC, None)], "CD"),
        ([(SCC, "perhaps")], "CD"),
        ([(CIS, None)], "PASS"),
        ([(CIS, "no")], "PASS"),
        ([(OTHER, "yes")], "FAIL"),
        ([("melanoma", "yes")], "FAIL"),
        ([(None, "yes")], "CD"),
        ([(None, None)], "CD"),
        ([(SCC, None), (OTHER, "yes")], "FAIL"),
        ([(OTHER, None), (None, None)], "FAIL"),
        ([(CIS, None), (BCC, None)], "CD"),
    ],
)
def test_another_malignancy_excludes_unless_it_is_a_permitted_one(history, verdict):
    """ELI-E2: cured skin cancer and cervical carcinoma in situ are permitted, nothing else."""
    rows = None if history is None else [{"type": kind, "cured": cured} for kind, cured in history]
    expected = {} if verdict == "PASS" else {"E2": verdict}
    assert decision_with(other_malignancies=rows).not_passed() == expected


# Potential, test, breastfeeding, plans, contraception: y yes, n no, ? not known, . any of the three.
WOMEN = """
    n . n . . PASS
    n . y . . FAIL
    n . ? . . CD
    y n n n . PASS
    y n n . y PASS
    y n n y n FAIL
    y n n y ? CD
    y n n ? n CD
    y n n ? ? CD
    y y . . . FAIL
    y . y . . FAIL
    y ? n n . CD
    y ? n y n FAIL
    y n ? n . CD
    ? n n n . CD
    ? ? ? ? ? CD
    ? y . . . FAIL
    ? . y . . FAIL
    ? n n y n FAIL
"""


def spread(signs):
    """Each `.` stands for every answer."""
    if "." not in signs:
        return [signs]
    place = signs.index(".")
    return [
        row for sign in "yn?" for row in spread([*signs[:place], sign, *signs[place + 1 :]])
    ]  # fmt: skip


@pytest.mark.parametrize("line", [line.strip() for line in WOMEN.strip().splitlines()])
def test_a_woman_is_asked_about_pregnancy_as_far_as_it_is_possible(line):
    """ELI-E13, every combination."""
    *signs, verdict = line.split()
    words = {"y": "yes", "n": "no", "?": None}
    for potential, test, feeding, plans, contraception in spread(signs):
        decision = decision_with(
            sex="F",
            childbearing_potential=words[potential],
            pregnancy_test={"y": "positive", "n": "negative", "?": None}[test],
            breastfeeding=words[feeding],
            plans_pregnancy=words[plans],
            accepts_contraception=words[contraception],
        )
        assert decision.not_passed() == ({} if verdict == "PASS" else {"E13": verdict})


def test_a_man_is_not_asked_and_an_unknown_sex_stays_open():
    assert decision_with(sex="M", pregnancy_test="positive").not_passed() == {}
    assert decision_with(sex=None).not_passed() == {"E13": "CD"}


def test_nothing_known_leaves_every_criterion_open():
    nothing = dict.fromkeys(ELIGIBLE)
    decision = decision_with(**nothing)
    assert set(decision.not_passed().values()) == {"CD"}
    assert len(decision.not_passed()) == 22
    assert decision.overall == "CANNOT_DETERMINE"


@pytest.mark.parametrize(
    ("changes", "overall"),
    [
        ({}, "ELIGIBLE"),
        ({"retinopathy": None}, "CANNOT_DETERMINE"),
        ({"retinopathy": "yes"}, "INELIGIBLE"),
        ({"retinopathy": "yes", "psoriasis": None}, "INELIGIBLE"),
    ],
)
def test_one_failure_decides_and_one_gap_keeps_the_decision_open(changes, overall):
    """ELI-00; all 22 criteria are always evaluated, under a stored rule version (ELI-03)."""
    decision = decision_with(**changes)
    assert decision.overall == overall
    assert len(decision.results) == 22
    assert decision.rule_version == "1"


def test_no_answer_waives_a_criterion():
    """ELI-02: whatever else is entered, a failure stays one."""
    waived = decision_with(retinopathy="yes", waiver="yes", override="yes", E11="PASS")
    assert (waived.overall, waived.not_passed()) == ("INELIGIBLE", {"E11": "FAIL"})


def test_a_gap_is_named_and_a_reason_is_given():
    decision = decision_with(anti_hcv="positive", hcv_rna=None, depression=None)
    by_id = {result.criterion: result for result in decision.results}
    assert by_id["E9"].absent == ("depression",)
    assert "hcv_rna" in by_id["E4"].absent
    assert by_id["E4"].reasons == (
        "anti-HCV is positive and HCV RNA is not: the investigator must rule",
    )


def test_what_a_measure_lacks_is_named_by_its_inputs():
    """BCL-07, CHP-04: the cause of PS is not asked at PS 0, and bounds name what would narrow them."""
    stage, bounds = decision_with(inr=None).results[3:5]
    assert (stage.criterion, stage.absent) == ("I4", ("inr",))
    assert (bounds.criterion, bounds.verdict, bounds.absent) == ("I5", "CD", ("inr",))
    assert decision_with(bilirubin_unit=None).results[4].absent == ("bilirubin_unit",)
    review = decision_with(bilirubin="40", albumin="33").results[3]
    assert (review.verdict, review.absent) == ("CD", ("bclc_stage",))


def test_a_value_that_cannot_be_used_is_named():
    refused = decision_with(creatinine="high", ecog="7", ascites="wavy").refused
    assert any("creatinine" in line for line in refused)
    assert any("ecog" in line for line in refused)
    assert any("ascites" in line for line in refused)
