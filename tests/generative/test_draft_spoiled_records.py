"""However a record is spoiled, drafting it ends in decisions or in a sentence."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lint_records
from changed_records import seed_record
from draft_answers import answer_all, plain_answer
from lint_damage import readable, spoiled
from trialwright.definition.draft.draft import draft_study
from trialwright.definition.draft.folder import load_complete
from trialwright.definition.draft.yaml_text import texts_of
from trialwright.definition.strict_yaml import parse_yaml
from trialwright.record.json_values import thaw

STUDIES = {
    "observational": thaw(seed_record().study),
    "randomised": lint_records.drug_trial(),
    "single arm, Spanish": lint_records.device_study(),
    "registry, Chinese": lint_records.registry(),
}
HOSTILE = [
    *("{}", "- x: y", "a\nb: c", ": #", "null", "&a *a", "!!python/object:os.system", "../../x"),
    *("\x1b[31m", "\u202eabc", "\u2028", "\u0085", "😀", "x" * 3_000, "\\*\\_", "'", '"', "   "),
    *("every 0 days", "every 2 weeks ± 30 days", "9999999 years", "Week 999999", "Day -5"),
    *("Age 0-200", "> 3 x ULN", "(A) (B-1)", "Inclusion Criteria:\n\n1. a\n2. b"),
]


def chosen(seed):
    """Answers drawn at random, the same for the same question of the same draw."""

    def choose(decision):
        draw = random.Random(f"{seed} {decision.id}")
        if decision.kind == "choice":
            return draw.choice(decision.options).value
        if decision.kind == "list" and not decision.may_be_empty:
            return [draw.choice(decision.options).value]
        return plain_answer(decision)

    return choose


@pytest.mark.parametrize("name", STUDIES)
def test_a_spoiled_record_is_drafted_the_same_twice(name):
    @settings(max_examples=15, deadline=None, derandomize=True)
    @given(spoiled(STUDIES[name], within="protocolSection"))
    def look(study):
        record = readable(study)
        if record is not None:
            first, second = (draft_study(record, {}) for _ in range(2))
            assert first == second
            assert all(decision.answer is None for decision in first.decisions)

    look()


@pytest.mark.parametrize("name", STUDIES)
@settings(max_examples=12, deadline=None, derandomize=True)
@given(text=st.sampled_from(HOSTILE), seed=st.integers(0, 10**6))
def test_hostile_text_in_every_place_still_becomes_a_definition_that_loads(name, text, seed):
    record = readable(with_text_in_places(STUDIES[name], text, random.Random(seed)))
    if record is None:
        return
    _, draft = answer_all(record, chosen(seed))
    load_complete(draft)
    assert all(is_inside(file) for file in draft.files)


def with_text_in_places(study, text, draw):
    """The study with the text at one in five of its texts, the registry number left alone."""

    def put(value, key=""):
        if isinstance(value, dict):
            return {k: put(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [put(v, key) for v in value]
        keep = not isinstance(value, str) or key == "nctId" or draw.random() > 0.2
        return value if keep or key.lower().endswith("date") else text

    return {"protocolSection": put(study["protocolSection"])}


def is_inside(name):
    folder, _, file = name.rpartition("/")
    return folder in ("", "record", "forms", "codelists") and not file.startswith(".")


def test_a_label_of_a_record_reads_back_as_it_stands():
    study = json.loads(json.dumps(STUDIES["randomised"]))
    study["protocolSection"]["identificationModule"]["officialTitle"] = "Why: # {a} - 'b'?"
    _, draft = answer_all(readable(study))
    tree = parse_yaml(draft.files["study.yaml"].decode(), "study.yaml").tree
    assert tree["title"] == texts_of({"en": "Why: # {a} - 'b'?", "zh": "Why: # {a} - 'b'?"})
