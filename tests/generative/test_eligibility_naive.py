"""The 22 criteria written a second time in plain Python agree with the study's rules."""

from datetime import date
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligible import ELIGIBLE, decision_with
from study_copy import prtras001
from trialwright.capture.eligibility import (
    decide_eligibility,
    overall_eligibility,
    overall_of,
)
from trialwright.instruments.bclc import stage_bclc
from trialwright.instruments.child_pugh import score_child_pugh
from trialwright.instruments.hbsag import hbsag_is_positive

PASS, FAIL, OPEN = "PASS", "FAIL", "CD"
YES_NO = {"yes": True, "no": False, None: None}


def all_hold(*parts):
    if False in parts:
        return FAIL
    return OPEN if None in parts else PASS


def none_present(*parts):
    if True in parts:
        return FAIL
    return OPEN if None in parts else PASS


def equals(value, *wanted):
    return None if value is None else value in wanted


def naive(p):
    yes = {name: YES_NO.get(value) for name, value in p.items() if not isinstance(value, list)}
    liver = score_child_pugh(
        **{
            name: p[name]
            for name in (
                "bilirubin",
                "bilirubin_unit",
                "albumin",
                "albumin_unit",
                "inr",
                "ascites",
                "encephalopathy",
            )
        }
    )
    return {
        "I1": all_hold(age_is_right(p)),
        "I2": all_hold(hbsag_is_positive(p["hbsag_result"], p["hbsag_unit"])),
        "I3": all_hold(
            equals(p["radical_procedure"], "resection", "ablation"),
            equals(p["pathology_diagnosis"], "HCC"),
        ),
        "I4": stage_is_early(p, liver),
        "I5": PASS if liver.high <= 6 else FAIL if liver.low >= 7 else OPEN,
        "I6": all_hold(yes["expected_survival_gt_3mo"]),
        "I7": all_hold(
            equals(p["consent_signed_by"], "participant", "legal_representative"),
            in_order(p["consent_date"], p["first_study_procedure_date"]),
            yes["agrees_to_comply"],
        ),
        "E1": none_present(*(yes[n] for n in p if n.startswith("prior_"))),
        "E2": other_cancer(p["other_malignancies"]),
        "E3": none_present(yes["interferon_allergy"], yes["interferon_unsuitable_investigator"]),
        "E4": other_liver_disease(p, yes),
        "E5": none_present(yes["autoimmune_disease"], yes["psoriasis"]),
        "E6": decompensated(p, yes, liver),
        "E7": kidneys(p),
        "E8": none_present(yes["severe_systemic_disease"]),
        "E9": none_present(
            *(yes[n] for n in ("epilepsy", "depression", "mania", "schizophrenia")),
            yes["other_severe_neuropsychiatric"],
        ),
        "E10": none_present(*(yes[n] for n in p if n.startswith("unstable_"))),
        "E11": none_present(yes["retinopathy"]),
        "E12": none_present(yes["drug_abuse_history"], yes["alcoholism_history"]),
        "E13": pregnancy(p, yes),
        "E14": none_present(yes["investigator_deems_unsuitable"]),
        "E15": none_present(yes["in_other_trial"]),
    }


def age_is_right(p):
    if p["birth_date"] is None or p["consent_date"] is None:
        return None
    born, on = date.fromisoformat(p["birth_date"]), date.fromisoformat(p["consent_date"])
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return 18 <= age <= 70


def in_order(first, second):
    return None if first is None or second is None else first <= second


def stage_is_early(p, liver):
    stage = stage_bclc(
        n_nodules=None if p["n_nodules"] is None else int(p["n_nodules"]),
        max_diam_mm=p["max_diam_mm"],
        macrovascular=YES_NO[p["macrovascular"]],
        extrahepatic=YES_NO[p["extrahepatic"]],
        ecog=None if p["ecog"] is None else int(p["ecog"]),
        ps_tumour_related=YES_NO[p["ps_tumour_related"]],
        child_pugh_classes=liver.possible_classes,
    )
    return {None: OPEN, "REVIEW": OPEN, "0": PASS, "A": PASS}.get(stage, FAIL)


def other_cancer(rows):
    if rows is None:
        return OPEN
    verdicts = []
    for row in rows:
        if row["type"] == "cervical_cis":
            verdicts.append(False)
        elif row["type"] in ("skin_bcc", "skin_scc"):
            verdicts.append({"yes": False, "no": True, None: None}[row["cured"]])
        else:
            verdicts.append(None if row["type"] is None else True)
    return none_present(*verdicts)


def other_liver_disease(p, yes):
    positive = [p[n] == "positive" for n in ("hav_igm", "hdv", "hev_igm", "hcv_rna")]
    diseases = [yes[n] for n in yes if n.endswith("_liver_disease")]
    if True in positive or True in diseases:
        return FAIL
    asked = (p["hav_igm"], p["hdv"], p["hev_igm"], p["anti_hcv"], *diseases)
    return OPEN if None in asked or p["anti_hcv"] == "positive" else PASS


