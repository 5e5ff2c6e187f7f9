"""WHO-UMC causality, rule by rule; "?" = unknown, "" = not recorded."""

import pytest

from trialwright.instruments.inputs import InputRefused
from trialwright.instruments.who_umc import (
    CausalityAnswers,
    SignedCausality,
    counts_as_related_when_expedited,
    propose_causality,
    propose_per_drug,
    related_by_record,
)

# rule | exposure time alternative dechallenge definitive rechallenge data | category
TABLE = """
SAF-11 | yes plausible  excluded  plausible      yes satisfactory  sufficient             | Certain
SAF-11 | yes plausible  excluded  plausible      yes not_necessary sufficient             | Certain
SAF-11 | yes plausible  excluded  plausible      yes not_done      sufficient             | Probable
SAF-11 | yes plausible  excluded  plausible      yes ?             sufficient             | Probable
SAF-11 | yes plausible  excluded  plausible      no  satisfactory  sufficient             | Probable
SAF-11 | yes plausible  excluded  plausible      ?   satisfactory  sufficient             | Probable
SAF-11 | yes plausible  unlikely  plausible      yes satisfactory  sufficient             | Probable
SAF-11 | yes plausible  possible  plausible      yes satisfactory  sufficient             | Possible
SAF-11 | yes plausible  plausible plausible      yes satisfactory  sufficient             | Possible
SAF-11 | yes plausible  ?         plausible      yes satisfactory  sufficient             | Possible
SAF-11 | yes plausible  excluded  no_improvement yes satisfactory  sufficient             | Possible
SAF-11 | yes plausible  excluded  not_done       yes satisfactory  sufficient             | Possible
SAF-11 | yes plausible  ?         ?              ?   ?             sufficient             | Possible
SAF-11 | yes improbable plausible plausible      yes satisfactory  sufficient             | Unlikely
SAF-11 | yes improbable possible  plausible      yes satisfactory  sufficient             | Conditional
SAF-11 | yes improbable ?         plausible      yes satisfactory  sufficient             | Conditional
SAF-11 | yes plausible  excluded  plausible      yes satisfactory  more_needed            | Conditional
SAF-11 | yes improbable plausible plausible      yes satisfactory  under_examination      | Conditional
SAF-11 | yes plausible  excluded  plausible      yes satisfactory  cannot_be_supplemented | Unassessable
SAF-11 | ?   ?          ?         ?              ?   ?             cannot_be_supplemented | Unassessable
SAF-12 | no  plausible  excluded  plausible      yes satisfactory  cannot_be_supplemented | No exposure
SAF-12 | no  ?          ?         ?              ?   ?             more_needed            | No exposure
SAF-13 | ?   plausible  excluded  plausible      yes satisfactory  sufficient             | Conditional
SAF-13 | yes ?          plausible plausible      yes satisfactory  sufficient             | Conditional
"""


def answers_from(told):
    return CausalityAnswers(*("unknown" if word == "?" else word for word in told.split()))


@pytest.mark.parametrize(
    ("rule", "told", "category"),
    [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()],
)
def test_the_first_category_that_fits_is_proposed(rule, told, category):
    found = propose_causality(answers_from(told))
    assert (found.category, found.rules) == (category, (rule,))


def test_nothing_is_proposed_before_the_data_were_judged():
    """SAF-11"""
    found = propose_causality(CausalityAnswers(exposure_before_onset="yes"))
    assert (found.category, found.missing) == (None, ("data_status",))


def test_what_is_not_recorded_counts_as_unknown():
    """SAF-13"""
    assert propose_causality(CausalityAnswers(data_status="sufficient")).category == "Conditional"


# category | related by the record | related when expedited
MAPPING = """
Certain      | related   | yes
Probable     | related   | yes
Possible     | related   | yes
Unlikely     | unrelated | no
No exposure  | unrelated | no
Conditional  | pending   | yes
Unassessable | pending   | yes
-            | pending   | yes
"""


@pytest.mark.parametrize("line", MAPPING.strip().splitlines())
def test_the_two_words_of_the_record(line):
    """SAF-14"""
    category, related, expedited = (cell.strip() for cell in line.split("|"))
    known = None if category == "-" else category
    assert related_by_record(known) == related
    assert counts_as_related_when_expedited(known) is (expedited == "yes")


def test_each_drug_is_assessed_apart():
    """SAF-10"""
    told = {"entecavir": CausalityAnswers("no"), "peginterferon": CausalityAnswers("unknown")}
    first, second = propose_per_drug(told)
    assert (first.drug, first.proposal.category, first.signed) == ("entecavir", "No exposure", None)
    assert (second.drug, second.proposal.category) == ("peginterferon", None)


@pytest.mark.parametrize(
    ("signed", "differs"), [(None, None), ("No exposure", False), ("Possible", True)]
)
def test_the_signed_category_stands_beside_the_proposal(signed, differs):
    """SAF-10"""
    proposal = propose_causality(CausalityAnswers(exposure_before_onset="no"))
    assert SignedCausality("entecavir", proposal, signed).differs is differs


def test_a_word_that_is_no_answer_is_refused():
    with pytest.raises(InputRefused, match="use one of: plausible, improbable, unknown"):
        propose_causality(CausalityAnswers(time_relationship="likely"))
