"""What an answer must look like, and what is said of one that does not fit."""

import json

import pytest

from changed_records import seed_record
from trialwright.definition.draft.answers import load_answers, refusal
from trialwright.definition.draft.decision import Decision, Option
from trialwright.definition.draft.draft import draft_study
from trialwright.definition.scalars import Bilingual
from trialwright.errors import DefinitionError

LABEL = Bilingual(en="x", zh="x")
OPTIONS = tuple(Option(value, LABEL) for value in ("a", "b"))

FITS = [
    ("choice", "a"),
    ("list", ["b", "a"]),
    ("names", ["NA", "NA_2"]),
    ("item_names", ["psoriasis"]),
    ("texts", ["mg/dL"]),
    ("label", {"en": "Entecavir", "zh": "恩替卡韦"}),
    ("number", 1),
    ("number", 9),
    ("numbers", [1, 9]),
    ("date", "2028-02-29"),
    ("time_zone", "Asia/Shanghai"),
    ("yes_no", False),
]
DOES_NOT_FIT = [
    ("choice", "c"),
    ("choice", ["a"]),
    ("list", ["a", "a"]),
    ("list", ["c"]),
    ("list", []),
    ("names", ["../etc"]),
    ("names", ["1st"]),
    ("names", ["a\nb"]),
    ("item_names", ["Psoriasis"]),
    ("texts", [""]),
    ("texts", ["\x1b[31m"]),
    ("label", {"en": "Entecavir"}),
    ("label", {"en": "Entecavir", "zh": " "}),
    ("label", "Entecavir"),
    ("number", True),
    ("number", 0),
    ("number", 10),
    ("number", 1.5),
    ("number", "1"),
    ("numbers", [1, True]),
    ("numbers", [1, 10]),
    ("numbers", 1),
    ("date", "2027-02-29"),
    ("date", "20280101"),
    ("time_zone", "../../etc/passwd"),
    ("time_zone", "Mars/Olympus"),
    ("yes_no", "yes"),
]


def decision(kind):
    return Decision("x", kind, LABEL, "why", "where", OPTIONS, low=1, high=9)


@pytest.mark.parametrize(("kind", "answer"), FITS)
def test_an_answer_of_the_right_shape_may_stand(kind, answer):
    assert refusal(decision(kind), answer) is None


@pytest.mark.parametrize(("kind", "answer"), DOES_NOT_FIT)
def test_an_answer_of_another_shape_is_refused_with_the_right_one(kind, answer):
    assert (refusal(decision(kind), answer) or "").startswith("give ")


def test_every_answer_that_does_not_fit_is_named_at_once():
    given = {"language.labels": "both", "calendar.screening_days": "42", "calender.grid": "none"}
    with pytest.raises(DefinitionError) as refused:
        draft_study(seed_record(), given)
    said = "\n".join(str(problem) for problem in refused.value.problems)
    assert "answers.json at language.labels: this answer does not fit" in said
    assert "give a whole number from 0 to 365" in said
    assert "did you mean 'calendar.grid'?" in said


def test_a_null_is_no_answer(tmp_path):
    (tmp_path / "a.json").write_text('{"language.labels": null, "forms.extra": []}')
    assert load_answers(tmp_path / "a.json") == {"forms.extra": []}


@pytest.mark.parametrize("text", ["[1]", "{", '{"a": 1, "a": 2}', "nonsense", "[" * 100_000])
def test_a_file_that_holds_no_answers_is_refused_in_a_sentence(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(DefinitionError, match=r"a\.json"):
        load_answers(tmp_path / "a.json")


def test_two_criteria_may_share_a_condition_and_no_condition_takes_a_known_name():
    answers = {
        "language.labels": "same",
        "criterion.E5.rule": "conditions",
        "criterion.E5.conditions": ["psoriasis"],
        "criterion.E9.rule": "conditions",
        "criterion.E9.conditions": ["psoriasis"],
    }
    draft_study(seed_record(), answers)
    with pytest.raises(DefinitionError, match="'birth_date' is taken"):
        draft_study(seed_record(), {**answers, "criterion.E9.conditions": ["birth_date"]})


def test_an_answer_may_open_further_decisions():
    def opened(**answers):
        return {d.id for d in draft_study(seed_record(), answers).open_decisions}

    asked = opened(**{"groups.names": ["NA"]}) - opened()
    assert asked == {"group.NA.label", "group.NA.short", "group.NA.description"}


def test_answers_are_json_and_come_back_as_given(tmp_path):
    given = {"study.question": {"en": "Why: # {}?", "zh": "为什么"}}
    (tmp_path / "a.json").write_text(json.dumps(given))
    assert load_answers(tmp_path / "a.json") == given