def decompensated(p, yes, liver):
    signs = [p[n] not in (None, "none") for n in ("ascites", "encephalopathy")]
    late = True if liver.low >= 10 else None if liver.high >= 10 else False
    return none_present(
        yes["severe_liver_dysfunction"], yes["decompensation_history"], late, *signs
    )  # fmt: skip


def kidneys(p):
    value, limit = p["creatinine"], p["creatinine_uln"]
    units = (p["creatinine_unit"], p["creatinine_uln_unit"])
    if None in (value, limit, *units) or units[0] != units[1] or Fraction(limit) == 0:
        return OPEN
    return none_present(2 * Fraction(value) > 3 * Fraction(limit))


def pregnancy(p, yes):
    pregnant = equals(p["pregnancy_test"], "positive")
    plans, accepts = yes["plans_pregnancy"], yes["accepts_contraception"]
    risky = {(True, False): True}.get((plans, accepts))
    if plans is False or accepts is True:
        risky = False
    potential = yes["childbearing_potential"]
    asked = [yes["breastfeeding"]]
    if potential is not False:
        asked += [pregnant, risky]
    if potential is None:
        asked.append(None)
    found = none_present(*asked)
    if p["sex"] == "M":
        return PASS
    return found if p["sex"] == "F" or found == PASS else OPEN


YES_NO_ITEMS = sorted(
    {name for name, value in ELIGIBLE.items() if value in ("yes", "no")}
    | {"macrovascular", "extrahepatic", "ps_tumour_related", "childbearing_potential"}
    | {"breastfeeding", "plans_pregnancy", "accepts_contraception"}
)
SEROLOGY = ["hav_igm", "anti_hcv", "hcv_rna", "hdv", "hev_igm", "pregnancy_test"]
POSSIBLE = {
    **{name: ["yes", "no", None] for name in YES_NO_ITEMS},
    **{name: ["positive", "negative", None] for name in SEROLOGY},
    "birth_date": ["1955-02-01", "1955-02-02", "2008-02-01", "2008-02-02", "1990-12-31", None],
    "consent_date": ["2026-02-01", "2026-03-15", None],
    "first_study_procedure_date": ["2026-01-31", "2026-02-01", "2026-03-15", None],
    "consent_signed_by": ["participant", "legal_representative", "none", None],
    "hbsag_result": ["820", "0.05", "0.04", "<0.05", "<0.1", ">250", "reactive", "QNS", None],
    "hbsag_unit": ["IU/mL", "mIU/mL", "COI", None],
    "radical_procedure": ["resection", "ablation", "transplant", "other", None],
    "pathology_diagnosis": ["HCC", "cHCC-CCA", "other", None],
    "n_nodules": ["1", "2", "3", "4", None],
    "max_diam_mm": ["15", "20", "21", "30", "31", None],
    "ecog": ["0", "1", "2", "3", None],
    "bilirubin": ["14", "34", "51", "52", None],
    "bilirubin_unit": ["umol/L", "mg/dL", None],
    "albumin": ["42", "35", "28", "27", None],
    "albumin_unit": ["g/L", None],
    "inr": ["1.05", "1.7", "2.3", "2.4", None],
    "ascites": ["none", "mild", "moderate_severe", None],
    "encephalopathy": ["none", "grade1-2", "grade3-4", None],
    "creatinine": ["78", "156", "156.1", None],
    "creatinine_uln": ["104", "0", None],
    "creatinine_unit": ["umol/L", "mg/dL", None],
    "creatinine_uln_unit": ["umol/L", "mg/dL", None],
    "sex": ["F", "M", None],
}
CANCERS = st.none() | st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["skin_bcc", "skin_scc", "cervical_cis", "other", None]),
            "cured": st.sampled_from(["yes", "no", None]),
        }
    ),
    max_size=3,
)


@st.composite
def people(draw):
    """Most answers as in the eligible participant, so that rules are also seen to pass."""
    changed = draw(st.sets(st.sampled_from(sorted(POSSIBLE)), max_size=12))
    person = {name: ELIGIBLE.get(name) for name in POSSIBLE}
    for name in sorted(changed):
        person[name] = draw(st.sampled_from(POSSIBLE[name]))
    person["other_malignancies"] = draw(CANCERS)
    return person


# The first example loads the study, which no deadline should count.
@settings(max_examples=300, deadline=None)
@given(people())
def test_the_rules_agree_with_plain_python(person):
    decision = decision_with(**person)
    assert {r.criterion: r.verdict for r in decision.results} == naive(person)


