"""The page on analysis.yaml knows every method, and its example is a valid analysis."""

import re
from typing import get_args

import yaml

from page_examples import DOCS
from trialwright.definition.analyses import CAUSAL, Analysis, Method

PAGE = (DOCS / "how-to" / "plan-the-analyses.md").read_text("utf-8")
ROWS = re.findall(r"^\| `(\w+)`( \*)? \|.*\| (.*)\|$", PAGE, re.MULTILINE)


def test_the_table_has_every_method_in_the_order_of_the_definition():
    assert [method for method, _, _ in ROWS] == list(get_args(Method))


def test_a_star_marks_the_methods_that_need_an_estimand():
    assert {method for method, star, _ in ROWS if star} == CAUSAL


def test_every_parameter_of_the_table_exists():
    named = {name for _, _, reads in ROWS for name in re.findall(r"`(\w+)`", reads)}
    assert len(named) > 12
    assert named <= set(Analysis.model_fields)


def test_the_example_is_a_valid_analysis():
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (analysis,) = yaml.safe_load(example)
    assert Analysis.model_validate(analysis).method in CAUSAL
