"""Which ways to decide a criterion are offered, and the rules they become."""

import pytest

from changed_records import changed, seed_record
from trialwright.definition.draft.criterion_rules import limit_rule, limits_of, rule_options
from trialwright.definition.draft.draft import draft_study
from trialwright.definition.host_functions import as_decimal_value
from trialwright.definition.rules import Rule

#  the criterion                                     | offered, beside "judged" and "conditions"
OFFERED = [
    ("Aged 18 to 70 years", "age ≥ 18, ≤ 70 year"),
    ("Patient over 18 years", "age > 18 year"),
    ("Serum creatinine exceeding 1.5 times the upper limit of normal", "creatinine > 1.5 ULN"),
    ("Haemoglobin at least 90 g/L", "haemoglobin ≥ 90 g/L"),
    ("Platelets < 75 x 10^9/L", "platelets < 75 x10^9/L"),
    ("Body mass index between 18.5 and 30 kg/m2", "body mass index ≥ 18.5, ≤ 30 kg/m2"),
    # What cannot be computed exactly is not offered.
    ("ALT at least 2 times ULN", None),
    ("Age at least 6 months", None),
    ("Major surgery within 8 weeks before enrolment", None),
    ("Severe systemic disease", None),
]


@pytest.mark.parametrize(("text", "reading"), OFFERED)
def test_a_limit_is_offered_as_it_was_understood(text, reading):
    options = rule_options(text, "exclusion", limits_of(text))
    limits = [o.label.en for o in options if o.value.startswith("limit_")]
    assert limits == ([f"Computed from: {reading}"] if reading else [])
    assert [o.value for o in options][-2:] == ["judged", "conditions"]


#  criterion                          value below, at and above the limit
ANSWERS = [
    ("Haemoglobin at least 90 g/L", [("89.999", False), ("90", True), ("90.001", True)]),
    ("Haemoglobin above 90 g/L", [("89.999", False), ("90", False), ("90.001", True)]),
    ("Haemoglobin below 90 g/L", [("89.999", True), ("90", False), ("90.001", False)]),
    ("Haemoglobin at most 90 g/L", [("89.999", True), ("90", True), ("90.001", False)]),
    ("Albumin 0.7 g/L or more", [("0.69999", False), ("0.7", True)]),
]


@pytest.mark.parametrize(("text", "answers"), ANSWERS)
def test_a_limit_decides_exactly_at_its_edge(text, answers):
    plan = limit_rule(limits_of(text)[0], "v_i1", ("g/L",), {"assumption": "x"})
    (name,) = plan.inputs
    for value, expected in answers:
        answer = Rule(plan.rule).evaluate({name: as_decimal_value(value)})
        assert answer.value is expected, value
    assert Rule(plan.rule).evaluate({}).value is None


def test_a_multiple_of_the_upper_limit_needs_both_in_one_unit():
    limit = limits_of("creatinine above 1.5 times ULN")[0]
    plan = limit_rule(limit, "v_e1", ("umol/L", "mg/dL"), {"assumption": "x"})
    given = {
        "v_e1_creatinine": as_decimal_value("150.1"),
        "v_e1_creatinine_uln": as_decimal_value("100"),
        "v_e1_creatinine_u": "umol/L",
        "v_e1_creatinine_l_u": "umol/L",
    }
    assert sorted(plan.inputs) == sorted(given)
    assert Rule(plan.rule).evaluate(given).value is True
    at_limit = {**given, "v_e1_creatinine": as_decimal_value("150")}
    assert Rule(plan.rule).evaluate(at_limit).value is False
    assert Rule(plan.rule).evaluate({**given, "v_e1_creatinine_l_u": "mg/dL"}).value is None


#  what the record's own fields say         | the criterion drafted from them
REGISTERED = [
    ({"minimumAge": "45 Years", "maximumAge": "80 Years", "sex": "ALL"}, ["AGE"]),
    ({"minimumAge": "18 Years", "maximumAge": "70 Years", "sex": "FEMALE"}, ["SEX", "AGE"]),
    ({"minimumAge": "6 Months", "maximumAge": "", "sex": "MALE"}, ["SEX"]),
]


@pytest.mark.parametrize(("fields", "names"), REGISTERED)
def test_registered_age_and_sex_become_criteria_where_the_text_has_none(fields, names):
    text = {"eligibilityCriteria": "Inclusion Criteria:\n\n* Willing"}
    fields = {f"eligibilityModule.{key}": value for key, value in (text | fields).items()}
    answers = {"language.labels": "same", "criterion.I1.rule": "judged"}
    draft = draft_study(changed(seed_record(), fields), answers)
    written = draft.files["eligibility.yaml"].decode()
    assert [name for name in ("SEX", "AGE") if f"id: {name}" in written] == names


def test_a_list_without_a_heading_asks_whether_each_includes_or_excludes():
    text = {"eligibilityModule.eligibilityCriteria": "* Cancer\n* Pregnancy"}
    draft = draft_study(changed(seed_record(), text), {})
    assert {"criterion.U1.kind", "criterion.U2.kind"} <= {d.id for d in draft.open_decisions}


def test_a_record_without_criteria_asks_for_them():
    gone = {"eligibilityModule": {}}
    draft = draft_study(changed(seed_record(), gone), {})
    assert "criteria.names" in {d.id for d in draft.open_decisions}
