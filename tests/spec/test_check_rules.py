"""Every check names its rule and what mends it, and what it said can be read again."""

import string
from typing import get_args

import pytest

from trialwright.capture.checks import CHECKS, read_finding
from trialwright.capture.finding import Kind
from trialwright.definition.scalars import Bilingual
from trialwright.sentence import read_sentence, sentence

LABELS = {"item": Bilingual(en="Albumin", zh="白蛋白"), "form": Bilingual(en="Bloods", zh="血液")}
SAYS = [(kind, template) for kind, check in CHECKS.items() for template in check.says]

# Rule -> the kinds of finding it gives.
RULES = {
    "CHK-01": {"unknown form", "unknown item"},
    "CHK-02": {"entered twice"},
    "CHK-03": {"wrong repeat"},
    "CHK-04": {"required missing", "unknown reason"},
    "CHK-05": {"value and reason"},
    "CHK-06": {"not a date"},
    "CHK-07": {"not a number"},
    "CHK-08": {"not a code"},
    "CHK-09": {"not a result"},
    "CHK-10": {"out of range"},
    "CHK-11": {"unit not declared"},
    "CHK-12": {"not applicable"},
    "CHK-13": {"before birth"},
    "CHK-14": {"after death"},
    "CHK-15": {"after the cut-off", "after it was entered"},
    "CHK-16": {"same entry again"},
    "CHK-17": {"enrolment not open"},
}


def made_of(template, value="v"):
    """The sentence with something in every place: the labels, and `value` elsewhere."""
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    return sentence(template, **{name: LABELS.get(name, value) for name in names})


def test_every_kind_of_finding_has_its_check():
    missing = set(get_args(Kind)) - CHECKS.keys()
    assert missing == set(), "give the kind a row in trialwright.capture.checks.CHECKS"


@pytest.mark.parametrize(("rule", "kinds"), RULES.items())
def test_a_check_of_the_data_themselves_has_its_own_rule(rule, kinds):
    assert {kind for kind, check in CHECKS.items() if check.rule == rule} == kinds


@pytest.mark.parametrize(("kind", "template"), SAYS)
def test_a_finding_says_what_mends_it(kind, template):
    ends_with_its_cure = ": " in template or template.endswith("?")
    assert CHECKS[kind].cure or ends_with_its_cure


@pytest.mark.parametrize(("kind", "template"), SAYS)
@pytest.mark.parametrize("value", ["v", "did you mean 4?", "it's", '"x"', "a: b.", "{v}", "第一"])
def test_what_a_check_said_is_read_again_from_its_text(kind, template, value):
    said = made_of(template, value)
    read, found = read_finding(str(said), LABELS, {kind})
    assert (read, found) == (kind, said)
    if value == "v":
        assert (found.template, found.values) == (template, said.values)


def test_a_label_that_has_changed_since_is_read_as_the_text_it_was():
    text = "Serum albumin 410 g/L is above 80: did you mean 41.0?"
    assert read_finding(text, LABELS, {"out of range"}) is None
    _, found = read_finding(text, {}, {"out of range"})
    assert found.values["meant"] == "41.0"


@pytest.mark.parametrize("kinds", [{"person"}, {"out of range"}, CHECKS])
def test_words_of_a_person_are_no_finding(kinds):
    assert read_finding("Is this the right patient?", LABELS, kinds) is None


@pytest.mark.parametrize(("kind", "template"), SAYS)
def test_a_finding_is_told_from_those_of_all_other_checks(kind, template):
    read, found = read_finding(str(made_of(template)), LABELS)
    assert (template in CHECKS[read].says, found.template) == (True, template)


def test_a_value_that_stands_twice_must_be_the_same_twice():
    template = "{a} is not {a}"
    assert read_sentence("x is not x", template).values == {"a": "x"}
    assert read_sentence("x is not y", template) is None
