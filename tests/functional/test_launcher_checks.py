"""`./trialwright test`: every check runs, and one that fails fails the whole."""

from pathlib import Path

import pytest
from launcher_stage import Stage, build_stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return build_stage(tmp_path)


def test_all_checks_run_in_the_folder_of_the_repository(stage: Stage, tmp_path: Path):
    done = stage.run("test", cwd=tmp_path)
    assert done.returncode == 0
    assert "All passed: lint, format, types, tests." in done.stderr
    checks = [call.split()[1] for call in stage.calls() if call.startswith("-m ")]
    assert checks == ["pip", "ruff", "ruff", "mypy", "pytest"]


def test_further_arguments_reach_pytest(stage: Stage):
    stage.run("test", "-k", "censoring")
    (pytest_call,) = (call for call in stage.calls() if "-m pytest" in call)
    assert pytest_call.endswith(" -k censoring")


def test_reference_directories_are_not_taken_for_folders_of_tests(stage: Stage):
    stage.run("test", "--reference", "a b", "--reference", "c", "--reference=d", "-x")
    (pytest_call,) = (call for call in stage.calls() if "-m pytest" in call)
    assert pytest_call.endswith(" --reference=a b --reference=c --reference=d -x")


def test_numpy_gets_one_thread_for_each_worker(stage: Stage):
    stage.run("test")
    assert "OPENBLAS_NUM_THREADS=1" in stage.calls()


@pytest.mark.parametrize(
    ("check", "name"),
    [("ruff check", "lint"), ("ruff format", "format"), ("mypy", "types"), ("pytest", "tests")],
)
def test_one_failing_check_fails_the_run_and_stops_no_other(stage: Stage, check: str, name: str):
    done = stage.run("test", FAILING_CHECK=check)
    assert done.returncode == 1
    assert f"Failed: {name}." in done.stderr
    assert any("-m pytest" in call for call in stage.calls())
