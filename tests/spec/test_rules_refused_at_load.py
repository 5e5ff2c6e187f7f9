"""Rules that CEL would run and a trial must not: refused when the study is loaded, with the cure."""

import pytest

from study_copy import study_copy as study_copy
from trialwright.definition.check_rule import check_rule
from trialwright.definition.rules import RuleInput

INPUTS = {
    "psoriasis": RuleInput("truth"),
    "ascites": RuleInput("code", ("none", "mild", "moderate_severe")),
    "nodules": RuleInput("whole"),
    "creatinine": RuleInput("decimal"),
    "uln": RuleInput("decimal"),
    "creatinine_unit": RuleInput("text"),
    "born": RuleInput("date"),
    "cancers": RuleInput("rows"),
}
ONLY_FUNCTIONS = "put it into a function, such as above(x, '0.05')"

REFUSED = [
    (
        "psoriasis &&",
        "the rule does not parse: <input>:1:13: Syntax error: mismatched input '<EOF>' "
        "expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, "
        "NUM_UINT, STRING, BYTES, IDENTIFIER}",
        "check brackets, quotes and operators",
    ),
    ("psoriasis || psoriass", "the rule uses 'psoriass', which is no input", "did you mean 'psoriasis'?"),
    ("answered('ascitis') || psoriasis", "the rule uses 'ascitis', which is no input", "did you mean 'ascites'?"),
    ("abov(creatinine, '1')", "the rule calls 'abov', which is no function", "did you mean 'above'?"),
    ("answered(ascites)", "answered takes the name of one input in quotes", "answered('ascites')"),
    ("above(creatinine)", "above takes 2 values, not 1", "write above(value, limit)"),
    (
        "psoriasis || ratio_above(creatinine, '1.5', uln, uln)",
        "ratio_above takes 3 values, not 4",
        "write ratio_above(value, factor, reference)",
    ),
    ("nodules > 1.5", "the rule compares with a fraction, which is not exact",
     "write the number in quotes inside a function, such as above(x, '0.05')"),
    ("nodules > 1e3", "the rule compares with a fraction, which is not exact",
     "write the number in quotes inside a function, such as above(x, '0.05')"),
    ("creatinine > 1", "'creatinine' is a decimal, which CEL cannot compare exactly", ONLY_FUNCTIONS),
    ("psoriasis || creatinine == uln", "'creatinine' is a decimal, which CEL cannot compare exactly", ONLY_FUNCTIONS),
    ("creatinine + uln > 1", "'creatinine' is a decimal, which CEL cannot compare exactly", ONLY_FUNCTIONS),
    ("nodules * 2 > 3", "the rule calculates with '*'",
     "only functions calculate; add one to host_functions.py if none fits"),
    ("ascites == 'severe'", "the rule compares 'ascites' with 'severe', which is not a code",
     "use one of: none, mild, moderate_severe"),
    ("'severe' == ascites", "the rule compares 'ascites' with 'severe', which is not a code",
     "use one of: none, mild, moderate_severe"),
    ("ascites in ['mild', \"bad\"]", "the rule compares 'ascites' with 'bad', which is not a code",
     "use one of: none, mild, moderate_severe"),
    ("psoriasis || ascites == 1", "the rule compares 'ascites', which is code, with '1'",
     "write the code in quotes"),
    ("psoriasis || nodules == '1'", "the rule compares 'nodules', which is whole, with '1'",
     "leave out the quotes"),
    ("psoriasis == 'yes'", "the rule compares 'psoriasis', which is truth, with 'yes'",
     "write psoriasis or !psoriasis"),
    ("cancers[0].cured", "the rule takes a value apart", "use whole inputs and the functions only"),
    ("has(psoriasis.x)", "the rule takes a value apart", "use whole inputs and the functions only"),
    ("nodules > 0 || nodules < 1", "the rule can never answer false",
     "check the codes and numbers it compares with"),
    ("ascites == 'mild' && ascites == 'none'", "the rule can never answer true",
     "check the codes and numbers it compares with"),
    ("nodules", "the rule cannot be evaluated: a rule answers true or false, this one gave 0",
     "check the types of its inputs"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "what", "cure"), REFUSED, ids=[rule for rule, *_ in REFUSED])
def test_a_rule_is_refused_with_its_cure(rule, what, cure):
    found = check_rule(rule, INPUTS)
    assert (what, cure) in found or (rule.endswith("&&") and found[0][0].startswith(what[:30]))


@pytest.mark.parametrize(
    "rule",
    [
        "psoriasis",
        "!psoriasis && nodules <= 3",
        "ascites in ['mild', 'moderate_severe'] || nodules + 1 > 4",
        "above(creatinine, '0.05') && completed_years(born, born) == 0",
        "(answered('ascites') && ascites != 'none') || creatinine_unit == 'umol/L'",
        "ratio_above(creatinine, '1.5', uln)",
        "history_other_than(cancers, ['skin_bcc'], ['cervical_cis'])",
    ],
)
def test_a_sound_rule_is_accepted(rule):
    assert check_rule(rule, INPUTS) == []


def test_the_study_says_which_criterion_is_wrong(study):
    study.edit("eligibility.yaml", "rule: retinopathy", "rule: retinopathi")
    problem = study.only_problem()
    assert (problem.file, problem.key) == ("eligibility.yaml", "criteria.17.rule")
    assert problem.what == "E11: the rule uses 'retinopathi', which is no input"
    assert problem.cure == "did you mean 'retinopathy'?"


def test_a_code_taken_out_of_its_list_is_found_in_the_rule(study):
    study.edit("codelists/radical_procedure.csv", "ablation,", "ablate,")
    assert "I3: the rule compares 'radical_procedure' with 'ablation'" in str(study.only_problem())
