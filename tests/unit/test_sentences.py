"""A sentence is English text that remembers how it was made."""

import json
import pickle

import pytest

from trialwright.definition.scalars import Bilingual
from trialwright.sentence import AnyOf, Word, sentence

ALBUMIN = Bilingual(en="Albumin", zh="白蛋白")


def test_a_sentence_is_its_english_text():
    said = sentence("{item} {amount} is above {limit}", item=ALBUMIN, amount="410 g/L", limit=80)
    assert said == "Albumin 410 g/L is above 80"
    assert hash(said) == hash("Albumin 410 g/L is above 80")
    assert json.dumps([said]) == '["Albumin 410 g/L is above 80"]'


def test_a_sentence_remembers_its_template_and_values():
    said = sentence("{item} is missing", item=ALBUMIN)
    assert (said.template, said.values) == ("{item} is missing", {"item": ALBUMIN})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a{b}", "a{b}"),
        (Word("action", "save_draft", "save as draft"), "save as draft"),
        ((ALBUMIN, "x"), "Albumin, x"),
        (sentence("at {place}", place="S-0001"), "at S-0001"),
        (AnyOf((ALBUMIN, "g/dL")), "Albumin or g/dL"),
        ((), ""),
    ],
)
def test_a_value_is_put_in_as_english_reads_it(value, text):
    assert sentence("{value}.", value=value) == f"{text}."


def test_what_somebody_typed_can_be_quoted():
    assert sentence("{value!r} is no date", value="3/9") == "'3/9' is no date"


def test_a_value_without_its_place_is_a_fault_of_the_program():
    with pytest.raises(KeyError):
        sentence("{item} of {form} is missing", item=ALBUMIN)


def test_text_without_values_is_said_as_it_stands():
    said = sentence("write `{}` or {nothing}")
    assert said == said.template == "write `{}` or {nothing}"


def test_a_sentence_comes_back_whole_from_another_process():
    said = sentence("{item} {{}} of {value}", item=ALBUMIN, value="{")
    back = pickle.loads(pickle.dumps(said))
    assert (back, back.template, back.values) == (said, said.template, said.values)
