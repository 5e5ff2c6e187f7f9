"""The command line, as a process: what it prints, where, and the exit code."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hand_made import STUDY
from trialwright.cli import ANSWER_NO, DONE, UNUSABLE, main
from trialwright.definition import load_definition
from trialwright.definition.facts import list_facts

PAGE = STUDY / "record" / "NCT07120750.page.txt"


def run(*arguments, **options) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "trialwright", *map(str, arguments)]
    # A process of its own, with the sources of this checkout.
    source = str(Path(__file__).parents[2] / "src")
    environment = os.environ | {"PYTHONPATH": source, "COLUMNS": "100"}
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, check=False, **options
    )


def test_up_prints_one_json_object_and_nothing_else_on_standard_output(tmp_path):
    done = run("up", "--json", "--participants", 12, "--seed", 3, "--out", tmp_path)
    assert done.returncode == DONE, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    assert done.stdout.count("\n") == 1
    assert set(answer) >= {
        *("report_html", "report_html_sha256", "report_pdf", "report_pdf_sha256", "snapshot"),
        *("snapshot_sha256", "results", "package", "seconds"),
    }
    assert "Analysing, as registered and as supplemented" in done.stderr
    assert all(Path(answer[name]).exists() for name in ("report_html", "report_pdf", "package"))


def test_up_refuses_a_port_that_is_taken_before_it_works(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("up", "--port", taken.getsockname()[1], "--out", tmp_path)
    assert done.returncode == UNUSABLE
    assert "is taken" in done.stderr
    assert "--port" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--participants", "0"),
        ("--participants", "-5"),
        ("--participants", "many"),
        ("--seed", "1.5"),
        ("--seed", "-1"),
        ("--port", "0"),
        ("--port", "99999"),
    ],
)
def test_a_wrong_number_is_refused_with_the_right_range(option, value, capsys):
    with pytest.raises(SystemExit) as refused:
        main(["up", option, value])
    assert refused.value.code == UNUSABLE
    assert "whole number from" in capsys.readouterr().err


def test_record_show_masks_the_contact_person(capsys):
    assert main(["record", "show", str(PAGE)]) == DONE
    shown = capsys.readouterr().out
    assert "Not yet recruiting" in shown
    assert "163.com" not in shown
    assert "[contact masked]" in shown


def test_record_show_as_json_is_the_masked_record(capsys):
    assert main(["record", "show", str(PAGE), "--json"]) == DONE
    shown = capsys.readouterr().out
    assert json.loads(shown)["protocolSection"]["identificationModule"]["nctId"] == "NCT07120750"
    assert "163.com" not in shown


def test_a_bad_record_is_a_sentence_and_not_a_traceback(tmp_path, capsys):
    bad = tmp_path / "record.json"
    bad.write_text('{"protocolSection": ')
    assert main(["record", "show", str(bad)]) == UNUSABLE
    said = capsys.readouterr()
    assert said.out == ""
    assert "record.json" in said.err
    assert "Traceback" not in said.err


def test_a_hostile_file_name_cannot_drive_the_terminal(tmp_path, capsys):
    assert main(["record", "show", str(tmp_path / "\x1b[2Jx")]) == UNUSABLE
    assert "\x1b" not in capsys.readouterr().err


def test_study_check_counts_the_open_decisions(capsys):
    assert main(["study", "check", str(STUDY)]) == DONE
    first, *rest = capsys.readouterr().out.splitlines()
    count = len(load_definition(STUDY).site.open_decisions)
    assert first == f"complete for rehearsal; {count} decisions open before the first participant"
    assert len(rest) == count > 0


def test_study_check_for_enrolment_says_no_by_its_exit_code(capsys):
    assert main(["study", "check", str(STUDY), "--for-enrolment", "--json"]) == ANSWER_NO
    answer = json.loads(capsys.readouterr().out)
    assert answer["ready_for_enrolment"] is False
    assert "ethics_body" in answer["open_decisions"]


def test_a_study_with_every_decision_taken_may_enrol(tmp_path, capsys):
    shutil.copytree(STUDY, tmp_path / "study")
    site = tmp_path / "study" / "site.yaml"
    counted = site.read_text().replace("unit: days, value: }", "unit: days, value: 28}")
    site.write_text(counted.replace("value: }", "value: decided}"))
    assert main(["study", "check", str(tmp_path / "study"), "--for-enrolment"]) == DONE
    assert capsys.readouterr().out.startswith("complete: the first participant may be enrolled")


def test_every_problem_of_a_study_is_printed_with_its_place(tmp_path, capsys):
    shutil.copytree(STUDY, tmp_path / "study")
    for name, old, new in (
        ("schedule.yaml", "every_days", "evry_days"),
        ("forms/death.yaml", "type: date, ", ""),
    ):
        path = tmp_path / "study" / name
        path.write_text(path.read_text().replace(old, new, 1))
    assert main(["study", "check", str(tmp_path / "study")]) == UNUSABLE
    said = capsys.readouterr().err
    assert "schedule.yaml:" in said
    assert "did you mean 'every_days'?" in said
    assert "forms/death.yaml:" in said


def test_study_describe_prints_schedule_and_forms(capsys):
    assert main(["study", "describe", str(STUDY)]) == DONE
    shown = capsys.readouterr().out
    assert "Schedule of activities" in shown
    assert "Week 156" in shown
    assert "Form: MRI read" in shown


def test_study_facts_end_with_the_count_of_each_origin(capsys):
    assert main(["study", "facts", str(STUDY)]) == DONE
    last = capsys.readouterr().out.splitlines()[-1]
    assert "from record" in last
    count = sum(fact.origin == "site parameter" for fact in list_facts(load_definition(STUDY)))
    assert f"{count} from site parameter" in last


@pytest.mark.parametrize("command", ["describe", "facts"])
def test_answers_for_machines_are_one_json_value(command, capsys):
    assert main(["study", command, str(STUDY), "--json"]) == DONE
    json.loads(capsys.readouterr().out)


def test_a_reader_who_stops_early_is_no_error():
    source = str(Path(__file__).parents[2] / "src")
    command = f"{sys.executable} -P -m trialwright study facts {STUDY} | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": source},
        check=False,
    )
    assert done.stderr == ""


def test_without_a_command_the_usage_is_shown():
    done = run()
    assert done.returncode == UNUSABLE
    assert "usage: ./trialwright" in done.stderr