@settings(max_examples=100, deadline=None)
@given(people(), st.sampled_from(sorted(POSSIBLE)))
def test_taking_an_answer_away_never_turns_a_failure_into_a_pass(person, name):
    """ELI-00: nothing missing passes, so a gap can only open what was decided."""
    before = decision_with(**person).not_passed()
    after = decision_with(**{**person, name: None}).not_passed()
    for criterion, verdict in before.items():
        assert verdict != "FAIL" or criterion in after


# What makes each criterion FAIL, and what leaves it open; the eligible participant passes them all.
FAILS = {
    "I1": {"birth_date": "1950-01-01"},
    "I2": {"hbsag_result": "<0.05"},
    "I3": {"pathology_diagnosis": "other"},
    "I4": {"extrahepatic": "yes"},
    "I5": {"bilirubin": "60"},
    "I6": {"expected_survival_gt_3mo": "no"},
    "I7": {"agrees_to_comply": "no"},
    "E1": {"prior_chemotherapy": "yes"},
    "E2": {"other_malignancies": [{"type": "other", "cured": "yes"}]},
    "E3": {"interferon_allergy": "yes"},
    "E4": {"hdv": "positive"},
    "E5": {"psoriasis": "yes"},
    "E6": {"decompensation_history": "yes"},
    "E7": {"creatinine": "170"},
    "E8": {"severe_systemic_disease": "yes"},
    "E9": {"mania": "yes"},
    "E10": {"unstable_diabetes": "yes"},
    "E11": {"retinopathy": "yes"},
    "E12": {"drug_abuse_history": "yes"},
    "E13": {"sex": "F", "breastfeeding": "yes"},
    "E14": {"investigator_deems_unsuitable": "yes"},
    "E15": {"in_other_trial": "yes"},
}
LEAVES_OPEN = {name: dict.fromkeys(changes) for name, changes in FAILS.items()} | {
    "E13": {"sex": None, "breastfeeding": None}
}
STATES = {PASS: {name: {} for name in FAILS}, FAIL: FAILS, OPEN: LEAVES_OPEN}


def naive_overall(verdicts):
    if FAIL in verdicts:
        return "INELIGIBLE"
    return "CANNOT_DETERMINE" if OPEN in verdicts else "ELIGIBLE"


def result_in(criterion, state):
    """The criterion's result in a decision in which nothing else was changed."""
    results = decision_with(**STATES[state][criterion]).results
    (found,) = (result for result in results if result.criterion == criterion)
    assert found.verdict == state, criterion
    return found


def test_any_three_criteria_in_any_three_states_decide_together():
    """ELI-00: all 1540 triples in all 27 combinations of PASS, FAIL and cannot be determined"""
    results = {(name, state): result_in(name, state) for name in FAILS for state in STATES}
    passed = [results[name, PASS] for name in FAILS]
    for three in combinations(range(len(FAILS)), 3):
        names = [list(FAILS)[place] for place in three]
        others = [result for place, result in enumerate(passed) if place not in three]
        for states in product(STATES, repeat=3):
            chosen = [results[pair] for pair in zip(names, states, strict=True)]
            assert overall_of([*others, *chosen]) == naive_overall(states)


@pytest.mark.parametrize("first", FAILS)
def test_any_two_criteria_decide_as_plain_python_does(first):
    """Two changes at once through the study's own rules: what one does to another is in both."""
    for second, one, other in product(FAILS, (FAIL, OPEN), (FAIL, OPEN)):
        if second == first:
            continue
        changes = STATES[one][first] | STATES[other][second]
        person = {name: ELIGIBLE.get(name) for name in POSSIBLE} | {"other_malignancies": []}
        expected = naive(person | changes)
        decision = decision_with(**changes)
        assert {r.criterion: r.verdict for r in decision.results} == expected
        assert decision.overall == naive_overall(expected.values())


anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(max_size=12),
    st.sampled_from(["²", "1e400", "-0", "2026-W10-1", "9999-12-31", "NaN", "1" * 5000, " "]),
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(POSSIBLE)), anything, max_size=20))
def test_no_answer_however_odd_stops_the_decision(changes):
    decision = decision_with(**changes)
    assert len(decision.results) == 22


@given(st.floats(min_value=0.1, max_value=500).map(lambda x: round(x, 2)))
def test_a_number_and_the_text_that_writes_it_are_one_answer(value):
    assert decision_with(creatinine=value).results == decision_with(creatinine=str(value)).results


@settings(max_examples=150, deadline=None)
@given(st.one_of(people(), st.dictionaries(st.sampled_from(sorted(POSSIBLE)), anything)))
def test_the_overall_answer_alone_is_that_of_the_whole_decision(changes):
    values = ELIGIBLE | changes
    whole = decide_eligibility(prtras001(), values)
    assert overall_eligibility(prtras001(), values) == whole.overall
