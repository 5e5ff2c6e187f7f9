"""Who was enrolled against the criteria, on the page of the criteria (rule ELI-02)."""

import json

import pytest
from made_run import write_run

from trialwright.errors import OutputError
from trialwright.report.deviations_file import (
    DeviationRow,
    Deviations,
    UnexplainedRow,
    load_deviations,
    write_deviations,
)

REASON = "ULN of another laboratory; <b>see letter</b> & note"
RECORDED = DeviationRow(
    participant="S-0007",
    criteria={"E7": "FAIL", "I4": "CD", "X9": "FAIL"},
    rule_version="1",
    reason=REASON,
    by="investigator-2",
    # The next day in Shenzhen.
    at="2026-03-02T17:30+00:00",
)
ASKED = UnexplainedRow("S-0011", "S-0011.ENROLMENT.enrolment.0.v1", "Enrolled against (I5 FAIL).")


def with_deviations(out, recorded=(), unexplained=()):
    """A run whose report folder holds these deviations."""
    write_run(out)
    path = out / "report" / "deviations.json"
    write_deviations(Deviations(tuple(recorded), tuple(unexplained)), path)
    current = json.loads((out / "current.json").read_text())
    (out / "current.json").write_text(json.dumps({**current, "deviations": str(path)}))


def section(client, language="en"):
    page = client.get(f"/{language}/criteria/").content.decode()
    return page, page.partition('<h2 id="deviations">')[2]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_deviation_is_shown_with_criteria_reason_person_and_day(client, out, language):
    with_deviations(out, [RECORDED])
    _, shown = section(client, language)
    assert '<a href="#E7">E7</a>' in shown
    assert ("Creatinine above" if language == "en" else "肌酐超过") in shown
    assert ("undetermined" if language == "en" else "无法判定") in shown
    assert "investigator-2" in shown
    assert ("3 March 2026" if language == "en" else "2026年3月3日") in shown


def test_an_undetermined_criterion_is_told_from_one_that_failed(client, out):
    with_deviations(out, [RECORDED])
    _, shown = section(client)
    failed, open_ = shown.split('<a href="#I4">')
    assert "undetermined" not in failed
    assert open_.count("undetermined") == 1


def test_a_reason_is_shown_as_text_and_never_as_markup(client, out):
    with_deviations(out, [RECORDED])
    _, shown = section(client)
    assert "&lt;b&gt;see letter&lt;/b&gt; &amp; note" in shown


def test_a_criterion_that_the_definition_no_longer_has_keeps_its_name(client, out):
    with_deviations(out, [RECORDED])
    _, shown = section(client)
    assert "X9" in shown
    assert 'href="#X9"' not in shown


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_enrolment_without_a_reason_is_shown_as_a_question(client, out, language):
    with_deviations(out, [], [ASKED])
    _, shown = section(client, language)
    assert "S-0011" in shown and "I5 FAIL" in shown
    assert (
        "1 enrolment has no reason yet." if language == "en" else "1 例入组尚未注明理由"
    ) in shown


def test_nobody_is_said_only_of_a_run_that_looked(client, out):
    nobody = "Nobody: everyone enrolled met every criterion"
    assert nobody not in section(client)[1]
    write_run(out)
    assert nobody not in section(client)[1]


def test_a_run_without_deviations_says_so(client, out):
    with_deviations(out)
    assert "Nobody: everyone enrolled met every criterion" in section(client)[1]


def test_simulated_deviations_are_labelled(client, out):
    assert "Every participant is simulated" not in section(client)[0]
    with_deviations(out, [RECORDED])
    assert "Every participant is simulated" in section(client)[0]


def test_what_was_written_is_read_back(tmp_path):
    given = Deviations((RECORDED,), (ASKED,))
    write_deviations(given, tmp_path / "a.json")
    assert load_deviations(tmp_path / "a.json") == given


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "other"}', "\\x00"])
def test_another_file_is_refused_by_name(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(OutputError, match=r"a\.json: this is no list of deviations"):
        load_deviations(tmp_path / "a.json")
