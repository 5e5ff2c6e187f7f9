"""Whatever the library or the site says to a person can be said in both languages."""

import ast
import re

import pytest
from library_sentences import CODES, UNSEEN, library_sentences, literals, said_anywhere
from site_messages import SITE

HOW = (
    "say it with sentence('...{name}...', name=value), or not_possible(key, '...', name=value), and "
    "give the template a msgid in locale/zh_Hans/LC_MESSAGES/django.po; text that nobody sees "
    "goes to UNSEEN in tests/web/library_sentences.py"
)


def test_no_sentence_is_made_up_where_it_cannot_be_translated():
    made_up = [f"{said.place}: {said.text!r}" for said in said_anywhere() if said.made_up]
    assert made_up == [], HOW


def test_every_sentence_has_a_translation():
    from django.utils.translation import gettext, override

    with override("zh-hans"):
        missing = [
            text for text in library_sentences() if gettext(text) == text and _has_words(text)
        ]
    assert missing == [], HOW


def _has_words(text: str) -> bool:
    return bool(re.search("[A-Za-z]", re.sub(r"{.*?}", "", text)))


def test_the_walk_finds_what_it_is_for(tmp_path, monkeypatch):
    import library_sentences

    module = tmp_path / "module.py"
    module.write_text(
        '"""No sentence of this text is said."""\n'
        'raise not_possible("key", "empty", f"there is no {x}")\n'
        'say = sentence("{x} gone", x=1)\n'
        'what = "nothing was done"\n'
        'shown = _("words of the site")\n'
    )
    monkeypatch.setattr(library_sentences, "SOURCE", tmp_path)
    monkeypatch.setattr(library_sentences, "SEEN", ("module.py",))
    found = {(said.text, said.made_up) for said in said_anywhere()}
    assert found == {
        ("empty", False),
        ("there is no {}", True),
        ("{x} gone", False),
        ("nothing was done", False),
    }


def test_what_is_left_out_is_there():
    """A text that has gone from the source must go from the lists of exceptions as well."""
    source = "".join(path.read_text("utf-8") for path in SITE.rglob("*.py"))
    source += "".join(p.read_text("utf-8") for p in (SITE.parent / "trialwright").rglob("*.py"))
    parts = [part for text in UNSEEN for part in text.split("{}")]
    assert [part for part in [*parts, *CODES] if part not in source] == []


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        ("state", "“表单”处于“已锁定”状态，不能执行“签名”"),
        ("role", "您无权对该“表单”执行“签名”"),
    ],
)
def test_actions_states_and_roles_are_said_in_the_words_of_the_site(said, chinese):
    from django.utils.translation import override

    from trialwright.capture.access import AccessRefused, check_can
    from trialwright_web.sentences import problem_in_words

    state, role = ("locked", "investigator") if said == "state" else ("complete", "monitor")
    with pytest.raises(AccessRefused) as refused, override("zh-hans"):
        check_can("form", "sign", state, {role})
    with override("zh-hans"):
        told = problem_in_words(refused.value.problems[0])
    assert told.startswith(chinese)


def test_labels_of_the_study_are_said_in_the_language_of_the_page():
    from django.utils.translation import override

    from trialwright.definition.scalars import Bilingual
    from trialwright.sentence import AnyOf, sentence
    from trialwright_web.sentences import translated

    said = sentence(
        "{item} has no unit: use {units}.",
        item=Bilingual(en="Albumin", zh="白蛋白"),
        units=AnyOf(("g/L", "g/dL")),
    )
    with override("zh-hans"):
        assert translated(said) == "“白蛋白”缺少单位：请使用 g/L或g/dL。"
    assert translated(said) == "Albumin has no unit: use g/L or g/dL."


def test_the_words_of_a_fault_are_those_of_the_proof():
    """The proof runs alone, so its sentences stand there in English and are compared here."""
    from trialwright_web.oversight.fault_words import FAULTS

    proof = (SITE.parent / "trialwright/capture/journal/proof.py").read_text("utf-8")
    faults = {
        text
        for node in ast.parse(proof).body
        if isinstance(node, ast.FunctionDef) and "Fault(" in ast.unparse(node)
        for _, text in literals(node)
        # What was proved is said as well: "chain: 12 lines in 3 chains".
        if not re.match("(?:chain|clock|state|schema|anchors): ", text)
    }
    words = [max(re.split("{}", text), key=len) for text in faults]
    assert [each for each in words if not any(each in template for template in FAULTS)] == []
    pieces = [piece.strip(" :,") for each in FAULTS for piece in re.split("{.*?}", each)]
    assert [piece for piece in pieces if piece not in proof] == []


def test_a_fault_is_said_in_chinese():
    from django.utils.translation import override

    from trialwright.capture.journal.proof import Fault
    from trialwright_web.oversight.fault_words import fault_in_words

    fault = Fault("prtras001", "participant/P001", 3, "line 2 is missing")
    assert fault_in_words(fault) == str(fault)
    with override("zh-hans"):
        assert fault_in_words(fault) == "prtras001 participant/P001 第 3 行：缺少第 2 行"


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_refusal_that_a_run_has_kept_is_read_again(site):
    from django.utils.translation import override

    from trialwright.capture.lock_obstacles import Obstacle
    from trialwright_web.oversight.lock_readiness import NotReadyToLock
    from trialwright_web.oversight.refusal_words import kept_refusal_in_words

    form = ("P001", "RUNNING", "death", 0)
    said = "Date of death 1950-01-01 lies before the date of birth 1969-03-05."
    left = [Obstacle("finding", form, "death_date", said), *[Obstacle("unsigned", form)] * 6]
    kept = str(NotReadyToLock(site.definition, tuple(left)))
    assert kept.splitlines()[0].startswith(f"P001/RUNNING/death/0/death_date: {said} (settle each")
    with override("zh-hans"):
        told = kept_refusal_in_words(site.definition, kept)
    assert "P001/RUNNING/death/0/death_date：“死亡日期”1950-01-01 早于出生日期 1969-03-05。" in told
    assert "P001/RUNNING/death/0：未签名" in told
    assert told.endswith("另有 2 项妨碍锁库")


def test_every_action_state_role_and_reason_has_its_word():
    from trialwright.capture.access import PERMISSIONS
    from trialwright.capture.entry import MISSING_REASONS
    from trialwright.capture.lock_obstacles import KINDS
    from trialwright_web.capture.words import ACTION_WORDS, STATUS_WORDS

    statuses = {*MISSING_REASONS, *(kind for kind in KINDS if kind not in ("finding", "query"))}
    for row in PERMISSIONS:
        statuses |= {row.subject, *row.states, *row.roles, *filter(None, [row.to])}
    assert statuses - STATUS_WORDS.keys() == set()
    assert {row.action for row in PERMISSIONS} - ACTION_WORDS.keys() == set()
